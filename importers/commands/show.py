"""`python -m importers show`: what the ledgers say of a notice, and what cleaning cut out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from durable import explained
from importers import archive, ledger
from importers.archive import LEDGER
from importers.commands.folders import FAILED, OK, USAGE, parser, refuse
from importers.holdings import NoArchive, require
from importers.ledger import Entry
from importers.outcomes import OUTCOMES


def main(arguments: Sequence[str]) -> int:
    """Print the lines that fit; returns 0, 1 when none does, 2 when there is no archive."""
    asking = parser("show", "台账里怎么说：一件公开信息从哪来，清理时去掉了什么。")
    asking.add_argument(
        "what", nargs="?", default="", metavar="NOTICE", help="公开信息的路径、编号或原编号；不写则全部"
    )
    asking.add_argument("--cut", action="store_true", help="列出被清理规则去掉的内容")
    asked = asking.parse_args(arguments)
    try:
        require(asked.archive)
        shown = _show(asked.archive, asked.what, cut=asked.cut)
    except NoArchive as error:
        return refuse(str(error), USAGE)
    except OSError as error:
        return refuse(explained(error), USAGE)
    if not shown:
        nothing = "没有被清理掉的内容" if asked.cut else "台账中没有，请核对路径或编号"
        return refuse(f"{asked.what or '全部台账'}：{nothing}。", FAILED)
    return OK


def _show(root: Path, what: str, *, cut: bool) -> int:
    """Print what is told of *what*; how many lines of the ledgers that were."""
    shown = 0
    for entry in _entries(root, what):
        if entry.cut or not cut:
            shown += 1
            print(*_lines(entry, cut=cut), sep="\n")
    return shown


def _entries(root: Path, what: str) -> Iterator[Entry]:
    """The entries about *what*, the last word on each record only."""
    for folder in archive.bag_folders(root):
        last: dict[tuple[str, str, str], Entry] = {}
        for entry in ledger.read(folder / LEDGER):
            if not what or what in entry.notice or what == entry.id:
                last[entry.input, entry.position, entry.id] = entry
        yield from last.values()


def _lines(entry: Entry, *, cut: bool) -> Iterator[str]:
    where = f"{entry.input}{' ' if entry.position else ''}{entry.position}"
    yield f"{entry.notice or where}　{OUTCOMES.get(entry.outcome, entry.outcome)}：{entry.reason}"
    if not cut:
        yield f"    出自 {where}，原件 {entry.original}，{entry.tool}，{entry.date}"
    for rule, text in entry.cut:
        yield f"    [{rule}] " + text.replace("\n", "\n        ")
