"""Whether a notice still holds on a given day: the marks that its page and the lists show."""

from __future__ import annotations

from datetime import date

from plugins.notices.record import Record


def marks(record: Record, today: date) -> tuple[str, ...]:
    """The Chinese marks of *record* on *today*, none for a notice without terms.

    A disclosure runs through its last day; a document is void from its expiry day on.
    """
    found = []
    if record.abolished_by:
        found.append("已废止")
    elif record.expires and record.expires <= today:
        found.append("已失效")
    elif record.effective and record.effective > today:
        found.append("尚未施行")
    if record.disclosed_until:
        found.append("公示已结束" if record.disclosed_until < today else "公示中")
    return tuple(found)
