"""The SQLite of YaoZeyuan/stablog 稳部落 (src/command/init.sql): the platform's own JSON of every post, whole."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from importers.model import MalformedExport, Problem, Record, Skipped
from importers.sources.weibo_api import author_of, parse, record
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_sqlite import BROKEN, MAGIC, open_database

_SCHEMA = re.compile(rb"CREATE TABLE [\"'`\[]?total_mblog[\"'`\]]?\s*\(")
_ROWS = "SELECT author_uid, raw_json FROM total_mblog ORDER BY post_publish_at, id"


class Stablog:
    """The source of stablog's database, which can hold several accounts."""

    name = "stablog"
    label = "稳部落 stablog SQLite"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is of a database with the tool's table of posts."""
        return head.startswith(MAGIC) and _SCHEMA.search(head) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when nothing can be read, or OSError."""
        saved, count = SavedMedia(path.parent), 0
        try:
            with closing(open_database(path)) as database:
                for count, row in enumerate(database.execute(_ROWS), 1):
                    yield _record(f"第 {count} 条", row, saved)
        except BROKEN as error:
            if not count:
                raise MalformedExport(f"数据库无法读取（{error}），请从原电脑重新复制完整的文件。") from None
            yield Problem(f"第 {count} 条之后", f"数据库在此损坏（{error}），之前的记录已读出")


def _record(position: str, row: sqlite3.Row, saved: SavedMedia) -> Record:
    raw = parse(str(row["raw_json"]))
    if not raw:
        return Problem(position, "raw_json 不是完整的 JSON")
    account = author_of(raw)
    if str(row["author_uid"]) not in account.ids:
        return Skipped(position, f"是其他账号（{account.ids[0] if account.ids else '未知'}）的微博")
    return record(raw, account, position, saved)
