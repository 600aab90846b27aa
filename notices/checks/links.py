"""link-*: links that lead nowhere, elsewhere than they say, or cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.checks.references import Reference
from notices.problems import Problem

BROKEN = Rule(
    "link-broken",
    "error",
    "站内链接指向不存在的页面",
    "[详见](/health/2025/没有的编号.html)",
    archived="warning",
)
SCHEME = Rule(
    "link-scheme",
    "error",
    "链接不是网址、邮箱、电话或站内路径",
    "[下载](file:///C:/文件.docx)",
    archived="warning",
)
HIDDEN = Rule("link-hidden", "error", "看不见的链接（暗链）", "[ ](https://推广.example)", archived="warning")
DISGUISED = Rule(
    "link-disguised",
    "error",
    "链接文字是一个网址，实际指向另一个",
    "[www.gov.cn](https://别处.example)",
    archived="warning",
)

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_ALLOWED = {"http", "https", "mailto", "tel"}
_SHOWN_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:?].*)?", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:[^/@?#]*@)?([^/:?#]+)", re.IGNORECASE)
_NOTICE = re.compile(r"([a-z0-9-]+/[^/]+/[^/]+)\.html")
_TAG = re.compile(r"<[^<>]*>")
_NOTHING = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff.。,，·]*")


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """Links of the body, one problem each at most."""
    for link in page.references:
        if not link.picture:
            found = _wrong(link, page, setting)
            if found:
                rule, message = found
                yield rule.at(page, page.line_at(link.offset), message)


def _wrong(link: Reference, page: Manuscript, setting: Setting) -> tuple[Rule, str] | None:
    shown = _TAG.sub("", link.label) if "<img" not in link.label else link.label
    target = link.target[:60]
    if _NOTHING.fullmatch(shown):
        return HIDDEN, f"链接“{target}”没有看得见的文字，请写上文字或删去。"
    scheme = _SCHEME.match(link.target)
    if scheme and scheme[1].lower() not in _ALLOWED:
        return SCHEME, f"链接“{target}”读者打不开，请改用 http、https 网址或站内路径。"
    shown_host, host = _SHOWN_HOST.fullmatch(shown.strip()), _HOST.match(link.target)
    if shown_host and host and not _same(shown_host[1], host[1]):
        return DISGUISED, f"链接文字是 {shown_host[1]}，实际指向 {host[1][:60]}，请核对并写成一致。"
    if not scheme and not link.target.startswith(("#", "//")) and not _exists(link.target, page, setting):
        return BROKEN, f"站内没有“{target}”，请核对；链接到其他信息请写 /部门/年份/编号.html。"
    return None


def _same(shown: str, host: str) -> bool:
    first, second = shown.lower().removeprefix("www."), host.lower().removeprefix("www.")
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _exists(reference: str, page: Manuscript, setting: Setting) -> bool:
    target = page.target(reference)
    first, _, rest = target.partition("/")
    if "/media/" in f"/{target}":
        return True  # `attachments` looks at those
    notice = _NOTICE.fullmatch(target)
    if notice:
        return setting.store.exists(f"{notice[1]}.md")
    if target.endswith(".md"):
        return False
    return not rest or first not in setting.departments or rest.startswith("page/")


CHECK = Check((BROKEN, SCHEME, HIDDEN, DISGUISED), find)
