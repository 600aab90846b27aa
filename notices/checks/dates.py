"""date-*: days that cannot be, or that contradict one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.problems import Problem

EARLY = Rule("date-early", "error", "日期早于 1949 年 10 月 1 日", "date: 1905-03-05", archived="same")
FUTURE = Rule("date-future", "error", "日期在将来", "今天是 3 月 5 日，date 写成 3 月 15 日", archived="same")
AFTER = Rule(
    "date-after-closing",
    "error",
    "归档内容的日期晚于账号关停日期",
    "账号 2024 年关停，date 写 2025 年",
    archived="same",
)
ORDER = Rule("date-order", "error", "几个日期前后矛盾", "失效日期早于施行日期")
DISCLOSURE = Rule(
    "disclosure-end", "warning", "公示没有写公示期的最后一天", "类别是公示，没有 disclosed_until"
)
REVIEW = Rule("review-due", "warning", "复核日期已到", "review_by 是昨天")

_FOUNDED = date(1949, 10, 1)
_TURN = timedelta(days=1)  # a post of the night of closing is no contradiction


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """Impossible and contradictory days."""
    notice, day, line = page.notice, page.notice.date.date(), page.key_line("date")
    if day < _FOUNDED:
        yield EARLY.at(page, line, f"日期 {day} 早于 1949 年 10 月 1 日，请核对年份。")
    if notice.date > setting.now and (notice.publish_at is None or notice.date > notice.publish_at):
        yield FUTURE.at(page, line, f"日期 {day} 在将来，请改正；要定时发布，请写 publish_at（定时发布）。")
    account = setting.accounts.get((notice.platform, notice.account))
    if notice.archived and account and account.closed_on and day > account.closed_on + _TURN:
        message = f"日期 {day} 晚于账号关停日期 {account.closed_on}，请核对日期依据或账号清单。"
        yield AFTER.at(page, line, message)
    yield from _order(page)
    yield from _due(page, setting)


def _order(page: Manuscript) -> Iterator[Problem]:
    notice, day = page.notice, page.notice.date.date()
    pairs = (
        ("disclosed_until", notice.disclosed_until, "公示截止", day, "发布日期"),
        ("expires", notice.expires, "失效日期", notice.effective or day, "施行（发布）日期"),
        ("review_by", notice.review_by, "复核日期", day, "发布日期"),
    )
    for key, later, name, earlier, other in pairs:
        if later is not None and later < earlier:
            yield ORDER.at(
                page, page.key_line(key), f"{name} {later} 早于{other} {earlier}，请改正其中一个。"
            )
    if notice.publish_at is not None and notice.publish_at < notice.date:
        message = f"定时发布 {notice.publish_at:%Y-%m-%d %H:%M} 早于 date，请改为相同或更晚的时间。"
        yield ORDER.at(page, page.key_line("publish_at"), message)
    for correction in notice.corrections:
        if correction.day < day:
            message = f"更正日期 {correction.day} 早于发布日期 {day}，请改正。"
            yield ORDER.at(page, page.key_line("corrections"), message)


def _due(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    notice = page.notice
    if notice.kind == "公示" and notice.disclosed_until is None:
        yield DISCLOSURE.at(
            page, page.key_line("kind"), "公示没有截止日期，请补写 disclosed_until（公示截止）。"
        )
    if notice.review_by is not None and notice.review_by <= setting.today:
        message = f"复核日期 {notice.review_by} 已到，请确认内容仍然准确，再写下一次复核日期。"
        yield REVIEW.at(page, page.key_line("review_by"), message)


CHECK = Check((EARLY, FUTURE, AFTER, ORDER, DISCLOSURE, REVIEW), find)
