"""A labelled set: made-up texts, the edits that accounts make when they take one over, and texts that only look alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import opencc

_TO_TRADITIONAL = opencc.OpenCC("s2t")
_PLACES = [
    "望江",
    "云溪",
    "石河",
    "柳湾",
    "临江",
    "青石",
    "北桥",
    "东园",
    "南湖",
    "西岭",
    "白塔",
    "金沙",
    "双河",
    "大坪",
    "小溪",
    "高塘",
    "沙湾",
    "梅岭",
    "松林",
    "竹园",
]
_OFFICES = [
    "民政局",
    "水务局",
    "教育局",
    "卫健委",
    "交通局",
    "住建局",
    "应急局",
    "农业农村局",
    "市场监管局",
    "文旅局",
    "街道办事处",
    "镇人民政府",
]
_ACTS = [
    "组织开展",
    "部署推进",
    "集中整治",
    "调研指导",
    "督促检查",
    "动员部署",
    "公开征集",
    "统一受理",
    "分批实施",
    "现场办理",
]
_MATTERS = [
    "老旧小区改造",
    "河道清淤",
    "困难群众救助",
    "校园食品安全",
    "夏季防汛",
    "森林防火",
    "农村公路养护",
    "垃圾分类",
    "居家养老服务",
    "就业招聘",
    "文明祭扫",
    "燃气安全排查",
    "春耕备耕",
    "疫苗接种",
    "医保缴费",
    "电动自行车登记",
    "灌溉水渠维修",
    "古树名木保护",
    "危房排查",
    "道路照明",
    "公共自行车投放",
    "社区食堂建设",
    "残疾人证办理",
    "拆迁安置",
    "村集体账目公开",
]
_ENDS = [
    "请广大居民相互转告",
    "欢迎社会各界监督",
    "工作取得阶段性成效",
    "确保按时完成任务",
    "群众反映良好",
    "下一步将持续跟进",
    "有关单位要落实责任",
    "具体事项由窗口解答",
    "逾期不再受理",
    "结果将另行公布",
    "施工期间请绕行",
    "遇到问题可现场咨询",
]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and *truth*, the number of the text that it is a version of."""

    key: str
    title: str
    body: str
    truth: int


def text(choice: random.Random, sentences: int) -> tuple[str, str]:
    """A title and a body of so many sentences in paragraphs."""
    place, matter = choice.choice(_PLACES), choice.choice(_MATTERS)
    parts: list[str] = []
    for _ in range(sentences):
        many = choice.randrange(2, 900)
        parts.append(
            f"{choice.randrange(1, 12)}月{choice.randrange(1, 28)}日，{choice.choice(_PLACES)}{choice.choice(_OFFICES)}"
            f"{choice.choice(_ACTS)}{choice.choice(_MATTERS)}工作，涉及{choice.choice(_PLACES)}等{many}户，{choice.choice(_ENDS)}。"
        )
        if choice.random() < 0.4:
            parts.append("\n\n")
    return f"{place}关于{matter}的{choice.choice(['通知', '公告', '情况通报'])}", "".join(parts).strip()


# What accounts do to a text that they take over. Each gives title and body.


def _width(title: str, body: str, _: random.Random) -> tuple[str, str]:
    half = str.maketrans("，。；：（）！？", ",.;:()!?")
    return title.translate(half), body.translate(half)


def _digits(title: str, body: str, _: random.Random) -> tuple[str, str]:
    return title, body.translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def _spaces(title: str, body: str, choice: random.Random) -> tuple[str, str]:
    return f" {title}", "".join(one + " " * (choice.random() < 0.05) for one in body)


def _indents(title: str, body: str, _: random.Random) -> tuple[str, str]:
    return title, "\u3000\u3000" + body.replace("\n\n", "\n\n\u3000\u3000").replace("。", "。\n")


def _joined(title: str, body: str, _: random.Random) -> tuple[str, str]:
    return title, body.replace("\n", "")


def _script(title: str, body: str, _: random.Random) -> tuple[str, str]:
    return _TO_TRADITIONAL.convert(title), _TO_TRADITIONAL.convert(body)


def _bylines(title: str, body: str, choice: random.Random) -> tuple[str, str]:
    who = choice.choice(_PLACES)
    return title, f"来源：{who}发布\n\n{body}\n\n编辑：某某\n审核：{who}融媒"


def _emphasis(title: str, body: str, _: random.Random) -> tuple[str, str]:
    return title, f"## {title}\n\n**{body[:12]}**{body[12:]}"


def _pictures(title: str, body: str, _: random.Random) -> tuple[str, str]:
    shown = "![](../media/0123456789abcdef0123.jpg)"
    missing = "〔图片未保存：原地址：https://pictures.example/1.jpg〕"
    return title, f"{shown}\n\n{body}\n\n{missing}"


def _numbered(title: str, body: str, _: random.Random) -> tuple[str, str]:
    return title, "\n".join(f"{n}. {one}" for n, one in enumerate(body.split("\n\n"), 1))


def _renamed(title: str, body: str, choice: random.Random) -> tuple[str, str]:
    return f"【转发】{title}", body


EDITS: tuple[Callable[[str, str, random.Random], tuple[str, str]], ...] = (
    _width,
    _digits,
    _spaces,
    _indents,
    _joined,
    _script,
    _bylines,
    _emphasis,
    _pictures,
    _numbered,
    _renamed,
)


def template(choice: random.Random, number: int) -> tuple[str, str]:
    """One filling of a form that is published again and again: not the same text as any other filling."""
    place, many = _PLACES[number % len(_PLACES)], choice.randrange(2, 9000)
    month, day = 1 + number // 28 % 12, 1 + number % 28
    return (
        f"{place}片区停水通知",
        f"因{place}水厂检修管网，定于{month}月{day}日8时至18时对{place}片区停水，影响{many}户，请提前储水。"
        f"恢复供水后水质短时可能浑浊，请放水{many % 7 + 1}分钟后使用。不便之处敬请谅解。服务热线12345。",
    )


def labelled(seed: int, originals: int = 300, copies: int = 2, forms: int = 150) -> list[Labelled]:
    """Texts with their versions, mixed with as many fillings of one form."""
    choice = random.Random(seed)
    found: list[Labelled] = []
    for truth in range(originals):
        title, body = text(choice, choice.randrange(1, 30))
        found.append(Labelled(f"{truth}", title, body, truth))
        for copy in range(copies):
            changed = (title, body)
            for edit in choice.sample(EDITS, choice.randrange(1, 4)):
                changed = edit(*changed, choice)
            found.append(Labelled(f"{truth}-{copy}", *changed, truth))
    found += [
        Labelled(f"form-{number}", *template(choice, number), originals + number) for number in range(forms)
    ]
    choice.shuffle(found)
    return found
