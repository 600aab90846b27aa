"""When a page was published: every witness, best first, and the stamp of a page's regeneration told apart.

Content management systems write the time at which they last rendered a page into PubDate: a bulletin of 2017 then
says 2022. Such a stamp is no witness; a forged date fails a national inspection (国办秘函〔2019〕19号, as quoted).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from importers.model import Witness
from importers.normalize import dates
from notices.values import BEIJING, is_day

_MOMENT = re.compile(
    r"(?<!\d)(?:19|20)\d{2}\s*(?:[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}|年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
    r"(?:[\sT]*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_URL_DAY = (
    re.compile(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+"),  # TRS
    re.compile(r"/art/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/"),  # 大汉
    re.compile(r"/((?:19|20)\d{2})-(\d{2})/(\d{2})/"),  # gov.cn
    re.compile(r"/((?:19|20)\d{2})(\d{2})/(\d{2})/"),
    re.compile(r"/((?:19|20)\d{2})/(\d{2})/(\d{2})/"),
    re.compile(r"/((?:19|20)\d{2})(\d{2})(\d{2})/"),
)
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})[-/]?(0[1-9]|1[0-2])/")
_TAGS = (
    "pubdate",
    "publishdate",
    "publish_date",
    "article:published_time",
    "firstpublishedtime",
    "og:release_date",
)
_STAMPS = ("maketime", "others", "generatetime")
_SAME = timedelta(minutes=2)
_LATER = timedelta(days=40)  # a page that a month's folder holds may be published in the month after


def witnesses(metas: Mapping[str, str], visible: Mapping[str, str], url: str) -> tuple[Witness, ...]:
    """What *metas*, the *visible* texts by where they stood (`visible`, `table`) and the *url* say, best first."""
    seen = [Witness(when, kind, text) for kind, text in visible.items() if (when := moment_in(text))]
    seen.sort(key=lambda one: one.when.date())
    of_url = list(_of_url(url))
    tagged = [one for one in _tagged(metas) if not _is_stamp(one, metas, [*seen, *of_url], url)]
    found = (*seen, *(of_url if seen else ()), *tagged, *(() if seen else of_url))
    stamps = [one for one in _tagged(metas) if one not in found]
    return (*found, *(replace(one, text=f"{one.text}（页面生成时间，不采信）") for one in stamps if found))


def until(closed_on: date | None, found: tuple[Witness, ...]) -> tuple[Witness, ...]:
    """*found* without what lies after the day on which the website closed: nothing was published then."""
    if closed_on is None:
        return found
    believed = [one for one in found if one.when.date() <= closed_on]
    late = [
        replace(one, text=f"{one.text}（晚于网站关停，不采信）")
        for one in found
        if one.when.date() > closed_on
    ]
    return (*believed, *late) if believed else ()


def corroborated(created: str, url: str) -> Witness | None:
    """The catalogue's 生成日期 *created*, where the month in the *url* says the same; alone it dates the document only."""
    when, month = moment_in(created), _URL_MONTH.search(url)
    if when is None or month is None or (when.year, when.month) != (int(month[1]), int(month[2])):
        return None
    return Witness(when, "table", f"生成日期 {created}，网址中的年月 {month[1]}{month[2]} 与之相同")


def moment_in(text: str) -> datetime | None:
    """The first moment or day in *text*."""
    match = _MOMENT.search(text)
    if match is None:
        return None
    plain = re.sub(r"\s*([-/.年月])\s*|\s+(?=日)", r"\1", match[0])
    return dates.parse(plain, None)


def _tagged(metas: Mapping[str, str]) -> Iterator[Witness]:
    for name in _TAGS:
        when = dates.parse(metas.get(name, ""), None) or moment_in(metas.get(name, ""))
        if when:
            yield Witness(when, "meta", f"{name} {metas[name]}")
            return


def _of_url(url: str) -> Iterator[Witness]:
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    for pattern in _URL_DAY:
        if match := pattern.search(f"/{path}"):
            when = dates.parse(f"{match[1]}-{match[2]}-{match[3]}", None)
            if when:
                yield Witness(when, "url", f"{match[1]}-{match[2]}-{match[3]}")
                return


def _is_stamp(tag: Witness, metas: Mapping[str, str], others: list[Witness], url: str) -> bool:
    """Whether *tag* is the time of rendering: the page says so, or others show that it was there long before."""
    stamps = [when for name in _STAMPS if (when := moment_in(metas.get(name, "")))]
    if any(abs(when - tag.when) <= _SAME for when in stamps) and not is_day(tag.when):
        return True
    if others and tag.when.date() > min(one.when for one in others).date() + timedelta(days=1):
        return True
    month = _URL_MONTH.search(url)
    if month is None:
        return False
    begun = datetime(int(month[1]), int(month[2]), 1, tzinfo=BEIJING)
    return tag.when > begun + timedelta(days=31) + _LATER or tag.when < begun - _LATER
