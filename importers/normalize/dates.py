"""When something was published, as exports write it: absolute, relative and machine forms.

A relative form means nothing without the moment at which it was seen: then the answer is None, never today.
All platforms of the house show Beijing time; a text without a zone is read as such.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from notices.values import BEIJING

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})"
_WEEKDAY = r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
_ABSOLUTE = re.compile(
    rf"""(?P<year>\d{{4}})(?:(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})
        |年\ ?(?P<month2>\d{{1,2}})月\ ?(?P<day2>\d{{1,2}})日)
        \ ?{_WEEKDAY}(?:[T ]?\ ?{_CLOCK}\ ?{_ZONE}?)?""",
    re.VERBOSE | re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_API = re.compile(  # the Weibo API's created_at: always English, whatever the locale
    rf"""(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\ (?P<name>[A-Z][a-z]{{2}})\ +(?P<day>\d{{1,2}})\ {_CLOCK}
        \ {_ZONE}\ (?P<year>\d{{4}})""",
    re.VERBOSE | re.ASCII,
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}", re.ASCII)
_NAMED_DAY = re.compile(rf"(?P<name>今天|昨天|前天|today|yesterday)(?: ?{_CLOCK})?", re.IGNORECASE | re.ASCII)
_NAMED_DAYS = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_AGO = re.compile(
    r"(?P<count>\d{1,4}) ?(?:(?P<unit>秒|分钟|小时|天|周)前|(?P<english>second|minute|hour|day|week)s? ago)",
    re.IGNORECASE | re.ASCII,
)
_UNITS = {"second": "秒", "minute": "分钟", "hour": "小时", "day": "天", "week": "周"}
_YEARLESS = re.compile(rf"(?P<month>\d{{1,2}})(?:-|月)(?P<day>\d{{1,2}})日?(?: ?{_CLOCK})?", re.ASCII)
# Excel counts days from 1899-12-30 (its 1900 was a leap year, as Lotus 1-2-3 had it); 20000 is 1954, 60000 is 2064.
_SERIAL = re.compile(r"[2-5]\d{4}(?:\.\d+)?", re.ASCII)
_ORIGIN = datetime(1899, 12, 30, tzinfo=BEIJING)
_JUST_NOW = frozenset(("刚刚", "刚才", "just now"))


def from_unix(seconds: int) -> datetime:
    """Give the moment *seconds* after 1970 began (UTC), in Beijing time.

    Raises ValueError beyond the years 1 to 9999.
    """
    try:
        return datetime(1970, 1, 1, tzinfo=UTC).astimezone(BEIJING) + timedelta(seconds=seconds)
    except OverflowError:
        raise ValueError(f"时间戳 {seconds} 超出范围。") from None


def in_cell(text: str) -> datetime | None:
    """The moment that a cell of a table states, a spreadsheet's day number too; None when it states none."""
    plain = text.strip()
    if _SERIAL.fullmatch(plain):
        return (_ORIGIN + timedelta(days=float(plain), milliseconds=500)).replace(microsecond=0)
    return parse(plain, None)


def from_mail(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that *text* states in the form of mail and HTTP (RFC 5322, 3.3), in Beijing time; None when it states none.

    Without a zone it is of *zone*.
    """
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(BEIJING)
    except (TypeError, ValueError, OverflowError):
        return None


def parse(text: str, seen_at: datetime | None) -> datetime | None:
    """Read the moment that *text* states, in Beijing time, or None when it states none that can be known.

    *seen_at* is when the page or row was captured (aware); forms like `昨天 18:03`, `3天前` or `06-14` are
    counted from it, and without it they are None. A form that tells the day only is its Beijing midnight.
    Digits alone are `YYYYMMDD`, Unix seconds (9-10 digits) or milliseconds (12-13).
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    try:
        return _absolute(plain) or (seen_at and _relative(plain, seen_at.astimezone(BEIJING)))
    except (ValueError, OverflowError):
        return None  # 2月30日, 25:00: no such day or moment


def _absolute(text: str) -> datetime | None:
    if match := _ABSOLUTE.fullmatch(text):
        day = date(
            int(match["year"]), int(match["month"] or match["month2"]), int(match["day"] or match["day2"])
        )
        return _zoned(day, match, match["zone"])
    if match := _COMPACT.fullmatch(text):
        return _midnight(date(int(match[1]), int(match[2]), int(match[3])))
    if match := _API.fullmatch(text):
        day = date(int(match["year"]), _MONTHS.index(match["name"]) + 1, int(match["day"]))
        return _zoned(day, match, match["zone"])
    if _EPOCH.fullmatch(text):
        return from_unix(int(text) if len(text) <= 10 else int(text) // 1000)
    return None


def _relative(text: str, seen_at: datetime) -> datetime | None:
    if match := _NAMED_DAY.fullmatch(text):
        return _zoned(seen_at.date() - timedelta(days=_NAMED_DAYS[match["name"].lower()]), match, None)
    if match := _AGO.fullmatch(text):
        unit = match["unit"] or _UNITS[match["english"].lower()]
        return _ago(int(match["count"]), unit, seen_at)
    if match := _YEARLESS.fullmatch(text):
        return _latest(match, seen_at)
    return seen_at.replace(second=0, microsecond=0) if text.lower() in _JUST_NOW else None


def _ago(count: int, unit: str, seen_at: datetime) -> datetime:
    if unit in "天周":
        return _midnight(seen_at.date() - timedelta(days=count * (7 if unit == "周" else 1)))
    step = {"秒": 1, "分钟": 60, "小时": 3600}[unit]
    return (seen_at - timedelta(seconds=count * step)).replace(second=0, microsecond=0)


def _latest(match: re.Match[str], seen_at: datetime) -> datetime:
    """Take a day without a year for the last such day up to *seen_at* (29 February: of a leap year)."""
    for year in range(seen_at.year, seen_at.year - 9, -1):
        try:
            moment = _zoned(date(year, int(match["month"]), int(match["day"])), match, None)
        except ValueError:
            continue
        if moment <= seen_at:
            return moment
    raise ValueError(match[0])


def _zoned(day: date, clock: re.Match[str], zone: str | None) -> datetime:
    hour, minute, second = (int(clock[part] or 0) for part in ("hour", "minute", "second"))
    return datetime.combine(day, time(hour, minute, second), _zone(zone)).astimezone(BEIJING)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), BEIJING)


def _zone(text: str | None) -> timezone:
    if text is None:
        return BEIJING
    if text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text.replace(":", "")
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-offset if text[0] == "-" else offset)
