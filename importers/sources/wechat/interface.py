"""The platform's own interface (developers.weixin.qq.com) as saved JSON: what was published, drafts, materials.

`freepublish/batchget` gives `item[{article_id, content{news_item[]}, update_time}]`, `freepublish/getarticle` the
`news_item[]` alone; `draft/batchget` and `material/batchget_material` the same under `media_id`. It never gives when
an article went out, nor anything that was mass-sent (群发). Errors are answers like any other, between the pages of a
dump.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from importers.model import MalformedExport, Problem, Record, Skipped, Witness
from importers.normalize import dates, html
from importers.normalize.html import Body
from importers.normalize.json_members import MAX_MEMBER
from importers.normalize.text import head_text
from importers.sources import weibo_json
from importers.sources.wechat import addresses
from importers.sources.wechat.article import NOTHING, Article, record
from importers.sources.wechat.fragments import fragment
from importers.sources.wechat.streams import Broken, values
from importers.sources.weibo_export import opened

_BEGINS = re.compile(r"\s*[\[{]")
_PAGE = re.compile(
    r'"news_item"\s*:\s*\[|"item"\s*:\s*\[\s*(?:\]|\{\s*"(?:article_id|media_id)")|"errcode"\s*:\s*[1-9]\d{3,}[\s\S]*"errmsg"'
)
_UPDATED = "接口 update_time={}（接口不给发布时间）"
_DRAFT = "草稿，没有发布过，不公开"
_FILE = "素材文件（图片、音频、视频），不是文章"


class WeChatInterface:
    """The source of JSON that the platform's interface answered."""

    name = "wechat-api"
    label = "公众号官方接口 JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* opens an answer of the interface, or a row of them."""
        if path.suffix.lower() not in (".json", ".jsonl", ".txt", ""):
            return False
        text = head_text(head)
        return bool(_BEGINS.match(text) and _PAGE.search(text))

    def read(self, path: Path) -> Iterator[Record]:
        """Every article of every answer in *path*. Raises MalformedExport when nothing can be read, or OSError."""
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
                    yield from _answer(one, count, path)


def _answer(answer: object, number: int, path: Path) -> Iterator[Record]:
    position = f"第 {number} 段"
    if not isinstance(answer, dict):
        yield Problem(position, "不是接口的答复")
    elif answer.get("errcode"):
        yield Skipped(
            position,
            f"接口的出错答复 {answer['errcode']}：{weibo_json.text(answer.get('errmsg'))}，请重新获取这一页",
        )
    elif "item" in answer:
        items = [one for one in weibo_json.elements(answer["item"]) if isinstance(one, dict)]
        if not items:
            yield Skipped(position, "这一页是空的")
        for index, item in enumerate(items, 1):
            yield from _item(item, f"{position}第 {index} 项", path)
    else:
        yield from _item(
            {"article_id": answer.get("article_id", ""), "content": answer} | answer, position, path
        )


def _item(item: Mapping[str, Any], position: str, path: Path) -> Iterator[Record]:
    """The articles of one push, one draft or one material."""
    listed = weibo_json.elements(weibo_json.mapping(item, "content").get("news_item"))
    if not listed:
        yield Skipped(position, _FILE if item.get("media_id") else "这一项没有文章")
    when = dates.parse(weibo_json.text(item.get("update_time")), None)
    witnesses = (Witness(when, "row", _UPDATED.format(weibo_json.text(item["update_time"]))),) if when else ()
    for index, found in enumerate(listed, 1):
        where = f"{position}第 {index} 篇"
        if not isinstance(found, dict):
            yield Problem(where, "不是一篇文章的记录")
        elif item.get("media_id") and not _was_public(found):
            yield Skipped(where, f"{_DRAFT}（{_line(found, 'title')}）")
        else:
            # Of a material nobody says whether it was sent: only another export can prove when.
            yield record(_article(found, where, (() if item.get("media_id") else witnesses, path)))


def _was_public(found: Mapping[str, Any]) -> bool:
    """Whether the article has the permanent address that only a published one gets; a draft's is a preview."""
    address = weibo_json.text(found.get("url"))
    return bool(addresses.canonical(address)) and "tempkey" not in parse_qs(urlsplit(address).query)


def _article(found: Mapping[str, Any], position: str, known: tuple[tuple[Witness, ...], Path]) -> Article:
    witnesses, path = known
    content = found.get("content")
    return Article(
        position=position,
        address=weibo_json.text(found.get("url")),
        title=_line(found, "title"),
        body=_body(content, found, path) if isinstance(content, str) and content.strip() else NOTHING,
        witnesses=witnesses,
        author=_line(found, "author"),
        summary=_line(found, "digest"),
        deleted=found.get("is_deleted") is True,
    )


def _body(content: str, found: Mapping[str, Any], path: Path) -> Body:
    body = fragment(content, path)
    link = html.link(weibo_json.text(found.get("content_source_url")))
    if not link or not body.markdown:
        return body
    return Body(f"{body.markdown}\n\n[阅读原文]({link})", body.pictures)


def _line(found: Mapping[str, Any], name: str) -> str:
    return " ".join(weibo_json.text(found.get(name)).split())
