"""A labelled set of made-up sentences and tables: with a person's number, address or name in them, or only like it.

Every number is made by chance from its own rule of formation; nothing here belongs to anybody on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PLACES = ["110101", "320583", "422401", "510104", "654321", "810000", "820000", "830000", "440304", "130125"]
FAMILY = list(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤"
)
FAMILY += ["欧阳", "司马", "诸葛"]
GIVEN = [
    "建国",
    "秀英",
    "桂兰",
    "志强",
    "丽华",
    "伟",
    "芳",
    "海燕",
    "玉梅",
    "春生",
    "小军",
    "文博",
    "雨桐",
    "德福",
    "晓东",
    "红",
    "永刚",
    "凤霞",
]
ESTATES = ["滨河小区", "锦绣家园", "望江新村", "阳光花园", "教师公寓", "纺织厂家属院", "云溪嘉园", "临江佳苑"]
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(frozen=True)
class Example:
    """A *text* and the *rule* that must find something in it, or empty when nothing may be found."""

    text: str
    rule: str


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def born(chance: random.Random) -> date:
    return date(1925, 1, 1) + timedelta(days=chance.randrange(36000))


def identity(chance: random.Random) -> str:
    body = chance.choice(PLACES) + born(chance).strftime("%Y%m%d") + digits(chance, 3)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def former_identity(chance: random.Random) -> str:
    day = born(chance)
    return chance.choice(PLACES[:5]) + f"{day.year % 100:02d}{day:%m%d}" + digits(chance, 3)


def wrong_identity(chance: random.Random) -> str:
    """Eighteen digits as order and case numbers have them: the check digit is not right."""
    good = identity(chance)
    return good[:17] + chance.choice([one for one in "0123456789" if one != good[17]])


def mobile(chance: random.Random) -> str:
    return "1" + chance.choice("3456789") + digits(chance, 9)


def luhn_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card(chance: random.Random) -> str:
    body = "62" + digits(chance, chance.choice([13, 16]))
    return body + luhn_digit(body)


def name(chance: random.Random) -> str:
    return chance.choice(FAMILY) + chance.choice(GIVEN)


def credit_code(chance: random.Random) -> str:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = (
        chance.choice(["11", "12", "52", "54", "91", "92"])
        + chance.choice(PLACES[:5])
        + "".join(chance.choices(letters, k=9))
    )
    total = sum(letters.index(one) * pow(3, place, 31) for place, one in enumerate(body))
    return body + letters[-total % 31]


def landline(chance: random.Random) -> str:
    return f"0{chance.randrange(300, 999)}-{chance.randrange(2, 9)}{digits(chance, 6)}"


def dressed(number: str, chance: random.Random) -> str:
    """*number* as people write it: plain, full-width, in groups, with invisible or emphasis marks in it."""
    style = chance.randrange(8)
    if style == 0:
        return number.translate(WIDE)
    if style == 1:
        cuts = (6, 14) if len(number) == 18 else (6, 12) if len(number) == 15 else (3, 7)
        if len(number) in {16, 19}:
            return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        return chance.choice([" ", "-", "　"]).join(
            [number[: cuts[0]], number[cuts[0] : cuts[1]], number[cuts[1] :]]
        )
    if style == 2:
        return number[:5] + chance.choice(["\u200b", "**", "<b></b>", "\u2060"]) + number[5:]
    return number


def address(chance: random.Random) -> str:
    block, entrance, floor = chance.randrange(1, 40), chance.randrange(1, 5), chance.randrange(1, 18)
    door = f"{floor}{chance.randrange(1, 5):02d}"
    estate = chance.choice(ESTATES)
    return chance.choice(
        [
            f"云溪区{estate}{block}号楼{entrance}单元{door}室",
            f"{estate}{block}栋{door}室",
            f"{estate}{block}幢{entrance}单元{door}",
            f"{estate}{block}-{entrance}-{door}",
            f"{estate}{entrance}单元{door}号",
        ]
    )


def unfit(chance: random.Random) -> Example:
    person, number = name(chance), dressed(identity(chance), chance)
    phone, ill, aid = dressed(mobile(chance), chance), chance.choice(ILLNESSES), chance.choice(AIDS)
    passport = chance.choice(["E", "G"]) + digits(chance, 8)
    permit = chance.choice(["C", "H", "M"]) + digits(chance, 8)
    masked = person[0] + "某某"
    makers: list[Callable[[], Example]] = [
        lambda: Example(f"{person}，身份证号码：{number}，符合申领条件。", "privacy-identity"),
        lambda: Example(f"经审核，{masked}（{number}）等人符合条件。", "privacy-identity"),
        lambda: Example(
            f"| 序号 | 姓名 | 身份证号 | 金额 |\n|---|---|---|---|\n| 1 | {masked} | {number} | 600 |\n",
            "privacy-identity",
        ),
        lambda: Example(
            f"<table><tr><th>姓名</th><th>证件号码</th></tr><tr><td>{masked}</td><td>{number}</td></tr></table>",
            "privacy-identity",
        ),
        lambda: Example(f"户主{masked}，原身份证号{former_identity(chance)}。", "privacy-identity"),
        lambda: Example(
            f"| 姓名 | 身份证号 |\n|---|---|\n| {masked} | {former_identity(chance)} |\n", "privacy-identity"
        ),
        lambda: Example(f"联系人：{masked}，手机{phone}。", "privacy-mobile"),
        lambda: Example(f"报名电话：{landline(chance)}，{phone}（微信同号）", "privacy-mobile"),
        lambda: Example(f"电话：+86 {mobile(chance)}", "privacy-mobile"),
        lambda: Example(f"| 村民组长 | 联系方式 |\n|---|---|\n| {masked} | {phone} |\n", "privacy-mobile"),
        lambda: Example(f"补贴发放到{masked}的账户，卡号{dressed(card(chance), chance)}。", "privacy-card"),
        lambda: Example(f"| 姓名 | 一卡通账号 |\n|---|---|\n| {masked} | {card(chance)} |\n", "privacy-card"),
        lambda: Example(f"持护照{passport}的{masked}请尽快联系。", "privacy-passport"),
        lambda: Example(f"港澳居民来往内地通行证号码{permit}，姓名{masked}。", "privacy-passport"),
        lambda: Example(f"{masked}，家住{address(chance)}。", "privacy-address"),
        lambda: Example(
            f"| 姓名 | 家庭住址 |\n|---|---|\n| {masked} | {address(chance)} |\n", "privacy-address"
        ),
        lambda: Example(
            f"户籍地址：石河镇柳湾村{chance.randrange(1, 12)}组{chance.randrange(1, 200)}号。",
            "privacy-address",
        ),
        lambda: Example(
            f"{person}，{chance.choice(['男', '女'])}，{chance.randrange(20, 80)}岁，患{ill}，生活困难。",
            "privacy-illness",
        ),
        lambda: Example(
            f"| 姓名 | 病种 | 救助金额 |\n|---|---|---|\n| {person} | {ill} | 3000 |\n", "privacy-illness"
        ),
        lambda: Example(f"镇干部走访慰问了{aid}{person}一家。", "privacy-aid"),
        lambda: Example(
            f"柳湾村{aid}名单公示如下：\n\n| 序号 | 姓名 | 金额 |\n|---|---|---|\n| 1 | {person} | 600 |\n",
            "privacy-aid",
        ),
    ]
    return chance.choice(makers)()


ILLNESSES = ["肝癌", "白血病", "尿毒症", "精神分裂症", "糖尿病", "肺结核", "先天性心脏病"]
AIDS = ["低保户", "特困人员", "贫困户", "困境儿童", "残疾人"]


def fit(chance: random.Random) -> Example:
    office, phone, unit = chance.choice(OFFICES), landline(chance), credit_code(chance)
    floor, amount = chance.randrange(1, 6), chance.randrange(1000, 99999999)
    day = born(chance)
    masked = chance.choice(FAMILY)[0] + chance.choice(["某某", "某", "\\*\\*", "先生"])
    texts = [
        f"咨询电话：{phone}，或拨打12345政务服务便民热线。",
        f"统一社会信用代码：{unit}，住所{office}{floor}楼30{floor}室。",
        f"地址：{office}{floor}号楼50{floor}室，联系人：{masked}。",
        f"项目编号：{wrong_identity(chance)}，公示期五个工作日。",
        f"案件编号{digits(chance, 16)}，办结日期{day.year}年{day.month}月{day.day}日。",
        f"本次下达资金{amount}元，惠及群众{chance.randrange(10, 999)}人。",
        f"{masked}，身份证号3205\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*{digits(chance, 4)}，手机138\\*\\*\\*\\*{digits(chance, 4)}。",
        f"低保公示：\n\n| 序号 | 姓名 | 金额 |\n|---|---|---|\n| 1 | {masked} | {amount} |\n",
        f"| 单位 | 信用代码 |\n|---|---|\n| 青澜市某公司 | {unit} |\n",
        f"| 年份 | 人口 | 产值 |\n|---|---|---|\n| {day.year} | {amount} | {digits(chance, 5)} |\n",
        f"{chance.choice(AIDS)}申请救助，应当提供身份证、户口簿和诊断证明；患者可以到定点医院就诊。",
        f"网址：https://mp.weixin.qq.com/s?__biz=MzA5&mid={digits(chance, 10)}&sn={digits(chance, 11)}",
        f"缴款账户：青澜市财政局非税收入专户，账号{digits(chance, 17)}。",
        f"坐标：{chance.randrange(73, 135)}.{digits(chance, 11)}，{chance.randrange(18, 53)}.{digits(chance, 8)}",
        f"{office}设在滨河路{chance.randrange(1, 300)}号，周一至周五9:00—17:00办理。",
        f"车辆通行证自{day:%Y%m%d}起施行，文号青政办〔{day.year}〕{chance.randrange(1, 99)}号。",
        f"营业执照注册号{former_identity(chance)}，法定代表人变更已登记。",
        f"云溪区{chance.choice(ESTATES)}老旧小区改造项目共{chance.randrange(2, 40)}栋，{chance.randrange(100, 900)}户。",
        f"全市共救助困难群众{chance.randrange(10, 999)}人次，残疾人康复项目覆盖{chance.randrange(2, 30)}个镇。",
        f"附件下载：../media/{digits(chance, 20)}.pdf，文件大小{chance.randrange(10, 999)} KB。",
        f"招标文件每套{chance.randrange(100, 999)}元，于{day.year}-{day.month:02d}-{day.day:02d} 09:30在{office}{floor}楼开标室开标。",
        f"订单号{mobile(chance)}，条码69{digits(chance, 11)}。",
    ]
    return Example(chance.choice(texts), "")


OFFICES = [
    "青澜市政务服务中心",
    "云溪区行政审批局",
    "白鹤县人民法院",
    "市民政局办公楼",
    "临江街道办事处",
    "石河镇便民服务大厅",
]


RULES = (
    "privacy-identity",
    "privacy-mobile",
    "privacy-card",
    "privacy-passport",
    "privacy-address",
    "privacy-illness",
    "privacy-aid",
)


def labelled(count: int, seed: int = 20260305) -> list[Example]:
    """*count* examples, half of them with something to find, always the same for a *seed*."""
    chance = random.Random(seed)
    return [unfit(chance) if n % 2 else fit(chance) for n in range(count)]
