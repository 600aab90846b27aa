"""What is not here of an account: posts known to be lost, and the months in which it is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plugins.notices.library import Library
from plugins.notices.record import Record

_SPANS = 12
_TITLES = 20


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of one account: *silent* are spans of months without a post here, oldest first, *more* how many others there are.

    *silent_months* counts the months of all spans.
    *lost* counts the posts registered as lost, *titles* are the titles (or ids) and reasons of the first of them.
    """

    silent: tuple[str, ...]
    more: int
    silent_months: int
    lost: int
    titles: tuple[tuple[str, str], ...]


def gaps(library: Library, slug: str) -> Gaps:
    """The gaps of the account *slug*; at most 12 spans, the longest ones, and 20 titles, the others are counted."""
    spans = silent_spans(library.by_account.get(slug, ()))
    longest = sorted(sorted(spans, key=lambda span: span[0] - span[1])[:_SPANS])
    lost = library.lost_by_account.get(slug, [])
    return Gaps(
        tuple(_shown(first, last) for first, last in longest),
        len(spans) - len(longest),
        sum(last - first + 1 for first, last in spans),
        len(lost),
        tuple((one.title or one.source_id or one.source_url, one.reason) for one in lost[:_TITLES]),
    )


def silent_spans(records: Sequence[Record]) -> list[tuple[int, int]]:
    """First and last month of each span without any of *records* (oldest first), months counted as year * 12 + n.

    Before the first and after the last post nothing is a gap: the account had not begun, or was closed.
    """
    months = sorted({one.date.year * 12 + one.date.month - 1 for one in records})
    return [(before + 1, after - 1) for before, after in pairwise(months) if after - before > 1]


def _shown(first: int, last: int) -> str:
    """2021年3月, 2021年3月至5月 or 2021年11月至2022年1月."""
    begin = f"{first // 12}年{first % 12 + 1}月"
    if first == last:
        return begin
    end = f"{last % 12 + 1}月"
    return f"{begin}至{end}" if first // 12 == last // 12 else f"{begin}至{last // 12}年{end}"
