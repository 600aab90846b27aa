"""A city in which every field of every notice, register and export is a payload."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path

from notices import lost, services
from notices.accounts import Account
from notices.accounts import render as render_register
from notices.frontmatter import clean_line
from notices.notice import Notice
from notices.notice import render as render_notice
from notices.remarks import Correction, Cut, Waiver
from notices.render import to_html
from notices.tree import path_of
from notices.values import BEIJING
from plugins.notices import references

DAY = date(2026, 10, 1)
DEPARTMENT = "bureau"
PER_DEPARTMENT = 10
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003"
    "010100c9fe92ef0000000049454e44ae426082"
)
PICTURE_NAME = "0123456789abcdef0123.png"
BIZ = "MzA0000000=="
_BREAKS = re.compile(r"[,，;；]")
_LOCAL = re.compile(r'href="(?!https?:|mailto:|tel:)', re.IGNORECASE)
_UNSAFE_IN_URL = re.compile(r"[\s<>\"]")


def line(payload: str) -> str:
    """*payload* as one line of front matter, never empty."""
    return clean_line(payload) or "空"


def unbroken(said: str) -> str:
    """*said* without the signs that part tags and remarks."""
    return _BREAKS.sub("、", said).strip() or "空"


def write_content(content: Path, payloads: Sequence[str]) -> None:
    """Registers, fixed pages and two notices a payload: its Markdown as it stands, and within other Markdown."""
    slugs = _write_departments(content, payloads)
    accounts = [_account(number, one) for number, one in enumerate(payloads)]
    _put(content / "accounts.csv", render_register(accounts))
    _write_csv(content / "services.csv", services.COLUMNS, map(_service, payloads))
    _write_csv(content / "lost.csv", lost.COLUMNS, (_lost(*one) for one in enumerate(payloads)))
    for name in ("about", "search-help", "accessibility", "feedback"):
        text = f"Title: 关于本站\nSlug: {name}\nDate: 2026-11-01\n\n本站说明。\n"
        _put(content / f"pages/{name}.md", text.encode())
    for department in (DEPARTMENT, *slugs):
        _put(content / department / "media" / PICTURE_NAME, PICTURE)
    for number, payload in enumerate(payloads):
        department = slugs[number // PER_DEPARTMENT]
        for notice in (_raw(number, payload, department), _woven(number, payload, department)):
            _put(content / path_of(notice), render_notice(notice).encode("utf-8"))


def _write_departments(content: Path, payloads: Sequence[str]) -> list[str]:
    """Ten payloads a department: its name, its short name, and eight former ones."""
    rows = [f'[{DEPARTMENT}]\nname = "青澜市水务局"\nshort_name = "水务局"\nlevel = "市"\n']
    slugs = []
    for start in range(0, len(payloads), PER_DEPARTMENT):
        own = [_toml(line(one)) for one in payloads[start : start + PER_DEPARTMENT]]
        slugs.append(f"d{start // PER_DEPARTMENT}")
        former = ", ".join(f"{{ name = {one} }}" for one in own[2:])
        rows.append(
            f"[{slugs[-1]}]\nname = {own[0]}\nshort_name = {own[min(1, len(own) - 1)]}\n"
            f'level = "县区"\nparent = "{DEPARTMENT}"\nformer = [{former}]\n'
        )
    _put(content / "departments.toml", "\n".join(rows).encode("utf-8"))
    return slugs


def _toml(text: str) -> str:
    escaped = "".join(f"\\U{ord(one):08x}" if one in '"\\' or not one.isprintable() else one for one in text)
    return f'"{escaped}"'


def _account(number: int, payload: str) -> Account:
    return Account(
        platform="weixin",
        native_ids=(f"gh_{number:012x}",),
        name=line(payload),
        department=DEPARTMENT,
        status="注销",
        notice_date=date(2024, 3, 1),
        notice_url=line(payload),
        closed_on=date(2024, 4, 1),
        successor=line(payload),
        note=line(payload),
    )


def _service(payload: str) -> dict[str, str]:
    said = line(payload)
    return {
        "name": said,
        "department": DEPARTMENT,
        "old_entry": said,
        "old_url": said,
        "new_entry": said,
        "new_url": f"https://new.example/{_UNSAFE_IN_URL.sub('', said)}",
        "note": said,
        "noted": "2026-10-01",
    }


def _lost(number: int, payload: str) -> dict[str, str]:
    said = line(payload)
    return {
        "platform": "weixin",
        "account": f"gh_{number:012x}",
        "source_id": f"9{number:08d}_1",
        "source_url": f"https://mp.weixin.qq.com/s?x={_UNSAFE_IN_URL.sub('', said)}",
        "title": said,
        "reason": said,
        "noted": "2026-10-01",
    }


def _raw(number: int, payload: str, department: str) -> Notice:
    """An archived notice whose body is the payload and nothing else."""
    said = line(payload)
    moment = datetime(2020, 1, 1, 9, tzinfo=BEIJING) + timedelta(hours=number)
    return Notice(
        **_shared(payload, f"甲{number:05d}"),  # type: ignore[arg-type]
        date=moment,
        department=department,
        slug=f"{moment:%Y%m%d}-{number:012x}",
        kind="动态",
        body=payload.replace("\0", "\ufffd"),
        platform="weixin",
        account=f"gh_{number:012x}",
        source_id=said,
        source_url=f"https://mp.weixin.qq.com/s?x={_UNSAFE_IN_URL.sub('', said)}",
        date_evidence=said,
        original=f"{number:064x}",
        cut=(Cut("ad-frame", 1, unbroken(said)),),
        captured=moment,
        imported=DAY,
    )


def _woven(number: int, payload: str, department: str) -> Notice:
    """A notice of the department's own with the payload wherever Markdown takes text; archived where links are local."""
    said, close = line(payload), _UNSAFE_IN_URL.sub("", payload) or "x"
    body = "\n\n".join(
        [
            f"公告样本，正文 {said} 正文。",
            f'[链接]({close}) [链接](<{said}>) <{close}> [{said}](https://outside.example/ "{said}")',
            f'![{said}](../media/{PICTURE_NAME} "{said}") ![图]({close})',
            f'<a href="{close}" title="{said}">甲</a> <a href=\'{close}\'>乙</a> <img src="{close}" alt=\'{said}\'>',
            f"| 甲 | 乙 |\n|---|---|\n| {said} | {close} |",
            f"[r]: {close} '{said}'\n[链接][r] ![图][r]",
            f"```{said}\n{payload}\n```",
            f"# {said}\n\n> {said}\n\n1. {said}",
        ]
    ).replace("\0", "\ufffd")
    moment = datetime(2026, 9, 1, 8, tzinfo=BEIJING) + timedelta(minutes=number)
    own: dict[str, object] = {}
    if references.internal(body) or _LOCAL.search(to_html(body)):
        own = {"platform": "weixin", "account": f"gh_{number:012x}"}
    return Notice(
        **(_shared(payload, f"乙{number:05d}") | own),  # type: ignore[arg-type]
        date=moment,
        department=department,
        slug=f"{moment:%Y%m%d}-f{number:011x}",
        kind="公告",
        body=body,
    )


def _shared(payload: str, sign: str) -> dict[str, object]:
    """What all notices say; *sign* tells titles apart, else the index could not prove that each is found by its own."""
    said = line(payload)
    whole = unbroken(said)
    return {
        "title": f"{sign} {said}",
        "summary": said,
        "tags": (whole[:60].strip(),),
        "author": said,
        "source": said,
        "index_number": said,
        "document_number": said,
        "issuer": said,
        "abolished_by": said,
        "corrections": (Correction(DAY, whole),),
        "waivers": (Waiver("personal-id", whole.replace(" ", ""), DAY, whole),),
    }


def write_exports(folder: Path, payloads: Sequence[str]) -> None:
    """A saved WeChat page a payload, by turns a page of a website, and a file named by it."""
    _put(folder / "www.site.example" / "site.toml", SITE.encode())
    _put(folder / "www.site.example" / "p.png", PICTURE)
    for number, payload in enumerate(payloads):
        whole = payload.replace("\0", "\ufffd")
        if number % 2:
            _put(
                folder / "www.site.example" / f"t20200102_{number}.html",
                _website(number, whole).encode("utf-8"),
            )
        else:
            _put(folder / "weixin" / f"{number}.html", _wechat(number, whole).encode("utf-8"))
        _put(folder / "files" / _file_name(number, payload), b"%PDF-1.4\n% " + str(number).encode())


SITE = 'host = "www.site.example"\nname = "青澜市旧网站"\nbody = ["div.main-text"]\ntitle = ["h1.big"]\n'


def _website(number: int, payload: str) -> str:
    said = escape(payload)
    title = f"丙{number:05d} {said}"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2020-01-02 10:00">'
        f'<meta name="ContentSource" content="{said}"><meta name="ColumnName" content="{said}">'
        f'<meta name="Author" content="{said}"></head><body><h1 class="big">{title}</h1>'
        f'<div class="main-text"><p>网站样本，正文。</p><p><img src="p.png" alt="{said}" title="{said}"></p><p>图注：{said}</p>'
        f'<p><a href="{said}" title="{said}">{said}</a></p><table><tr><td>{said}</td><td>二</td></tr></table>'
        f"<div>{payload}</div></div></body></html>"
    )


def _wechat(number: int, payload: str) -> str:
    said = escape(payload)
    script = payload.replace("\\", "\\x5c").replace("'", "\\x27").replace('"', "\\x22").replace("<", "\\x3c")
    script = script.replace("\r", "").replace("\n", "\\x0a")
    return (
        f'<html><head><meta property="og:title" content="丙{number:05d} {said}"><meta name="author" content="{said}">'
        f"<script>var biz = '{BIZ}';var mid = '{number + 10}';var idx = '1';var ct = '1577930400';"
        f"var nickname = '{script}';var user_name = 'gh_a00000000001';var msg_title = '丙{number:05d} {script}';</script></head>"
        f'<body><div id="js_article"><h1 id="activity-name">丙{number:05d} {said}</h1><a id="js_name">{said}</a>'
        f'<div id="js_content"><p>微信样本，正文。</p><a href="{said}">{said}</a><img data-src="{said}" alt="{said}">'
        f"<section>{payload}</section></div></div></body></html>"
    )


def _file_name(number: int, payload: str) -> str:
    """*payload* as the name of a file and its title, as far as the file system takes it; the day makes it a notice."""
    name = re.sub(r"[\x00-\x1f/\ud800-\udfff]", "", payload).strip(" .") or "空"
    return f"2020-01-02 丁{number:05d} {name.encode()[:180].decode('utf-8', 'ignore')}.pdf"


def _write_csv(path: Path, columns: dict[str, str], rows: Iterable[dict[str, str]]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns.values())
    writer.writerows([row[name] for name in columns] for row in rows)
    _put(path, stream.getvalue().encode("utf-8-sig"))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
