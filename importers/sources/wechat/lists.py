"""Lists of messages as the platform's own pages fetch them: what was sent and when, without any content.

`general_msg_list` (the reader's history page) holds a JSON text of messages; `publish_page` (the back end's search)
one of pushes, each with a JSON text of its articles in turn; `app_msg_list` is the back end's former form.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from importers.model import MalformedExport, Problem, Record, Skipped, Witness
from importers.normalize import dates
from importers.normalize.json_members import MAX_MEMBER
from importers.normalize.text import head_text
from importers.sources import weibo_json
from importers.sources.wechat.article import Article, record
from importers.sources.wechat.streams import Broken, values
from importers.sources.weibo_export import opened

_BEGINS = re.compile(r"\s*[\[{]")
_LIST = re.compile(r'"(?:general_msg_list|publish_page|app_msg_list)"\s*:')
_EMPTY = "这一页列表是空的"


class WeChatList:
    """The source of saved message lists."""

    name = "wechat-list"
    label = "公众号消息列表 JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* opens an answer that lists messages."""
        if path.suffix.lower() not in (".json", ".jsonl", ".txt", ""):
            return False
        text = head_text(head)
        return bool(_BEGINS.match(text) and _LIST.search(text))

    def read(self, path: Path) -> Iterator[Record]:
        """Every article of every list in *path*. Raises MalformedExport when nothing can be read, or OSError."""
        count = 0
        with opened(path) as stream:
            for answer in values(stream.read, MAX_MEMBER):
                if isinstance(answer, Broken):
                    if not count:
                        raise MalformedExport(answer.reason)
                    yield Problem(f"第 {count + 1} 段", answer.reason)
                    return
                for one in answer if isinstance(answer, list) else [answer]:
                    count += 1
                    found = list(_articles(one)) if isinstance(one, dict) else []
                    if not found:
                        yield Skipped(f"第 {count} 段", _EMPTY)
                    for number, article in enumerate(found, 1):
                        yield record(_placed(article, f"第 {count} 段第 {number} 条"))


def _placed(told: Mapping[str, Any], position: str) -> Article:
    """The article that *told* lists, by the names of either list."""

    def text(*names: str) -> str:
        return next((said for name in names if (said := weibo_json.text(told.get(name)))), "")

    said = text("datetime", "update_time")
    when = dates.parse(said, None) if said != "0" else None
    owner = text("fakeid")
    number = text("aid") or "_".join(filter(None, (text("appmsgid"), text("itemidx"))))
    return Article(
        position=position,
        biz=base64.b64encode(owner.encode()).decode() if owner.isdecimal() else "",
        number=number,
        address=text("content_url", "link"),
        title=" ".join(text("title").split()),
        witnesses=(Witness(when, "row", f"列表 {said}"),) if when else (),
        author=text("author", "author_name"),
        deleted=told.get("is_deleted") is True or text("del_flag") in ("2", "4", "5"),
    )


def _articles(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for one in _objects(answer.get("app_msg_list")):
        yield one
    for push in _objects(_inner(answer.get("publish_page")).get("publish_list")):
        yield from _objects(_inner(push.get("publish_info")).get("appmsgex"))
    for message in _objects(_inner(answer.get("general_msg_list")).get("list")):
        about = weibo_json.mapping(message, "comm_msg_info")
        sent = {"datetime": about.get("datetime"), "fakeid": about.get("fakeid")}
        first = weibo_json.mapping(message, "app_msg_ext_info")
        for one in (first, *_objects(first.get("multi_app_msg_item_list"))):
            if one.get("title") or one.get("content_url"):
                yield dict(one) | sent


def _inner(value: object) -> Mapping[str, Any]:
    """The object that *value* is, or that it is the JSON text of."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in weibo_json.elements(value) if isinstance(one, dict)]
