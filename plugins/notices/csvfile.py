"""CSV for spreadsheets: UTF-8 with a byte order mark, CRLF (RFC 4180), and no cell that would run as a formula.

See https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from notices.tables import FORMULA_SIGNS

_FORMULA = frozenset(FORMULA_SIGNS)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV file for spreadsheets."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(headings)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """*cell* with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell[:1] in _FORMULA else cell
