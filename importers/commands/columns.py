"""`python -m importers columns FILE`: what the columns of a ledger mean, to be confirmed and kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from rich.console import Console

import durable
from importers.commands.folders import FAILED, OK, refuse
from importers.model import MalformedExport
from importers.sources.ledgers import columns, sheets
from importers.sources.ledgers.sheets import Row
from running.asking import Parser

_SHOWN = 3  # rows shown under the mapping


def main(arguments: Sequence[str]) -> int:
    """Show how the ledger would be read; with --write keep that beside it. Returns 0, or 1 when it cannot be read."""
    parser = Parser("python -m importers columns", description="台账各列的含义：核对，保存。")
    parser.add_argument("path", type=Path, metavar="FILE", help="台账文件：xlsx、xls、ods、csv")
    parser.add_argument(
        "--write", action="store_true", help="保存为旁边的 <文件名>.columns.toml，以后导入以它为准"
    )
    asked = parser.parse_args(arguments)
    try:
        return _show(asked.path, write=asked.write)
    except MalformedExport as error:
        return refuse(f"{asked.path}：{error}", FAILED)
    except OSError as error:
        return refuse(f"{asked.path}：{durable.reason(error)}", FAILED)


def _show(path: Path, *, write: bool) -> int:
    sheet = next(sheets.read(path), None)
    rows = [row.cells for row in islice(sheet.rows, 80) if isinstance(row, Row)] if sheet else []
    law = columns.told(path)
    layout = columns.applied(law, rows) if law else columns.find(rows)
    if layout is None:
        return refuse(
            f"{path}：看不出哪列是标题、哪列是日期；请自己写一个 {columns.beside(path).name}（写法见 docs/sources.md）。",
            FAILED,
        )
    header = rows[layout.header - 1] if layout.header else (rows[0] if rows else [])
    text = columns.written(law or columns.Told(name=path.stem), layout, header)
    console = Console(highlight=False)
    console.print(text, markup=False, soft_wrap=True)
    for row in rows[layout.header : layout.header + _SHOWN]:
        told = {
            name: " ".join(row[index].split())[:30]
            for name, index in layout.columns.items()
            if index < len(row)
        }
        console.print(
            "；".join(f"{name}：{value}" for name, value in told.items() if value),
            markup=False,
            soft_wrap=True,
        )
    if write:
        durable.atomic_write(columns.beside(path), text)
        console.print(
            f"已保存 {columns.beside(path).name}，改动后再导入即以它为准。", markup=False, soft_wrap=True
        )
    return OK
