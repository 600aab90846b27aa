"""`python -m importers report`: the balance sheet on the terminal, as a page and as a workbook."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console

import durable
from importers import sheets
from importers.commands.folders import FAILED, OK, USAGE, WIDE, day, folders, parser, refuse
from importers.commands.media import placeholders
from importers.holdings import NoArchive, sheet
from notices import BadFrontMatter, values


def main(arguments: Sequence[str]) -> int:
    """Show the sheet; returns 0 when it balances, 1 when it does not, 2 when there is nothing to show."""
    asking = parser("report", "收支表：每个账号申报多少、收到多少、公开多少、缺哪些。")
    asking.add_argument("--html", type=Path, metavar="FILE", help="另存为网页")
    asking.add_argument("--xlsx", type=Path, metavar="FILE", help="另存为 Excel 工作簿")
    asking.add_argument("--today", type=day, default=None, help="计算剩余天数的日期，默认今天")
    asked = asking.parse_args(arguments)
    try:
        made = sheet(folders(asked), asked.today or datetime.now(values.BEIJING).date())
        sheets.show(Console(highlight=False, width=None if sys.stdout.isatty() else WIDE), made)
        for line in placeholders(asked.content):
            print(line)
        if asked.html:
            durable.atomic_write(asked.html, sheets.html(made))
        if asked.xlsx:
            durable.atomic_write(asked.xlsx, sheets.xlsx(made))
    except (NoArchive, BadFrontMatter) as error:
        return refuse(str(error), USAGE)
    except OSError as error:
        return refuse(durable.explained(error), USAGE)
    return OK if made.balanced else FAILED
