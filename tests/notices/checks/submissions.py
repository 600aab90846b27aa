"""What departments hand in: made-up notices of many kinds, fit ones, and the same with one fault each.

Texts are put together from parts that are all fit; a fault is put in at a place where it would really stand.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.notices.privacy import labelled

Parts = tuple[str, ...]


@dataclass
class Submission:
    """The *head* and *body* of a notice, and the *rule* that must stop it (empty: fit)."""

    head: dict[str, str]
    body: str
    rule: str = ""
    path: str = ""
    files: dict[str, str] = field(default_factory=dict)


TOWNS: Parts = ("云溪区", "白鹤县", "临江街道", "石河镇", "望江社区", "柳湾村", "南浦镇", "荷塘乡")
OFFICES: Parts = (
    "市民政局",
    "市卫生健康委员会",
    "市农业农村局",
    "市交通运输局",
    "市住房和城乡建设局",
    "市人力资源和社会保障局",
    "市人民检察院",
)
SUBJECTS: Parts = (
    "城乡居民最低生活保障", "老旧小区改造", "农村公路养护", "城乡居民基本医疗保险参保缴费", "残疾人两项补贴", "高龄津贴发放",
    "春季森林防火", "防汛抗旱", "公益性岗位招聘", "义务教育招生", "农机购置补贴", "河道清淤", "路灯更换", "献血", "依申请公开工作年度报告",
    "安全生产检查", "打击网络赌博和电信诈骗", "商标代理和发票管理", "保密宣传教育", "党的二十大精神宣讲",
)  # fmt: skip
REASONS: Parts = (
    "根据工作安排", "为方便群众办事", "按照《中华人民共和国政府信息公开条例》", "经市政府同意", "为做好有关工作", "依据《社会救助暂行办法》", "根据青政办发〔2026〕3号文件要求",
)  # fmt: skip
SENTENCES: Parts = (
    "申请人持居民身份证和户口簿到户籍所在地便民服务中心办理，材料齐全的当场受理。",
    "请各单位高度重视，明确责任，按时上报进展情况。",
    "符合条件的低保对象、特困人员、残疾人等困难群众可以申请临时救助。",
    "患者就诊时应当出示医保电子凭证，慢性病患者每季度复查一次。",
    "工作人员上门走访时应当出示工作证件，不收取任何费用。",
    "凡举报网络赌博、代开发票等违法线索，查证属实的给予奖励。",
    "施工期间给您带来不便，敬请谅解。",
    "涉及国家秘密、商业秘密和个人隐私的信息不予公开，法律另有规定的除外。",
    "全年收到依申请公开政府信息23件，均在法定期限内答复。",
    "任何单位和个人不得截留、挪用补助资金。",
    "补助标准为每人每月780元，按季度发放，累计发放1234567元。",
    "本通知自2026年3月1日起施行，有效期五年。",
    "市、县两级人民检察院依法开展公益诉讼。",
    "请广大群众提高警惕，谨防刷单返利等诈骗，注册送彩金、兼职日结都是骗局。",
    "改造范围为滨河小区1号楼至12号楼，共36个单元、428户。",
    "办公地点设在政务服务中心3号楼2层215室，周一至周五9:00—17:00。",
    "张掖路、于家巷、常青路等路段实行单向通行。",
    "本次选派王某某等12名同志担任驻村第一书记。",
    "项目编号：QLZB-2026-013，预算金额450000元，采购文件每套300元。",
    "文件规定的期限届满后，由县级人民政府重新评估。",
    "中标单位统一社会信用代码为91320583MA1XXXXX2B，联系地址见附件。",
)
ENDINGS: Parts = (
    "特此通知。",
    "特此公告。",
    "请互相转告。",
    "欢迎社会各界监督。",
    "具体事项由承办单位负责解释。",
)
TABLES: Parts = (
    "| 序号 | 姓名 | 补助金额（元） |\n|---|---|---|\n| 1 | 王某某 | 780 |\n| 2 | 李某 | 780 |\n| 3 | 欧阳某某 | 640 |",
    "| 办理点 | 地址 | 电话 |\n|---|---|---|\n| 云溪区 | 云溪大道66号 | 0999-3340520 |\n| 白鹤县 | 鹤湖路30号 | 0999-3410520 |",
    "| 路段 | 长度（米） | 工期 |\n| --- | ---: | :---: |\n| 滨河路 | 1200 | 3月 |\n| 常青路 | 860 | 4月 |",
    "<table><tr><th colspan='2'>财务收支</th></tr><tr><td>收入</td><td>120000</td></tr><tr><td>支出</td><td>98000</td></tr></table>",
    "| 单位 | 统一社会信用代码 |\n|---|---|\n| 青澜市路灯所 | 11441700007280420Y |",
)
EXTRAS: Parts = (
    "![更换后的路灯](../media/a.jpg)", "附件：[申请表](../media/b.docx)", "详见[去年的通知](/shi/2025/20250101-b.html)。",
    "政策原文见[国务院网站](https://www.gov.cn/zhengce/index.htm)。", "> 第十九条　对涉及公众利益调整的政府信息，应当主动公开。",
    "1. 提出申请；\n2. 审核公示；\n3. 发放补助。", "* 身份证复印件；\n* 户口簿；\n* 诊断证明。", "邮箱：<mailto:lude@qinglan.example>",
)  # fmt: skip
CONTACTS: Parts = (
    "咨询电话：0999-5550123。",
    "联系人：张某，电话：0999-3340520。",
    "如有疑问请拨打12345政务服务便民热线。",
    "传真：0999-5550124，监督电话：12388。",
)


def fit(chance: random.Random, number: int) -> Submission:
    kind = chance.choice(["通知", "公告", "公示", "政策文件", "办事指南", "动态", "其他"])
    subject, town = chance.choice(SUBJECTS), chance.choice(TOWNS)
    day = f"2026-{chance.randrange(1, 3):02d}-{chance.randrange(1, 28):02d}"
    slug = f"{day.replace('-', '')}-{number:04d}"
    head = {
        "title": f"关于{town}{subject}有关事项的{kind[:2]}",
        "date": f"{day} {chance.randrange(8, 18):02d}:30",
        "kind": kind,
        "slug": slug,
    }
    if kind == "公示":
        head["disclosed_until"] = "2026-03-20"
    if kind == "政策文件" and chance.random() < 0.5:
        head |= {"effective": "2026-03-01", "expires": "2031-02-28"}
    if chance.random() < 0.3:
        head["summary"] = f"{town}{subject}安排。"
    return Submission(head, _body(chance, town, subject))


def _body(chance: random.Random, town: str, subject: str) -> str:
    first = f"{chance.choice(REASONS)}，现就{town}{subject}有关事项公布如下。"
    blocks = [
        "".join(chance.sample(SENTENCES, chance.randrange(1, 4))) for _ in range(chance.randrange(1, 5))
    ]
    blocks += chance.sample(EXTRAS, chance.randrange(0, 3))
    if chance.random() < 0.4:
        blocks.append(chance.choice(TABLES))
    if chance.random() < 0.3:
        blocks = ["## 一、总体要求", *blocks[:1], "## 二、有关事项", *blocks[1:]]
    office = chance.choice(OFFICES)
    return "\n\n".join([first, *blocks, chance.choice(CONTACTS), f"{chance.choice(ENDINGS)}", office])


Fault = Callable[[random.Random, Submission], str]


def _insert(text: Callable[[random.Random], str]) -> Fault:
    """A paragraph of its own somewhere in the body."""

    def fault(chance: random.Random, submission: Submission) -> str:
        blocks = submission.body.split("\n\n")
        blocks.insert(chance.randrange(1, len(blocks) + 1), text(chance))
        return "\n\n".join(blocks)

    return fault


def _key(**changes: str) -> Fault:
    def fault(chance: random.Random, submission: Submission) -> str:
        submission.head |= changes
        return submission.body

    return fault


def _personal(rule: str) -> Fault:
    def text(chance: random.Random) -> str:
        while True:
            example = labelled.unfit(chance)
            if example.rule == rule:
                return example.text

    return _insert(text)


def _one_of(*texts: str) -> Fault:
    return _insert(lambda chance: chance.choice(texts))


FAULTS: list[tuple[str, Fault]] = [
    *((rule, _personal(rule)) for rule in labelled.RULES),
    ("secrecy-mark", _one_of("机密★5年", "秘密☆", "绝密★长期", "密级：秘密", "**机密**")),
    ("secrecy-internal", _one_of("内部资料，注意保存", "（此件不予公开）", "公开方式：依申请公开", "本材料仅限内部使用，请勿外传。", "【内部资料】")),
    ("wording-slip", _one_of("中国入民银行青澜市分行配合。", "清明祭扫烈土陵园。", "认真学习党十九大精神。", "坚持社会主意核心价值观。", "特此公式。", "现将名单通知入下。")),
    ("wording-institution", _one_of("由市人民检查院监督。", "市住房与城乡建设局牵头。", "市发展与改革委员会审批。")),
    ("advertising", _one_of("线上博彩平台首存送彩金", "低价代开各类发票，电话联系", "刷单兼职日结加QQ群", "老中医祖传秘方根治糖尿病")),
    ("link-blocked", _one_of("[现场视频](https://t.cn/A6x)", "[报名](https://www.xpj888.com/a)", "[看](https://live.example.bet/1)")),
    ("link-hidden", _one_of("[](https://a.example)", "<a href='https://a.example'> </a>", "正文[\u200b](https://a.example/x)结束")),
    ("link-disguised", _one_of("[www.gov.cn](https://gov-cn.example/a)", "[https://www.qinglan.example](https://b.example)")),
    ("link-broken", _one_of("[旧通知](/shi/2025/20250101-zzz.html)", "[见此](../2024/20240101-x.html)")),
    ("link-scheme", _one_of("[表格](file:///C:/Users/a.docx)", "[点我](javascript:void(0))")),
    ("picture-missing", _one_of("![现场](../media/xianchang.jpg)", '<img src="../media/no.png" alt="图">')),
    ("picture-remote", _one_of("![现场](https://mmbiz.example/mmbiz_jpg/0)")),
    ("attachment-missing", _one_of("附件：[名单](../media/mingdan.xlsx)")),
    ("attachment-kind", _one_of("[客户端](../media/setup.exe)", "[页面](../media/a.html)", "[脚本](../media/a.js)")),
    ("media-name", _one_of("[名单](../media/低保名单.xlsx)", "![图](../media/IMG 1.jpg)".replace(" ", "%20"))),
    ("table-shape", _one_of("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| 3 |", "| 序号 | 姓名 | 金额 |\n|---|---|---|\n| 1 | 王某 | 3 | 4 |")),
    ("draft-left", _one_of("时间：××月××日上午", "地点：【待定】", "TODO 补电话", "<<<<<<< HEAD")),
    ("html-active", _one_of("<iframe src='https://a.example'></iframe>", "<p style='color:red'>重要</p>", "<script>a</script>")),
    ("text-invisible", _one_of("<p style='display:none'>友情链接</p>", "正常\u202e反向")),
    ("date-future", _key(date="2026-05-01 09:00", slug="20260501-x")),
    ("date-early", _key(date="1926-03-01", slug="19260301-x")),
    ("date-order", _key(disclosed_until="2025-12-01")),
    ("date-order", _key(effective="2026-03-01", expires="2026-02-01")),
    ("department-unknown", _key(department="jiaoyu")),
    ("notice-place", lambda chance, submission: (setattr(submission, "path", "shi/2024/other.md"), submission.body)[1]),
    ("body-empty", lambda chance, submission: ""),
    ("waiver-unknown", _key(waivers="yinsi 王敏 2026-03-01 同意")),
]  # fmt: skip


def unfit(chance: random.Random, number: int) -> Submission:
    submission = fit(chance, number)
    submission.rule, fault = FAULTS[number % len(FAULTS)]
    submission.body = fault(chance, submission)
    return submission


def submissions(count: int, seed: int = 20260305) -> list[Submission]:
    """*count* fit and as many unfit ones, every fault in turn, always the same for a *seed*."""
    chance = random.Random(seed)
    return [make(chance, number) for number in range(count) for make in (fit, unfit)]
