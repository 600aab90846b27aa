"""What the theme's templates may call on a value, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from notices.fields import PLATFORMS
from notices.missing import missing
from notices.render import sanitize
from notices.values import BEIJING, is_day
from plugins.notices import addresses, entries, fate, fragments, linkeddata, pagetags


def day(moment: date) -> str:
    """2024-03-01, in Beijing."""
    if isinstance(moment, datetime):
        moment = (moment if moment.tzinfo is BEIJING else moment.astimezone(BEIJING)).date()
    return moment.isoformat()


def moment(when: datetime) -> str:
    """2024-03-01 09:30 in Beijing; the day only where no more is known."""
    return day(when) if is_day(when) else when.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def iso(when: datetime) -> str:
    """The form for `<time datetime>`; the day only where no more is known."""
    local = when if when.tzinfo is BEIJING else when.astimezone(BEIJING)
    return local.isoformat()[:10] if is_day(local) else local.isoformat(timespec="minutes")


def platform(code: str) -> str:
    """微信公众号 for weixin."""
    return PLATFORMS.get(code, code)


def sanitized(html: str) -> Markup:
    """The HTML of a page of `content/pages`, through the sanitiser that notices pass."""
    return Markup(sanitize(html))  # noqa: S704 - sanitised in this very call


FILTERS: dict[str, Callable[..., Any]] = {
    "chinese_day": fate.chinese_day,
    "closed": fate.closed,
    "column_tags": pagetags.column_tags,
    "day": day,
    "department_url": addresses.department,
    "account_url": addresses.account,
    "kind_url": addresses.kind,
    "tag_url": addresses.tag,
    "fate": fate.fate,
    "iso": iso,
    "meta": fragments.meta,
    "missing": missing,
    "notice_address": fate.notice_address,
    "linked_data": linkeddata.script,
    "moment": moment,
    "open_graph": linkeddata.graph,
    "organization": linkeddata.organization,
    "dataset": linkeddata.dataset,
    "site_graph": linkeddata.site_graph,
    "platform": platform,
    "sanitized": sanitized,
}

GLOBALS: dict[str, Callable[..., Any]] = {"entries": entries.entries, "part": fragments.part}
