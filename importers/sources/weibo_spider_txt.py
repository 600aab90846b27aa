"""The text file of dataabc/weiboSpider (weibo_spider/writer/txt_writer.py): posts without any id.

Where the same run also wrote a table, that is read instead: it has the ids.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from importers.model import AccountKey, MalformedExport, Problem, Record, Skipped
from importers.normalize import delimited
from importers.normalize.text import count_of, head_text
from importers.sources.table import Values, load
from importers.sources.weibo_export import account_of, opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, to_post
from importers.sources.weibo_tables import status_of

_HEADER = re.compile(r"用户信息[:：]?\s+用户昵称[:：]")
_USER = re.compile(r"(用户昵称|用户id)[:：]\s*(.*)")
_USER_COUNT = re.compile(r"(?:微博数|关注数|粉丝数)[:：]\s*\d+")
_HEADING = re.compile(r"(?:用户信息|(?:原创)?微博内容)[:：]?\s*")
_TAIL = re.compile(r"(微博位置|发布时间|点赞数|转发数|评论数|发布工具)[:：]\s*(.*)")
_NUMBER = re.compile(r"(\d+):")
_COLUMNS = {"微博位置": "发布位置", "发布时间": "发布时间"}


@dataclass(slots=True)
class _Block:
    """A post as it stands in the file: *line* where it begins, its words, and the labelled lines after them."""

    line: int = 0
    words: list[str] = field(default_factory=list)
    size: int = 0
    cells: dict[str, str] = field(default_factory=dict)


class WeiboSpiderTxt:
    """The source of weiboSpider's `<user_id>.txt`."""

    name = "weibo-spider-txt"
    label = "微博爬虫 weiboSpider TXT"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* begins with the tool's block about the user."""
        return _HEADER.match(head_text(head).lstrip()) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when it is no such text after all, or OSError."""
        twin = path.with_suffix(".csv")
        if twin.exists():
            yield Skipped("", f"与 {twin.name} 是同一批微博；TXT 没有微博编号，以 CSV 为准")
            return
        account, saved = account_of(path), SavedMedia(path.parent)
        with opened(path) as stream:
            for found in _blocks(delimited.lines(stream)):
                if isinstance(found, AccountKey):
                    account = AccountKey(PLATFORM, found.ids or account.ids, found.name or account.name)
                else:
                    yield _record(found, account, saved)


def _blocks(lines: Iterable[str]) -> Iterator[_Block | AccountKey]:
    """Part *lines* into posts; what is said about the user comes as an AccountKey."""
    block, number = _Block(), 0
    for at, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        tail = _TAIL.fullmatch(line)
        if block.cells and not tail:
            yield block
            block, number = _Block(), number + 1
        if tail and (block.words or block.cells):
            block.cells[tail[1]] = tail[2].strip()
        elif not block.words and (user := _USER.fullmatch(line)):
            named = user[1] == "用户昵称"
            yield AccountKey(PLATFORM, () if named else (user[2].strip(),), user[2].strip() if named else "")
        elif block.words or not (_HEADING.fullmatch(line) or _USER_COUNT.fullmatch(line) or not line.strip()):
            block.line = block.line or at
            block.words.append(line if block.words else _unnumbered(line, number + 1))
            block.size += len(line)
            if block.size > delimited.MAX_LINE:
                raise MalformedExport(
                    f"第 {block.line} 行起没有“发布时间”一行，不像 weiboSpider 的文本文件。"
                )
    if block.words:
        yield block


def _unnumbered(line: str, number: int) -> str:
    """Drop the running number that older versions put before a post."""
    match = _NUMBER.match(line)
    return line[match.end() :] if match and count_of(match[1]) == number else line


def _record(block: _Block, account: AccountKey, saved: SavedMedia) -> Record:
    position = f"第 {block.line} 行"
    if "发布时间" not in block.cells:
        return Problem(position, "没有“发布时间”一行，可能被截断")
    text = "\n".join(block.words)
    cells = {"微博正文": text} | {_COLUMNS.get(name, name): value for name, value in block.cells.items()}
    raw = "\0".join(("".join(account.ids), block.cells["发布时间"], text))
    stand_in = f"txt-{hashlib.sha256(raw.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
    return to_post(
        replace(status_of(load("weibo-spider"), Values(block.line, cells)), stand_in=stand_in),
        account,
        position,
        saved,
    )
