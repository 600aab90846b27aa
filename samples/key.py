"""The answer key `samples/expected.toml`: what an importer must find, worked out from the texts alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from samples import weibo
from samples.city import Post
from samples.markup import cells, pictures, plain, running_text

_LOST = {
    "deleted": "lost",
    "violation": "lost",
    "unviewable": "lost",
    "check": "skipped",
    "profile": "skipped",
}
_REMOTE = frozenset({"page", "page-2022", "picture", "old"})  # raw saves hold no picture
_CLAUSE = re.compile(r"[\u3400-\u9fff]{8,}")
_HEADLINE = re.compile(r"【(.+?)】")

_INTRO = """# 样例城市的标准答案，由 python -m samples.make 写出，请勿手改。
# outcome：应有的去向；captured：网页自己写明的保存时间；source：转载自哪个账号；files：所在文件（同一条出现几次就列几次，多出的应并入）；phrase：正文中独有的一句；
# present、missing：导出文件里有、没有的图片数；cells：表格单元格数（合并的算一个）。
"""


def answer_key(posts: Iterable[Post], places: dict[str, list[str]]) -> str:
    """The text of the answer key for *posts*, whose files are named in *places* by key."""
    return _INTRO + "".join("\n[[post]]\n" + _table(_answer(post, places[post.key])) for post in posts)


def _answer(post: Post, files: list[str]) -> dict[str, Any]:
    outcome = _LOST.get(post.form, "published")
    answer: dict[str, Any] = {
        "key": post.key,
        "platform": post.account.platform,
        "account": post.account.id,
        "outcome": outcome,
        "files": files,
    }
    if outcome != "published":
        return answer
    found = pictures(post.blocks)
    missing = len(found) if post.form in _REMOTE else sum(picture.missing for picture in found)
    return answer | {
        "title": _title(post),
        "date": _date(post),
        "captured": _captured(post),
        "ids": _ids(post),
        "source": _source(post),
        "phrase": _phrase(post),
        "present": len(found) - missing,
        "missing": missing,
        "cells": cells(post.blocks),
    }


def _title(post: Post) -> str:
    """The title, or empty where the importer has to make one from the text."""
    if post.account.platform == "weibo":
        headline = _HEADLINE.search(weibo.text(post))
        return headline[1].replace("#", "") if headline else ""
    return "" if post.extra.get("untitled") else post.title


def _date(post: Post) -> str:
    """The moment as exactly as the export knows it."""
    if post.account.tool == "2020":
        return f"{post.date:%Y-%m-%d}"
    if post.form == "exporter":
        return f"{post.date:%Y-%m-%d %H:%M}:00+08:00"
    return post.date.isoformat(sep=" ", timespec="seconds")


def _captured(post: Post) -> str:
    """The server's time in a WeChat page; tables and exporter folders do not tell when they were made."""
    told = post.account.platform == "weixin" and post.form != "exporter"
    return post.saved.isoformat(sep=" ", timespec="seconds") if told else ""


def _ids(post: Post) -> list[str]:
    """What the source id must hold: mid (and idx, where a push can have several); nothing for exporter folders."""
    if post.form == "exporter":
        return []
    return [post.mid] if post.account.platform == "weibo" else [post.mid, str(post.idx)]


def _source(post: Post) -> str:
    """The account whose words these are, where the post names one."""
    origin: Post | None = post.extra.get("share_of") or post.extra.get("reprint_of")
    passed_on: dict[str, Any] = post.extra.get("repost_of", {})
    return origin.account.name if origin else str(passed_on.get("name", ""))


def _phrase(post: Post) -> str:
    text = post.extra["comment"] if post.form == "share" else running_text(post.blocks)
    clauses = _CLAUSE.findall(plain(text))
    return max(clauses, key=len) if clauses else ""


def _table(answer: dict[str, Any]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in answer.items())


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
