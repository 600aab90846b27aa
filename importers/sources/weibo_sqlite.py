"""The SQLite of Weibo tools (`weibodata.db`): many accounts in one file, originals of reposts in rows of their own.

Only the tables `weibo`, `user` and `bins` are read; `comments` and `reposts` are other people's words.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from importers.model import AccountKey, MalformedExport, Problem, Record, Skipped
from importers.normalize import media
from importers.sources.table import Table, Values, load
from importers.sources.weibo_media import Found, SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_post
from importers.sources.weibo_tables import status_of

MAGIC = b"SQLite format 3\0"
_SCHEMA = re.compile(rb"CREATE TABLE [\"'`\[]?weibo[\"'`\]]?\s*\(")
_SCHEMA_BYTES = 1500
BROKEN = (sqlite3.Error, UnicodeDecodeError)  # the latter for names of columns, which are always decoded
_LARGEST_CELL = 128 << 20
_NAMES = ("nick_name", "nickname", "screen_name")  # weibo-crawler, weiboSpider, MySQL dumps


class WeiboSqlite:
    """The source of one tool's SQLite database."""

    def __init__(self, name: str) -> None:
        """Read the definition `tables/<name>.toml`; its `keys` are columns of the table `weibo`."""
        self._table = load(name)
        self.name = f"{name}-sqlite"
        self.label = f"{self._table.label} SQLite"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is of a database whose schema has this tool's table `weibo`."""
        match = _SCHEMA.search(head) if head.startswith(MAGIC) else None
        if match is None:
            return False
        columns = set(re.findall(rb"\w+", head[match.end() : match.end() + _SCHEMA_BYTES]))
        return {key.encode() for key in self._table.keys} <= columns

    def read(self, path: Path) -> Iterator[Record]:
        """Every row of the table `weibo`. Raises MalformedExport when nothing can be read, or OSError."""
        count = 0
        try:
            with closing(open_database(path)) as database:
                for record in _Reader(database, self._table, path.parent).records():
                    count += 1
                    yield record
        except BROKEN as error:
            if not count:
                raise MalformedExport(f"数据库无法读取（{error}），请从原电脑重新复制完整的文件。") from None
            yield Problem(f"第 {count} 条之后", f"数据库在此损坏（{error}），之前的记录已读出")


def open_database(path: Path) -> sqlite3.Connection:
    """Open *path* so that nothing is written beside it.

    Raises MalformedExport while part of the content still stands in a journal, sqlite3.Error or OSError.
    """
    journal = path.with_name(f"{path.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise MalformedExport(
            f"旁边的 {journal.name} 里还有未并入的内容，请正常退出导出工具后重新复制数据库。"
        )
    return connect(path)


def connect(path: Path) -> sqlite3.Connection:
    """A connection to *path* that only reads and believes nothing (https://sqlite.org/security.html).

    A schema may call no function that could do harm, and no cell may be larger than a picture ever is. Raises
    sqlite3.Error or OSError.
    """
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_CELL)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for safeguard in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "query_only = ON",
        "temp_store = MEMORY",
    ):
        database.execute(f"PRAGMA {safeguard}")
    database.row_factory = sqlite3.Row
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return database


class _Reader:
    """One open database."""

    def __init__(self, database: sqlite3.Connection, table: Table, folder: Path) -> None:
        self._database = database
        self._table = table
        self._saved = _StoredMedia(database, folder)
        self._names = self._accounts()

    def records(self) -> Iterator[Record]:
        for number, row in enumerate(self._database.execute("SELECT * FROM weibo ORDER BY rowid"), 1):
            yield self._record(f"第 {number} 条", row)

    def _record(self, position: str, row: sqlite3.Row) -> Record:
        cells = _cells(row)
        status = status_of(self._table, Values(0, cells))
        if self._names and status.uid not in self._names:
            return Skipped(
                position, f"是其他账号（{status.uid or '未知'}）的微博；若被转发，原文附在转发它的那一条里"
            )
        if quoted := cells.get("retweet_id"):
            status = replace(status, origin=self._origin(quoted))
        ids = (status.uid,) if status.uid else ()
        account = AccountKey(PLATFORM, ids, self._names.get(status.uid) or status.name)
        return to_post(status, account, position, self._saved)

    def _origin(self, mid: str) -> Status:
        row = self._database.execute("SELECT * FROM weibo WHERE id = ?", (mid,)).fetchone()
        return status_of(self._table, Values(0, _cells(row))) if row else Status(mid=mid)

    def _accounts(self) -> dict[str, str]:
        """Give the accounts that were exported: uid and nickname."""
        if not _has(self._database, "user"):
            return {}
        users = (_cells(row) for row in self._database.execute("SELECT * FROM user"))
        return {user.get("id", ""): next((user[key] for key in _NAMES if key in user), "") for user in users}


class _StoredMedia(SavedMedia):
    """Pictures stored as blobs in the table `bins` (weibo-crawler's `store_binary_in_sqlite`), else as files."""

    def __init__(self, database: sqlite3.Connection, folder: Path) -> None:
        super().__init__(folder)
        self._database = database
        stored = database.execute("SELECT url, id FROM bins") if _has(database, "bins") else ()
        self._blobs = {str(url): int(number) for url, number in stored}

    def picture(self, url: str, ids: tuple[str, ...], number: int) -> Found:
        if url in self._blobs:
            row = self._database.execute("SELECT data FROM bins WHERE id = ?", (self._blobs[url],)).fetchone()
            content = bytes(row[0]) if row and isinstance(row[0], bytes) else b""
            if media.extension(content[: media.HEAD]) in media.PICTURES:
                return Found(content=content)
        return super().picture(url, ids, number)


def _has(database: sqlite3.Connection, table: str) -> bool:
    found = database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None


def _cells(row: sqlite3.Row) -> dict[str, str]:
    return {name: str(row[name]) for name in row.keys() if isinstance(row[name], str | int)}  # noqa: SIM118 - a Row
