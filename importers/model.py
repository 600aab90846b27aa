"""What a source reads out of an export: plain records, no I/O.

A source turns every record of a file into exactly one of `Post`, `Lost`, `Listed`, `Skipped` or `Problem`; what becomes
of it (published, merged, withheld, lost, skipped, failed) is decided by the run alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

HEAD_BYTES = 1 << 18  # what `Source.detect` is shown of a file


@dataclass(frozen=True, slots=True)
class AccountKey:
    """Which account a record says it belongs to.

    *ids* are the platform's own ids of the account as far as the file shows them (WeChat: `gh_…`, biz; Weibo:
    uid), best first; *name* is the name it showed, used when there is no id.
    """

    platform: str
    ids: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """One statement of when a post was published.

    *kind* is where it stood (`script`, `meta`, `visible`, `table`, `url`, `row`, `id`, `file name`), *text* how
    it read.
    A day without a time of day is Beijing midnight.
    """

    when: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or file that a body refers to as `media:<key>`.

    *path* is the local file when the export holds one, else *content* its bytes, else neither: it is missing
    and only its *url* is known.
    """

    key: str
    url: str = ""
    alt: str = ""
    path: Path | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """What the catalogue of 政府信息公开 says of a document: 索引号, 文号, 发文机关 and the day it was written."""

    index_number: str = ""
    document_number: str = ""
    issuer: str = ""
    written: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as the platform had it. *body* is Markdown whose pictures are `![alt](media:<key>)`.

    *position* says where in the file it stood (`第 12 行`, empty for a whole file); *source_id* is the
    platform's id of the post, else a hash of raw values, *also* all ids by which its account knows it;
    *witnesses* are best first; *companions* are further files of the export that belong to it (style sheets,
    scripts, raw twins) and hold no content of their own. *of_many*: the export holds many authors' posts (a search
    by words), so an account that the register lacks is a stranger's.
    """

    position: str
    account: AccountKey
    source_id: str
    title: str
    body: str
    witnesses: tuple[Witness, ...]
    source_url: str = ""
    author: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    kind: str = ""
    source: str = ""
    lang: str = "zh-Hans"
    captured: datetime | None = None
    pictures: tuple[Picture, ...] = ()
    companions: tuple[Path, ...] = ()
    official: Official = Official()
    also: tuple[str, ...] = ()
    of_many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A post that is known to have existed but whose content the export does not hold."""

    position: str
    reason: str
    account: AccountKey | None = None
    source_id: str = ""
    title: str = ""
    source_url: str = ""
    witnesses: tuple[Witness, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A post that a list or a link names without its content: the balance sheet expects it until an export brings it.

    *of_many* as for a post.
    """

    position: str
    account: AccountKey
    source_id: str = ""
    title: str = ""
    source_url: str = ""
    witnesses: tuple[Witness, ...] = ()
    also: tuple[str, ...] = ()
    of_many: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no post (a list page, a header row, another account's post), and why."""

    position: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that should be a post but cannot be read, and why, in one Chinese line."""

    position: str
    reason: str


Record = Post | Lost | Listed | Skipped | Problem


class Source(Protocol):
    """One platform's or tool's export format."""

    name: str
    label: str

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *path*, beginning with *head* (at most HEAD_BYTES), is of this format. Never raises."""
        ...

    def read(self, path: Path) -> Iterator[Record]:
        """Every record of *path*. Raises MalformedExport when nothing of the file can be read, or OSError."""
        ...


class MalformedExport(ValueError):
    """A file of a known format that cannot be read as such; the message is one Chinese line."""
