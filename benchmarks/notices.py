"""Notices for the benchmarks: realistic lengths, departments, years, tables, from real sentences where there are any.

Sentences come from the laws in `../shared/corpora` when that folder stands beside the project, else from a
small grammar of our own; either way the same *count* and *seed* give the same notices. Lengths follow what
was counted on official posts: median about 630 characters, mean about 750, a long tail.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from durable import atomic_write
from notices import KINDS, Notice
from notices.accounts import Account
from notices.accounts import render as render_accounts
from notices.notice import render
from notices.tree import path_of
from notices.values import BEIJING

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
DEPARTMENTS = 60
YEARS = 10
FIRST_DAY = datetime(2016, 1, 1, 9, 0, tzinfo=BEIJING)

_SENTENCE = re.compile(r"[^。；\n#|>*`\[\]<]{8,90}[。；]")
_PLACES = [
    "青澜",
    "临海",
    "望江",
    "北塘",
    "石桥",
    "云岭",
    "沙湾",
    "柳堤",
    "红旗",
    "新港",
    "东山",
    "西湾",
    "南浦",
    "荷塘",
    "松岗",
]
_ACTS = [
    "公示",
    "调整",
    "更换",
    "检修",
    "受理",
    "发放",
    "验收",
    "开放",
    "关闭",
    "整治",
    "修缮",
    "复核",
    "登记",
    "招聘",
    "采购",
    "评审",
]
_THINGS = [
    "路灯",
    "供水管网",
    "公交线路",
    "低保名单",
    "危房改造",
    "农田水利",
    "学校食堂",
    "医保缴费",
    "养老补贴",
    "垃圾分类",
    "河道清淤",
    "消防通道",
    "停车泊位",
    "图书借阅",
    "创业贷款",
]
_CLOSINGS = [
    "请有关单位和群众知悉。",
    "特此通知。",
    "咨询电话：0999-5550123。",
    "公示期为五个工作日。",
    "以上事项由主管部门负责解释。",
]


def sentences() -> list[str]:
    """The sentences to draw from, without doubles: real ones where the corpora are, else made by `_grammar`."""
    found: dict[str, None] = {}
    for path in sorted((CORPORA / "laws").rglob("*.md")) if CORPORA.is_dir() else []:
        found.update(dict.fromkeys(_SENTENCE.findall(path.read_text(encoding="utf-8", errors="replace"))))
    return list(found) or _grammar()


def _grammar() -> list[str]:
    return [
        f"{place}{act}{thing}的工作由有关部门按照年度计划组织实施，{other}同步推进。"
        for place in _PLACES
        for act in _ACTS
        for thing in _THINGS
        for other in _THINGS
        if other != thing
    ]


def made(count: int, seed: int = 7) -> Iterator[Notice]:
    """Give *count* notices, archived and live, spread over `DEPARTMENTS` departments and `YEARS` years."""
    rng = random.Random(seed)
    pool = sentences()
    kinds = list(KINDS)
    for number in range(count):
        date = FIRST_DAY + timedelta(days=rng.randrange(365 * YEARS), minutes=rng.randrange(600))
        department = rng.randrange(DEPARTMENTS)
        archived = rng.random() < 0.9
        yield Notice(
            title=f"{rng.choice(_PLACES)}{rng.choice(_THINGS)}{rng.choice(_ACTS)}情况（{date.year}年第{number}号）",
            date=date,
            department=f"bm{department:02d}",
            slug=f"{date:%Y%m%d}-{number:012x}",
            kind=rng.choice(kinds),
            tags=tuple(rng.sample(_THINGS, 2)),
            body=_body(rng, pool),
            platform="weixin" if archived else "",
            account=f"gh_{department:012x}" if archived else "",
            source_id=f"MzA_{number}_1" if archived else "",
            source_url=f"https://mp.weixin.qq.com/s/{number:022d}" if archived else "",
            imported=datetime(2026, 1, 15, tzinfo=BEIJING).date() if archived else None,
            date_evidence=f"页面脚本 ct={int(date.timestamp())}" if archived else "",
        )


def _body(rng: random.Random, pool: list[str]) -> str:
    wanted = int(rng.lognormvariate(6.3, 0.6)) - 60  # the last paragraph runs over by about 60
    paragraphs: list[str] = []
    size = 0
    while size < wanted:
        paragraph = "".join(rng.choice(pool) for _ in range(rng.randint(1, 4)))
        paragraphs.append(paragraph)
        size += len(paragraph)
    if rng.random() < 0.1:
        rows = [
            f"| {n} | {rng.choice(_PLACES)}{rng.choice(_THINGS)} | {rng.randrange(1, 9999)} |"
            for n in range(1, 12)
        ]
        paragraphs.insert(
            len(paragraphs) // 2, "\n".join(["| 序号 | 项目 | 金额（元） |", "|---|---|---|", *rows])
        )
    return "\n\n".join([*paragraphs, rng.choice(_CLOSINGS)])


def write_content(content: Path, count: int, seed: int = 7) -> None:
    """Write *count* notices with their registers as a content folder; fast, for benchmarks: nothing is synced."""
    folders: set[Path] = set()
    for notice in made(count, seed):
        path = content / path_of(notice)
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        path.write_text(render(notice), encoding="utf-8")
    names = [f"bm{number:02d}" for number in range(DEPARTMENTS)]
    tables = (
        f'[{name}]\nname = "青澜市第{n}局"\nshort_name = "第{n}局"\nlevel = "市"\n'
        for n, name in enumerate(names)
    )
    atomic_write(content / "departments.toml", "\n".join(tables))
    accounts = (
        Account(
            platform="weixin",
            native_ids=(f"gh_{n:012x}",),
            name=f"青澜第{n}局发布",
            department=name,
            status="注销",
        )
        for n, name in enumerate(names)
    )
    atomic_write(content / "accounts.csv", render_accounts(accounts))
