"""Registers as CSV files that people keep in a spreadsheet: UTF-8 with a byte order mark, Chinese headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
"""What a cell begins with that a spreadsheet takes for a formula; one of East Asia may take full-width signs for it, too."""

# With the apostrophes that already stand before it.
_FORMULA = re.compile(f"'*[{re.escape(FORMULA_SIGNS)}].", re.DOTALL)
_GUARDED = re.compile(f"''*[{re.escape(FORMULA_SIGNS)}].", re.DOTALL)


def read(
    path: Path, columns: Mapping[str, str], rule: str, *, optional: Collection[str] = ()
) -> list[tuple[int, dict[str, str]]]:
    """The rows of *path* with their lines (1-based), cells by the names of *columns*; none where there is no file.

    *columns* maps names to Chinese headings. Raises BadFrontMatter under ids that begin with *rule* for a file
    that is not UTF-8 or lacks a column that is not *optional* (its cells are empty then). Empty rows are passed over.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        message = "表格不是 UTF-8 编码，请在 Excel 中另存为“CSV UTF-8”。"
        raise BadFrontMatter([Problem(str(path), 1, f"{rule}-not-utf8", message)]) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = {heading: name for name, heading in columns.items()}
    reader.fieldnames = [names.get(one.strip(), one.strip()) for one in reader.fieldnames or []]
    missing = [heading for name, heading in columns.items() if name not in (*reader.fieldnames, *optional)]
    if missing:
        message = f"表格缺少列：{'、'.join(missing)}。"
        raise BadFrontMatter([Problem(str(path), 1, f"{rule}-header", message)])
    rows = (
        (reader.line_num, {name: unguarded((row.get(name) or "").strip()) for name in columns})
        for row in reader
    )
    return [(line, cells) for line, cells in rows if any(cells.values())]


def write(columns: Mapping[str, str], rows: Iterable[Sequence[str]]) -> bytes:
    """The bytes of a register that `read` reads: byte order mark, headings, CRLF lines (RFC 4180)."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns.values())
    writer.writerows(map(guarded, row) for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """*cell* with an apostrophe before what would run when people open the register: exports name accounts and posts.

    See https://owasp.org/www-community/attacks/CSV_Injection; `unguarded` gives *cell* back.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """*cell* without the apostrophe of `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell
