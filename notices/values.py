"""Front matter values: from raw text to typed values and back, each a law of its own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from notices.fields import KINDS, LANGUAGES, PLATFORMS, STATUSES

BEIJING = timezone(timedelta(hours=8), "+08:00")

_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.0+)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?"
)
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00")
_MIDNIGHT = time(0)
_ID = re.compile(r"[A-Za-z0-9_=+/-]{1,80}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TAG_BREAK = re.compile(r"[,，;；]")
_MOMENT_HELP = "请写成 2024-03-15 或 2024-03-15 09:30。"


def parse_moment(raw: str) -> datetime:
    """A moment in Beijing time; a bare day is its midnight, and no zone means Beijing. Raises ValueError."""
    try:
        if _WRITTEN.fullmatch(raw):  # as `show_moment` writes it
            return datetime.fromisoformat(raw[:19]).replace(tzinfo=BEIJING)
        return _moment(raw)
    except (ValueError, OverflowError):
        sort = f"没有“{raw}”这一天或这一刻" if _MOMENT.fullmatch(raw) else f"“{raw}”不是日期"
        raise ValueError(f"{sort}，{_MOMENT_HELP}") from None


def _moment(raw: str) -> datetime:
    match = _MOMENT.fullmatch(raw)
    if match is None:
        raise ValueError
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    naive = datetime(year, month, day, hour, minute, second)
    return naive.replace(tzinfo=_zone(match[7])).astimezone(BEIJING)


def _zone(raw: str | None) -> timezone:
    if raw is None:
        return BEIJING
    if raw == "Z":
        return UTC
    digits = raw.replace(":", "")
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-offset if raw[0] == "-" else offset)


def show_moment(moment: datetime) -> str:
    """The text of *moment* in front matter: with seconds and zone, or the bare day at Beijing midnight."""
    local = moment.astimezone(BEIJING)
    if is_day(local):
        return local.date().isoformat()
    return local.isoformat(sep=" ", timespec="seconds")


def is_day(moment: datetime) -> bool:
    """Whether *moment* tells the day only (midnight in Beijing stands for an unknown time of day)."""
    local = moment if moment.tzinfo is BEIJING else moment.astimezone(BEIJING)
    return local.time() == _MIDNIGHT


def parse_day(raw: str) -> date:
    """A calendar day. Raises ValueError with a Chinese message."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"“{raw}”不是日期，请写成 2024-03-15。") from None


def parse_slug(raw: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens, at most 200 bytes. Raises ValueError."""
    if len(raw) > 200 or _SLUG.fullmatch(raw) is None:
        raise ValueError(f"“{raw[:60]}”不能作编号，只用小写字母、数字和连字符，最多 200 个。")
    return raw


def parse_code(raw: str) -> str:
    """The code of a department, formed as a slug. Raises ValueError, which tells a name from a code."""
    if len(raw) > 200 or _SLUG.fullmatch(raw) is None:
        raise ValueError(
            f"“{raw[:40]}”不是部门代号，请写 departments.toml 方括号里的代号，如 civil-affairs。"
        )
    return raw


def parse_tags(raw: str) -> tuple[str, ...]:
    """Tags parted by commas or semicolons of either width, without empty or repeated ones."""
    return tuple(dict.fromkeys(tag.strip() for tag in _TAG_BREAK.split(raw) if tag.strip()))


def parse_ids(raw: str) -> tuple[str, ...]:
    """Ids of a platform parted by commas, each once. Raises ValueError for what is none."""
    found = parse_tags(raw)
    for one in found:
        if _ID.fullmatch(one) is None:
            raise ValueError(f"“{one}”不是平台的编号，编号只有字母、数字和 _ - = + /")
    return found


def parse_kind(raw: str) -> str:
    """One of `KINDS`. Raises ValueError."""
    return _one_of(raw, KINDS)


def parse_status(raw: str) -> str:
    """One of `STATUSES`. Raises ValueError."""
    return _one_of(raw, STATUSES)


def parse_platform(raw: str) -> str:
    """One of `PLATFORMS`. Raises ValueError."""
    return _one_of(raw, PLATFORMS)


def parse_lang(raw: str) -> str:
    """One of `LANGUAGES`. Raises ValueError."""
    return _one_of(raw, LANGUAGES)


def parse_url(raw: str) -> str:
    """An http or https address without spaces, in its own spelling. Raises ValueError."""
    if _URL.fullmatch(raw) is None:
        raise ValueError(f"“{raw[:80]}”不是网址，请写以 http:// 或 https:// 开头的完整网址。")
    return raw


def parse_sha256(raw: str) -> str:
    """64 lower-case hexadecimal digits. Raises ValueError."""
    if _SHA256.fullmatch(raw) is None:
        raise ValueError("不是 sha256，应为 64 位小写十六进制数字。")
    return raw


def parse_line(raw: str) -> str:
    """Any one line."""
    return raw


def _one_of(raw: str, choices: dict[str, str]) -> str:
    if raw not in choices:
        told = [f"{name}（{label}）" if name.isascii() else name for name, label in choices.items()]
        raise ValueError(f"“{raw[:40]}”不在可选之列，可选：{'、'.join(told)}。")
    return raw
