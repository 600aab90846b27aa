"""Header cells for tables that never got any: editors of the platforms know no `th`, so readers of screens hear rows of numbers.

Only a first row that can be nothing else becomes a header (WCAG 2.2, 1.3.1; technique H51); when in doubt the table
stays as it was. Works on the text that nh3 wrote, and changes no word.
"""

from __future__ import annotations

import re
from html import unescape

_TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<td\b([^>]*)>(.*?)</td>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_DIGIT = re.compile(r"\d")
_LONGEST = 15  # characters of a heading


def with_heads(html: str) -> str:
    """*html* with header cells in the first row of each table that plainly has headings there."""
    return _TABLE.sub(lambda match: _headed(match[0]), html) if "<table" in html else html


def _headed(table: str) -> str:
    if "<th" in table or "<table" in table[1:]:
        return table
    rows = _ROW.findall(table)
    if len(rows) < 3 or not _names_columns(rows[0]) or not any(map(_DIGIT.search, map(_words, rows[1:]))):
        return table
    head = rows[0].replace("<td", '<th scope="col"').replace("</td>", "</th>")
    return table.replace(rows[0], head, 1)


def _names_columns(row: str) -> bool:
    """Whether every cell of *row* stands over one column with a short name of its own, without a number."""
    cells = _CELL.findall(row)
    names = [_words(content) for _, content in cells]
    single = all("span=" not in attributes for attributes, _ in cells)
    named = all(0 < len(one) <= _LONGEST and not _DIGIT.search(one) for one in names)
    return len(cells) > 1 and single and named and len(set(names)) == len(names)


def _words(html: str) -> str:
    return "".join(unescape(_TAG.sub("", html)).split())
