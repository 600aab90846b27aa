"""`site.toml` beside the pages of a website: what the pages do not say themselves.

host = "www.qinglan.example"        # 主域名
name = "青澜市水务局网站"
aliases = ["qinglan.example"]       # 其他域名，视为同一网站
body = ["div.main-text"]            # 正文所在：标签、#编号、.样式名
title = ["h1.big"]
date = ["span.time"]
closed_on = 2024-06-30
platform = "other"                  # 不是网站而是号平台（南方号等）时写平台代号
account = "nanfang-10234"           # 号在那个平台上的编号：一个域名下有许多号
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache
from pathlib import Path
from typing import Any

from importers.model import MalformedExport
from notices.fields import PLATFORMS

NAME = "site.toml"
_UP = 12  # folders above a page in which site.toml is looked for
_SELECTOR = re.compile(r"[A-Za-z][A-Za-z0-9-]*|(?:[A-Za-z][A-Za-z0-9-]*)?[#.][\w-]+")
_KEYS = frozenset(("host", "name", "aliases", "body", "title", "date", "closed_on", "platform", "account"))


@dataclass(frozen=True, slots=True)
class Site:
    """A website: its *host*, *name*, further *aliases*, and selectors (`div`, `#zoom`, `div.text`) of its pages.

    *folder* is where its files lie, None without `site.toml`. Pages of an account on a shared host name its *platform*
    and its id there, *account*.
    """

    host: str = ""
    name: str = ""
    aliases: frozenset[str] = frozenset()
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    closed_on: Day | None = None
    folder: Path | None = None
    platform: str = "website"
    account: str = ""


def of(path: Path) -> Site:
    """The site that the file *path* belongs to, as the nearest `site.toml` above it says. Raises MalformedExport."""
    return _nearest(path.parent)


@lru_cache(maxsize=4096)
def _nearest(folder: Path) -> Site:
    for above in (folder, *list(folder.parents)[:_UP]):
        if (above / NAME).is_file():
            return _load(above / NAME)
    return Site()


@lru_cache(maxsize=64)
def _load(path: Path) -> Site:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise MalformedExport(f"{path.name} 读不懂：{error}") from None
    if unknown := sorted(set(raw) - _KEYS):
        raise MalformedExport(
            f"{path.name} 有不认识的键：{'、'.join(unknown)}；可用：{'、'.join(sorted(_KEYS))}"
        )
    closed = raw.get("closed_on")
    if closed is not None and type(closed) is not Day:
        raise MalformedExport(f"{path.name} 的 closed_on 应写成 2024-06-30 这样的日期，不加引号")
    return Site(
        host=_text(raw, "host").lower(),
        name=_text(raw, "name"),
        aliases=frozenset(one.lower() for one in _texts(raw, "aliases")),
        body=_selectors(raw, "body"),
        title=_selectors(raw, "title"),
        date=_selectors(raw, "date"),
        closed_on=closed,
        folder=path.parent,
        platform=_platform(raw),
        account=_account(raw),
    )


def _platform(raw: dict[str, Any]) -> str:
    platform = _text(raw, "platform") or "website"
    if platform not in PLATFORMS:
        raise MalformedExport(f"{NAME} 的 platform“{platform}”不是平台代号，可用：{'、'.join(PLATFORMS)}")
    return platform


def _account(raw: dict[str, Any]) -> str:
    account = _text(raw, "account")
    if any(map(str.isspace, account)) or (_text(raw, "platform") not in ("", "website") and not account):
        raise MalformedExport(f"{NAME} 写了 platform 就要用 account 写明号的编号，中间不留空格")
    return account


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise MalformedExport(f"{NAME} 的 {key} 应是一行文字")
    return value.strip()


def _texts(raw: dict[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise MalformedExport(f'{NAME} 的 {key} 应是一列文字，如 ["div.text"]')
    return tuple(one.strip() for one in value)


def _selectors(raw: dict[str, Any], key: str) -> tuple[str, ...]:
    found = _texts(raw, key)
    for one in found:
        if not _SELECTOR.fullmatch(one):
            raise MalformedExport(f"{NAME} 的 {key}“{one}”应写成标签、#编号或 .样式名，如 div.text")
    return found
