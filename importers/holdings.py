"""What an archive and a content folder hold: the ledgers by account, and which posts have a file. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from importers import balance, ledger
from importers.archive import LEDGER, UNASSIGNED, WITHHELD
from importers.balance import Row, Sheet
from importers.catalogue import head
from importers.ledger import Entry
from importers.registers import Registers
from notices import tree
from notices.accounts import Account

_INFO = "bag-info.txt"
_IDENTIFIER = "External-Identifier: "


class NoArchive(LookupError):
    """A folder that holds no archive."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the notices are and where the originals are."""

    content: Path
    archive: Path


def require(archive: Path) -> None:
    """Raises NoArchive when there is no folder *archive*."""
    if not archive.is_dir():
        raise NoArchive(f"{archive}：没有归档库。先导入（invoke import 路径），或用 --archive 指明它在哪里。")


def sheet(folders: Folders, today: date) -> Sheet:
    """The balance sheet of everything. Raises NoArchive, BadFrontMatter for wrong registers, OSError."""
    require(folders.archive)
    registers = Registers(folders.content)
    holdings = _held(folders, registers)
    rows: list[Row] = []
    ledgers = dict(_ledgers(folders.archive, registers))
    known = _Known()
    for account in registers.accounts:
        entries = known.learn(ledgers.get((account.platform, account.native_id), ()))
        rows.append(holdings.row(account, entries))
    rows += _strays(ledgers, registers, holdings)
    loose = list(known.unsettled(ledger.read(folders.archive / UNASSIGNED / LEDGER)))
    if loose:
        rows.append(balance.row(None, loose, {}))
    return Sheet(tuple(rows), today)


_Account = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Holdings:
    """The states of posts that have a file, by account and id, and the ids of those by platform."""

    by_account: dict[_Account, dict[str, str]]
    by_platform: dict[str, set[str]]

    def row(self, account: Account, entries: Iterable[Entry]) -> Row:
        held = self.by_account.get((account.platform, account.native_id), {})
        return balance.row(account, entries, held, elsewhere=self.by_platform.get(account.platform, set()))


def _strays(ledgers: dict[_Account, list[Path]], registers: Registers, holdings: _Holdings) -> Iterator[Row]:
    """Lines for bags and notices of accounts that the register lost: nothing may vanish with a row."""
    registered = {(one.platform, one.native_id) for one in registers.accounts}
    for key in sorted({*ledgers, *holdings.by_account} - registered):
        lost = Account(platform=key[0], native_ids=(key[1],), name=f"{key[1]}（没有登记）", department="")
        yield holdings.row(lost, _entries(ledgers.get(key, [])))


def _entries(paths: list[Path] | tuple[()]) -> Iterator[Entry]:
    for path in paths:
        yield from ledger.read(path)


class _Known:
    """What the ledgers of accounts settled, so that the same records among the unassigned do not count again."""

    def __init__(self) -> None:
        self._records: set[tuple[str, str, str]] = set()
        self._ids: set[str] = set()
        self._days: dict[str, str] = {}

    def learn(self, paths: list[Path] | tuple[()]) -> Iterator[Entry]:
        for entry in _entries(paths):
            self._records.add((entry.original, entry.position, entry.id))
            if entry.id:
                self._ids.add(entry.id)
            self._days[entry.original] = max(entry.date, self._days.get(entry.original, ""))
            yield entry

    def unsettled(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """Of *entries* those that no account settled since: a file that failed whole may be readable by now."""
        for entry in entries:
            settled = (entry.original, entry.position, entry.id) in self._records or entry.id in self._ids
            reread = not (entry.id or entry.position) and self._days.get(entry.original, "") > entry.date
            if not settled and not reread:
                yield entry


def _ledgers(archive: Path, registers: Registers) -> Iterator[tuple[_Account, list[Path]]]:
    """The ledgers by platform and the id that the register names the account by, else the bag's own."""
    found: dict[_Account, list[Path]] = defaultdict(list)
    for path in sorted(archive.glob(f"*/*/{LEDGER}")):
        platform = path.parent.parent.name
        native_id = _identifier(path.parent / _INFO).removeprefix(f"{platform}:") or path.parent.name
        found[registers.known_as(platform, native_id)].append(path)
    yield from found.items()


def _identifier(info: Path) -> str:
    try:
        lines = info.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return ""
    return next((one.removeprefix(_IDENTIFIER) for one in lines if one.startswith(_IDENTIFIER)), "")


def _held(folders: Folders, registers: Registers) -> _Holdings:
    """What has a file; a public file goes before a withheld one."""
    found: dict[_Account, dict[str, str]] = defaultdict(dict)
    withheld = folders.archive / WITHHELD
    for path in tree.files(withheld) if withheld.is_dir() else ():
        _hold(found, path, registers)
    for path in tree.files(folders.content):
        _hold(found, path, registers)
    by_platform: dict[str, set[str]] = defaultdict(set)
    for (platform, _), held in found.items():
        by_platform[platform].update(held)
    return _Holdings(found, by_platform)


def _hold(found: dict[_Account, dict[str, str]], path: Path, registers: Registers) -> None:
    keys = head(path)
    platform, source_id = keys.get("platform"), keys.get("source_id")
    if platform and source_id:
        account = registers.known_as(platform, keys.get("account", ""))
        status = keys.get("status", "published")
        found[account][source_id] = "published" if status == "published" else "withheld"
