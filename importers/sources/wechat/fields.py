"""What a page says about its article: identity, account, title, times; from scripts, metas and elements."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from importers.model import AccountKey, MalformedExport, Witness
from importers.normalize import dates, html, text
from importers.sources.wechat import addresses, literals, page
from importers.sources.wechat.literals import Structure
from importers.sources.wechat.page import Page

_NAMES = frozenset(
    [
        *("biz", "mid", "appmsgid", "idx", "sn", "user_name", "nickname", "author", "item_show_type"),
        *("ct", "createTime", "publish_time", "svr_time"),
        *("msg_title", "msg_desc", "msg_link", "msg_source_url"),
    ]
)
PICTURES, TEXT = 8, 10  # item_show_type

_DATA = "window.cgiDataNew = {"
_ACCOUNT_ID = re.compile(r"gh_[0-9a-f]{6,20}")
_UNIX = re.compile(r"1\d{9}")
# 20241101标题 and, of later versions, [2025-12-20225424]标题 and [202604030825]标题
_FILE_DATE = re.compile(r"\[?(20\d\d)-?([01]\d)-?([0-3]\d)(?:([0-2]\d)([0-5]\d)([0-5]\d)?\]|(?!\d))")
_SHARE_NOTICE = re.compile(r"getElementById\(['\"]js_share_notice['\"]\)\.innerHTML ?= ?")


@dataclass(frozen=True)
class Fields:
    """The statements of *page*, saved as the file *path*; each is read when first asked for."""

    page: Page
    path: Path

    @classmethod
    def beside(cls, path: Path) -> Fields | None:
        """The statements of the page *path*, None when there is none that can be read."""
        try:
            return cls(page.read(path), path) if path.is_file() else None
        except (MalformedExport, OSError):
            return None

    @cached_property
    def _scripted(self) -> dict[str, str]:
        return literals.assignments(self.page.scripts, _NAMES)

    def _script(self, name: str) -> str:
        return literals.shown(self._scripted.get(name, "")).strip()

    @cached_property
    def data(self) -> dict[str, Structure]:
        """The page's `cgiDataNew` (2024 and later), empty when it has none or it cannot be read."""
        for script in self.page.scripts:
            position = script.find(_DATA)
            if position >= 0:
                try:
                    found = literals.structure_at(script, position + len(_DATA) - 1)
                except ValueError:
                    continue
                return found if isinstance(found, dict) else {}
        return {}

    def datum(self, *names: str) -> str:
        """A text of `cgiDataNew` by the path *names*, empty when it is not there."""
        found: Structure = self.data
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return literals.shown(found).strip() if isinstance(found, str) else ""

    @cached_property
    def show_type(self) -> int:
        """`item_show_type`: 0 article, 5 video, 6 and 7 audio, 8 pictures, 10 text; 0 when the page says none."""
        return text.count_of(self._script("item_show_type") or self.datum("item_show_type"))

    @cached_property
    def address(self) -> str:
        """The permanent address of the article, empty when no place of the page shows it."""
        biz, mid, idx = self.identity
        sn = self._script("sn")
        said = (
            self._script("msg_link"),
            self.datum("link"),
            self.page.metas.get("og:url", ""),
            self.page.saved_from,
        )
        found = _first(addresses.canonical(address) for address in said)
        if not found and mid and biz:
            found = addresses.canonical(f"https://mp.weixin.qq.com/s?__biz={biz}&mid={mid}&idx={idx}&sn={sn}")
        return found

    @cached_property
    def identity(self) -> tuple[str, str, str]:
        """(biz, mid, idx) by the scripts, else by an address; mid empty when the page shows none."""
        biz = _first((self._script("biz"), self.datum("bizuin")))
        biz = biz if addresses.is_biz(biz) else ""
        mid = _first((self._script("mid"), self._script("appmsgid"), self.datum("mid")))
        idx = _first((self._script("idx"), self.datum("idx")))
        if mid.isdecimal() and idx.isdecimal():
            return biz, mid, idx
        said = (
            self._script("msg_link"),
            self.datum("link"),
            self.page.metas.get("og:url", ""),
            self.page.saved_from,
        )
        return next((found for found in map(addresses.identity, said) if found[1]), (biz, "", ""))

    @cached_property
    def account(self) -> AccountKey:
        """The account by its `gh_` id and biz, as far as shown, and the name it bore."""
        said = (self._script("user_name"), self.datum("user_name"))
        ids = (next((user for user in said if _ACCOUNT_ID.fullmatch(user)), ""), self.identity[0])
        name = _first(
            (
                self._script("nickname"),
                self.page.text("js_name"),
                self.page.text("post-user"),
                self.page.text("js_wx_follow_nickname"),
                self.datum("nick_name"),
                self.page.metas.get("og:article:author", "") or self.page.metas.get("author", ""),
            )
        )
        return AccountKey("weixin", tuple(found for found in ids if found), " ".join(name.split()))

    @cached_property
    def title(self) -> str:
        """The title on one line; for a text post this may be the whole text."""
        heading = self.page.text("activity-name") or self.page.text("js_text_title")
        said = (self._script("msg_title"), heading, self.page.metas.get("og:title", ""), self.datum("title"))
        return " ".join(_first(said).split())

    @property
    def is_text_post(self) -> bool:
        """Whether the post is a text without title, body or layout of its own (文本分享)."""
        return self.show_type == TEXT or "js_text_desc" in self.page.elements

    @cached_property
    def has_own_title(self) -> bool:
        """Whether the title is the author's; a text post without one shows its whole text as title."""
        if not self.is_text_post:
            return bool(self.title)
        return self.datum("text_page_info", "is_user_title") == "1"

    @cached_property
    def summary(self) -> str:
        """The digest on one line."""
        said = (self._script("msg_desc"), self.page.metas.get("og:description", ""))
        return " ".join(literals.shown(_first(said)).replace("\\x0a", " ").split())

    @cached_property
    def byline(self) -> str:
        """Who signed the article."""
        said = (
            self._script("author"),
            self.page.metas.get("author", ""),
            self.page.text("js_author_name_text"),
            self.page.text("js_author_name"),
            self._old_byline(),
        )
        return " ".join(_first(said).split())

    def _old_byline(self) -> str:
        """Before 2018 the byline is the plain `em` after the date."""
        day = self.page.elements.get("post-date")
        beside = day.getnext() if day is not None else None
        is_byline = beside is not None and beside.tag == "em" and not beside.get("id")
        return html.text_of(beside) if is_byline else ""

    @cached_property
    def source_link(self) -> str:
        """Where 阅读原文 led, empty when nowhere."""
        return html.link(_first((self._script("msg_source_url"), self.datum("source_url"))))

    def entries(self, *names: str) -> list[dict[str, Structure]]:
        """The objects of a list in `cgiDataNew` by the path *names*."""
        found: Structure = self.data
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Albums and topics the article was put in."""
        listed = self.data.get("public_tag_info")
        tags = listed.get("tags") if isinstance(listed, dict) else None
        names = (
            [tag.get("tag_name") for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
        )
        names.append(self.datum("appmsgalbuminfo", "title"))
        shown = (" ".join(literals.shown(name).split()) for name in names if isinstance(name, str))
        return tuple(dict.fromkeys(name.lstrip("#") for name in shown if name))

    @cached_property
    def captured(self) -> datetime | None:
        """When the page was saved, by the server's clock in its scripts, else by the archive's header."""
        said = _first((self._script("svr_time"), self.datum("svr_time")))
        return dates.from_unix(int(said)) if _UNIX.fullmatch(said) else self.page.saved_at

    @cached_property
    def share_comment(self) -> str:
        """What the account wrote itself when it shared another's article (a script writes it into the page)."""
        for script in self.page.scripts:
            if match := _SHARE_NOTICE.search(script):
                return literals.shown(literals.value_at(script, match.end())[0] or "").strip()
        return self.page.text("js_share_notice")

    @cached_property
    def witnesses(self) -> tuple[Witness, ...]:
        """Every statement of the publication time, the most trustworthy first."""
        ct = self._script("ct") or self.datum("ori_create_time") or self.datum("ori_send_time")
        said = [
            ("script", f"ct={ct}", dates.from_unix(int(ct)) if _UNIX.fullmatch(ct) else None),
            *(
                ("script", f"{name}={text}", dates.parse(text, None))
                for name, text in (
                    ("createTime", self._script("createTime") or self.datum("create_time")),
                    ("publish_time", self._script("publish_time")),
                )
            ),
            *(
                ("visible", text, dates.parse(text, self.captured))
                for text in (self.page.text("publish_time"), self.page.text("post-date"))
            ),
            ("file name", self.path.name, file_date(self.path.name, self.title)),
        ]
        return tuple(Witness(when, kind, text) for kind, text, when in said if when is not None)


def file_date(name: str, title: str = "") -> datetime | None:
    """The moment that a file *name* of the desktop tool begins with, None when it begins with none.

    The tool writes the title right behind the day. Where that begins with digits too (2023年…), they count as the
    title's only if what follows the day is the article's *title*: a title may itself begin with a day.
    """
    match = _FILE_DATE.match(name)
    if match is None:
        day, rest = name[:8], _bare(Path(name).stem[8:])
        proven = bool(rest) and day.isdecimal() and _bare(title).startswith(rest)
        return dates.parse(day, None) if proven else None
    clock = f" {match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else ""
    return dates.parse(f"{match[1]}-{match[2]}-{match[3]}{clock}", None)


def _bare(title: str) -> str:
    """*title* as the tool writes it into names: letters and digits only, compared without case and width."""
    return "".join(one for one in unicodedata.normalize("NFKC", title).casefold() if one.isalnum())


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
