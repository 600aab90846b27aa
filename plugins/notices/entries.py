"""The entries of a list: a notice stands in about eight lists, so one function writes an entry, not a template.

A theme changes how they look by its style sheet; one that wants other words walks over the records itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from notices.fields import PLATFORMS
from plugins.notices.record import Record
from plugins.notices.templates import escaped

_LONGEST_SUMMARY = 120
_CUT = "……"
_PLAIN = "zh-Hans"
_MOST = 20_000  # entries kept, about 500 bytes each: a notice stands in about eight lists
Marks = Mapping[str, Sequence[str]]


def entries(
    records: Sequence[Record],
    marks: Marks,
    labels: Mapping[str, str] | None = None,
    *,
    years: bool = False,
) -> Markup:
    """*records* as an ordered list, each with its marks and, where there are *labels*, its department's.

    *years*: a line above the first of each year, whose anchor is `y2024`.
    """
    lines = "".join(_lines(records, marks, labels or {}, years=years))
    return Markup(f'<ol class="entries">\n{lines}</ol>\n')  # noqa: S704 - escaped by _entry


def _lines(
    records: Sequence[Record], marks: Marks, labels: Mapping[str, str], *, years: bool
) -> Iterator[str]:
    last = 0
    for record in records:
        year = record.date.year
        if years and year != last:
            yield f'<li class="entries-year" id="y{year}">{year}年</li>\n'
            last = year
        head, kind, tail = _pieces(record)
        label = f"<span>{escaped(labels[record.department])}</span>" if labels else ""
        badges = "".join(
            [f'<span class="badge">{escaped(mark)}</span>' for mark in marks.get(record.slug, ())]
        )
        yield f"{head}{label}{kind}{badges}{tail}"


def _pieces(record: Record) -> tuple[str, str, str]:
    """The entry of *record* around its label and its marks, which differ between lists."""
    if record.shown not in _kept:
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[record.shown] = _written(record)
    return _kept[record.shown]


_kept: dict[bytes, tuple[str, str, str]] = {}  # by the digest of all that lists show of a record


def _written(record: Record) -> tuple[str, str, str]:
    lang = f' lang="{record.lang}"' if record.lang != _PLAIN else ""
    summary = f"<div{lang}>{escaped(_cut(record.summary))}</div>" if record.summary else ""
    archived = f"<b>已归档 · {PLATFORMS[record.platform]}</b>" if record.platform else ""
    return (
        f'<li><a href="{record.url}"{lang}>{escaped(record.title)}</a>{summary}<p><time>{record.date.isoformat()[:10]}</time>',
        f"<span>{record.kind}</span>",
        f"{archived}</p>\n",
    )


def _cut(summary: str) -> str:
    return summary if len(summary) <= _LONGEST_SUMMARY else summary[: _LONGEST_SUMMARY - len(_CUT)] + _CUT
