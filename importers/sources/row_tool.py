"""Tools that write a post a row, one definition a platform: whatever the file, the rows become posts the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from importers.model import HEAD_BYTES, AccountKey, Post, Problem, Record, Skipped
from importers.sources import bilibili_ids, clip, row_files
from importers.sources.clip import Clip
from importers.sources.clip_media import SavedFiles
from importers.sources.row_files import Shown
from importers.sources.table import Table, Values, definition, load
from importers.sources.vouched import MASKED, NAMELESS, Vouched, beside
from importers.sources.vouched import NAME as ACCOUNT_FILE
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM as WEIBO
from importers.sources.weibo_status import Status, to_post
from importers.sources.weibo_tables import status_of
from importers.sources.weibo_text import is_bare_repost

_PARTS = re.compile(r"[,\s]+")
_WORN = re.compile(r"00$|[Ee.+]")  # how a number looks that went through floating point


@dataclass(frozen=True, slots=True)
class Definition:
    """What a tool's rows of one *platform* mean, beyond the columns of its *table*.

    *lacks* are columns that rows of another sort have; *reason* is why none of the rows is a post; *crowd* matches names of
    files that hold many authors; *masked* is the column of a hashed author; *id_shape* and *id_in_url* tell the id;
    *videos* are the values of the field `type` that mean a video, *public* those of the field `visible` that mean everybody;
    *markup* is what the platform's own notation leaves in a text; *longest* is the text the tool cuts off at.
    """

    table: Table
    platform: str
    lacks: frozenset[str]
    reason: str
    zone: str
    crowd: re.Pattern[str] | None
    masked: str
    id_shape: re.Pattern[str]
    id_in_url: re.Pattern[str] | None
    videos: frozenset[str]
    public: frozenset[str]
    markup: re.Pattern[str] | None
    longest: int

    def fits(self, shown: Shown) -> bool:
        """Whether the rows of the table *shown* are of this definition."""
        return self.table.has_columns(shown.columns) and not self.lacks & shown.columns


class RowTool:
    """The source of one tool's files, whose rows *definitions* of `tables/` explain."""

    def __init__(self, name: str, label: str, definitions: tuple[str, ...]) -> None:
        """Read the definitions `tables/<definition>.toml`."""
        self.name = name
        self.label = label
        self._definitions = tuple(_loaded(one) for one in definitions)

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the file shows a table that a definition fits."""
        return any(True for _ in self._fitting(path, head))

    def read(self, path: Path) -> Iterator[Record]:
        """Every row of *path*. Raises MalformedExport when nothing can be read, or OSError."""
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        for shown, found in self._fitting(path, head):
            if found.reason:
                yield Skipped(shown.name, found.reason)
                continue
            reading = _reading(found, path)
            for row in row_files.rows(path, shown, found.table):
                yield row if isinstance(row, Skipped | Problem) else reading.record(*row)

    def _fitting(self, path: Path, head: bytes) -> Iterator[tuple[Shown, Definition]]:
        for shown in row_files.tables(path, head):
            yield from ((shown, one) for one in self._definitions if one.fits(shown))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One table of one file. *vouched* is whose it is by a person's word; *of_many*: its authors are many."""

    definition: Definition
    files: SavedFiles
    pictures: SavedMedia
    vouched: Vouched | None
    of_many: bool

    def record(self, position: str, values: Values) -> Record:
        """Make a post of the row *values*."""
        visible = self._first(values, "visible")
        if visible and self.definition.public and visible not in self.definition.public:
            return Skipped(position, f"只有部分人可见（可见范围 {visible}），不公开")
        account = self._account(values)
        if account is None:
            return Problem(position, self._unknown(values))
        if self.definition.platform == WEIBO:
            made = self._weibo(position, values, account)
        else:
            made = clip.to_post(self._clip(values, account), position, self.files)
        if not isinstance(made, Post):
            return made
        companions = (*made.companions, self.vouched.path) if self.vouched else made.companions
        return replace(made, companions=companions, of_many=self.of_many)

    def _account(self, values: Values) -> AccountKey | None:
        """Whose the row is: by its own columns, else as a person vouches; None where it hides its author."""
        masked, table = self.definition.masked, self.definition.table
        if masked and values.cells.get(masked, "").strip():
            return self.vouched.account if self.vouched else None
        ids = tuple(dict.fromkeys(one.strip() for one in table.field(values, "ids")))
        name = self._first(values, "name")
        if not ids and (self.vouched or not name or MASKED.search(name)):
            return self.vouched.account if self.vouched else None
        return AccountKey(self.definition.platform, ids, name)

    def _unknown(self, values: Values) -> str:
        """Why nobody can be named as the author of the row *values*, and what to do."""
        hashed = values.cells.get(self.definition.masked, "").strip()
        if not hashed and not MASKED.search(self._first(values, "name")):
            return NAMELESS
        return (
            "导出工具把账号打了码，这一行证明不了是谁发的；请用记下账号编号的版本重新导出，"
            f"或在文件旁放一个 {ACCOUNT_FILE} 写明账号和由谁确认"
        )

    def _weibo(self, position: str, values: Values, account: AccountKey) -> Record:
        status = self._with_mid(status_of(self.definition.table, values), self._first(values, "url"))
        quoted = self._first(values, "quoted")
        if quoted and quoted != "0" and not is_bare_repost(status.text):
            status = replace(status, notes=(f"转发的原微博（编号 {quoted}）未随导出文件保存",))
        made = to_post(status, account, position, self.pictures)
        return replace(made, kind="转载") if isinstance(made, Post) and status.notes else made

    def _with_mid(self, status: Status, url: str) -> Status:
        """*status* with the mid of its address, where a spreadsheet damaged the cell."""
        stated = self.definition.id_in_url.search(url) if self.definition.id_in_url else None
        if stated and (status.mid.endswith("0") or not status.mid.isdecimal()):
            return replace(status, mid=stated[1])
        return status

    def _clip(self, values: Values, account: AccountKey) -> Clip:
        found, text = self.definition, self._first(values, "text")
        url = self._first(values, "url")
        own, also = self._ids(values, url)
        text = found.markup.sub("", text) if found.markup else text
        is_video = self._first(values, "type") in found.videos or bool(self._first(values, "videos"))
        return Clip(
            id=own,
            also=also,
            account=account,
            title=self._first(values, "title"),
            text="" if text == own else text,  # a tool's stand-in for a post without words
            created=found.table.field(values, "created"),
            zone=found.zone,
            captured=self._first(values, "captured"),
            url=url,
            pictures=() if is_video else self._parts(values, "pictures"),
            is_video=is_video,
            is_cut=bool(found.longest) and len(text) >= found.longest,
            place=self._first(values, "place"),
            topics=self._parts(values, "topics"),
        )

    def _ids(self, values: Values, url: str) -> tuple[str, tuple[str, ...]]:
        """The post's id, from the address where the cell was damaged, and its other ids."""
        found, cell = self.definition, self._first(values, "id").strip("'\"\t ")
        in_url = found.id_in_url.search(url) if found.id_in_url else None
        stated = in_url[1] if in_url else ""
        own = cell if found.id_shape.fullmatch(cell) else stated
        if stated and own != stated and _WORN.search(own):
            own = stated
        if found.platform == "bilibili" and own.removeprefix("av").isdecimal() and len(own) < 17:
            return bilibili_ids.to_bv(int(own.removeprefix("av"))), (f"av{own.removeprefix('av')}",)
        return own, ()

    def _first(self, values: Values, name: str) -> str:
        return next(iter(self.definition.table.field(values, name)), "").strip()

    def _parts(self, values: Values, name: str) -> tuple[str, ...]:
        return tuple(part for part in _PARTS.split(self._first(values, name)) if part)


def _reading(found: Definition, path: Path) -> _Reading:
    return _Reading(
        definition=found,
        files=SavedFiles(path),
        pictures=SavedMedia(path.parent),
        vouched=beside(path, found.platform),
        of_many=bool(found.crowd and found.crowd.search(path.name)),
    )


@cache
def _loaded(name: str) -> Definition:
    raw = definition(name)
    time, account, number, kind = (raw.get(part, {}) for part in ("time", "account", "id", "video"))
    return Definition(
        table=load(name),
        platform=raw["platform"],
        lacks=frozenset(raw.get("lacks", ())),
        reason=raw.get("reason", ""),
        zone=time.get("zone", "+08:00"),
        crowd=_pattern(account, "crowd"),
        masked=account.get("masked", ""),
        id_shape=re.compile(number.get("shape", r"\S{1,100}")),
        id_in_url=_pattern(number, "in_url"),
        videos=frozenset(kind.get("types", ())),
        public=frozenset(raw.get("visible", {}).get("public", ())),
        markup=_pattern(raw.get("text", {}), "markup"),
        longest=int(raw.get("text", {}).get("longest", 0)),
    )


def _pattern(raw: Mapping[str, str], name: str) -> re.Pattern[str] | None:
    return re.compile(raw[name]) if name in raw else None
