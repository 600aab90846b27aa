"""What became of an account, in words: for its page, the list of accounts and the notices that came from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from notices.accounts import Account
from plugins.notices.record import Record

# Said of an account that no longer publishes; 运行 and 保留 still do.
CLOSED = frozenset({"停更", "冻结", "注销", "迁移"})

_DEED = {"停更": "停止更新", "冻结": "冻结", "注销": "注销", "迁移": "迁移"}
_FAREWELL = re.compile(r"停更|停止更新|停止运营|停用|关停|注销|关闭|迁移|归并|整合")
_LAST = 20


def closed(account: Account) -> bool:
    """Whether *account* no longer publishes."""
    return account.status in CLOSED


def fate(account: Account) -> str:
    """One Chinese sentence: since when *account* is closed, or that it goes on."""
    if not closed(account):
        return "该账号仍在运行。" if account.status == "运行" else "该账号按清理方案保留，仍在运行。"
    if account.closed_on is None:
        return f"该账号已{_DEED[account.status]}。"
    return f"该账号已于{chinese_day(account.closed_on)}{_DEED[account.status]}。"


def chinese_day(day: date) -> str:
    """2024年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def missing(account: Account, in_hand: int) -> int | None:
    """How many of the declared posts are not here yet; None where none were declared."""
    return None if account.declared_posts is None else max(account.declared_posts - in_hand, 0)


def notice_address(account: Account) -> str:
    """Where the register says that the closing notice of *account* stood, empty where that is no web address."""
    return account.notice_url if account.notice_url.startswith(("https://", "http://")) else ""


def closing(account: Account, records: Sequence[Record]) -> str:
    """The address of the closing notice of *account*, whose *records* are here: here if it is, else where it stood."""
    if not closed(account):
        return ""
    found = farewell(account, records)
    return found.url if found else notice_address(account)


def farewell(account: Account, records: Sequence[Record]) -> Record | None:
    """The closing notice among *records* (oldest first) of a closed account, None where it is not here.

    The register's address decides; without one, the last of the newest posts whose title speaks of closing.
    """
    if account.notice_url:
        return next((one for one in reversed(records) if one.source_url == account.notice_url), None)
    if not closed(account):
        return None
    return next((one for one in reversed(records[-_LAST:]) if _FAREWELL.search(one.title)), None)
