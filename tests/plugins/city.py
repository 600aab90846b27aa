"""A small made-up city written by code: every awkward shape the site must bear, no real person's data."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from notices.accounts import Account
from notices.accounts import render as render_register
from notices.notice import Notice
from notices.notice import render as render_notice
from notices.tree import path_of
from notices.values import BEIJING

DEPARTMENTS = """\
[qinglan]
name = "青澜市人民政府办公室"
short_name = "市政府办"
level = "市"

[water]
name = "青澜市水务局"
short_name = "市水务局"
level = "市"
parent = "qinglan"
former = [{ name = "青澜市水利局", until = 2019-01-10 }]

[civil]
name = "青澜市民政局"
short_name = "市民政局"
level = "市"
parent = "qinglan"

[yunxi]
name = "云溪县人民政府办公室"
short_name = "云溪县政府办"
level = "县区"
parent = "qinglan"

[baihe-village]
name = "云溪县白鹤镇白鹤村村民委员会"
short_name = "白鹤村"
level = "村社区"
parent = "yunxi"
"""

WATER = Account(
    platform="weixin",
    native_ids=("gh_000000000001", "MzA0000000=="),
    name="青澜水务",
    department="water",
    status="注销",
    notice_date=date(2024, 3, 1),
    closed_on=date(2024, 4, 1),
    declared_posts=230,
    successor="微信公众号“青澜发布”",
)
CIVIL = Account(
    platform="weibo", native_ids=("1000000002",), name="青澜民政微博", department="civil", status="停更"
)
CITY = Account(
    platform="weixin", native_ids=("gh_000000000003",), name="青澜发布", department="qinglan", status="保留"
)
SILENT = Account(
    platform="douyin",
    native_ids=("silent.1",),
    name="云溪零帖",
    department="yunxi",
    status="冻结",
    declared_posts=0,
)
ACCOUNTS = (WATER, CIVIL, CITY, SILENT)

LONG_TITLE = '关于<script>alert("1")</script>"引号"与 & 的' + "很长很长的标题" * 38
WIDE_TABLE = "\n".join(
    [
        "| " + " | ".join(f"第{n}列" for n in range(1, 41)) + " |",
        "|" + "---|" * 40,
        *("| " + " | ".join(f"{row}-{n}" for n in range(1, 41)) + " |" for row in range(1, 6)),
    ]
)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003"
    "010100c9fe92ef0000000049454e44ae426082"
)
PICTURE_NAME = "0123456789abcdef0123.png"


def slug(number: int, day: datetime) -> str:
    """A slug as importers make it, from a running number."""
    return f"{day:%Y%m%d}-{number:012x}"


def archived(number: int, title: str, body: str, **more: object) -> Notice:
    """A notice of 青澜水务, the *number*-th, five days after the one before."""
    moment = datetime(2020, 1, 1, 9, 30, tzinfo=BEIJING) + timedelta(days=5 * number)
    values: dict[str, object] = {
        "title": title,
        "date": moment,
        "department": "water",
        "slug": slug(number, moment),
        "kind": "动态",
        "body": body,
        "platform": "weixin",
        "account": WATER.native_id,
        "source_id": f"22474{number:05d}_1",
        "source_url": f"https://mp.weixin.qq.com/s?__biz=MzA0000000==&mid=22474{number:05d}&idx=1&sn=ab",
        "captured": datetime(2024, 3, 20, 10, 0, tzinfo=BEIJING),
        "imported": date(2026, 11, 1),
        "original": f"{number:064x}",
        "date_evidence": "页面脚本 ct 与正文所印日期一致",
    }
    return Notice(**{**values, **more})  # type: ignore[arg-type]


def notices() -> list[Notice]:
    """200 posts of one account and one of each awkward shape."""
    kinds = ("动态", "公示", "通知", "转载")
    posts = [
        archived(
            n,
            f"第{n}期供水水质公示" if n % 4 == 1 else f"水务工作动态（{n}）",
            f"市水务局本周检查水厂{n % 7 + 1}座，出厂水合格率为100%。\n\n请市民放心饮用。",
            kind=kinds[n % 4],
            summary=f"本周检查水厂{n % 7 + 1}座。" if n % 3 == 0 else "",
        )
        for n in range(200)
    ]
    posts += [
        archived(
            200, LONG_TITLE, f"正文。\n\n![水厂](../media/{PICTURE_NAME})", tags=("供水", "公示 & 通知")
        ),
        archived(201, "四十列的水费表", WIDE_TABLE, kind="公示"),
        archived(202, "關於調整供水時間的通知", "因管網檢修，週三停水。", lang="zh-Hant", kind="通知"),
        archived(203, "关于本公众号停止更新的公告", "本号自2024年4月1日起停止更新。", kind="公告"),
        archived(204, "不公开的草稿", "草稿。", status="draft"),
        archived(205, "暂缓公开的一条", "暂缓。", status="withheld"),
    ]
    return [*posts, *weibo(), *own()]


def weibo() -> list[Notice]:
    """Two posts of another account and department, the older one with a day only."""
    shared = {
        "department": "civil",
        "platform": "weibo",
        "account": CIVIL.native_id,
        "kind": "转载",
        "source": "青澜发布",
        "source_url": "",
    }
    first = datetime(2021, 5, 6, tzinfo=BEIJING)
    second = datetime(2021, 5, 7, 8, 5, 9, tzinfo=BEIJING)
    return [
        archived(301, "转发：防汛提示", "请注意防汛。", date=first, slug=slug(301, first), **shared),
        archived(
            302,
            "低保公示",
            "[名单](javascript:alert(1)) <img src=x onerror=alert(1)>",
            date=second,
            slug=slug(302, second),
            **shared,
        ),
    ]


def own() -> list[Notice]:
    """Two notices that a department wrote itself, on the same day."""
    day = datetime(2026, 10, 8, tzinfo=BEIJING)
    return [
        Notice(
            title=title,
            date=day,
            department="water",
            slug=slug(400 + n, day),
            kind="公告",
            body=body,
            summary="十月起施行。",
        )
        for n, (title, body) in enumerate(
            [("关于调整水价的公告", "自十月起施行。"), ("关于管网检修的公告", "检修期间停水。")]
        )
    ]


def write(content: Path, kept: list[Notice] | None = None) -> list[Notice]:
    """Write registers, pages folder, media and the notices (default: all of them) under *content*."""
    written = notices() if kept is None else kept
    put(content / "departments.toml", DEPARTMENTS.encode())
    put(content / "accounts.csv", render_register(ACCOUNTS))
    for page in ("about", "search-help", "accessibility", "feedback"):
        text = f"Title: 关于本站\nSlug: {page}\nDate: 2026-11-01\n\n本站说明。<script>1</script>\n"
        put(content / f"pages/{page}.md", text.encode())
    put(content / "water/media" / PICTURE_NAME, PICTURE)
    put(content / "water/media/unused.png", PICTURE)
    for notice in written:
        put(content / path_of(notice), render_notice(notice).encode())
    return written


def put(path: Path, payload: bytes) -> None:
    """Write a fixture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(payload)
