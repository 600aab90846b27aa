"""What the run says and keeps of a record beside its notice: reasons, traces for the ledger, uses of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import durable
from importers import cleaning
from importers.archive import Bag
from importers.cleaning import Rule
from importers.draft import Draft, Medium
from importers.model import AccountKey, Witness
from importers.outcomes import Outcome
from importers.publish import source_id_of
from notices.values import BEIJING, show_moment


@dataclass(frozen=True, slots=True)
class Use:
    """How a file of the export served a post: as a picture (*original*: what its bytes are) or beside it."""

    outcome: str
    reason: str
    notice: str
    bag: Bag


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the ledger keeps of a record beyond its outcome; see `importers.ledger.Entry`."""

    written: str = ""
    role: str = ""
    title: str = ""
    url: str = ""
    when: str = ""
    also: str = ""
    cut: tuple[tuple[str, str], ...] = ()


def stranger(key: AccountKey) -> str:
    """Why the post of an account that a search or a mixed feed found too is left out."""
    shown = f"{key.name or '未具名'}，{key.ids[0] if key.ids else '无编号'}"
    return f"没有登记的账号（{shown}）的条目，不导入；若是本市账号，请先登记到账号清单再导入"


def ending(told: Outcome, outcome: str, reason: str, notice: str = "") -> Outcome:
    """*told* with another end."""
    return Outcome(told.input, told.position, told.id, outcome, reason, notice)


def cleaned(draft: Draft, rules: Sequence[Rule]) -> tuple[Draft, tuple[tuple[str, str], ...]]:
    """*draft* without what *rules* cut, which is told as pairs of rule and text; its id stays that of the whole text."""
    body, cuts = cleaning.clean(draft.body, rules)
    if not cuts:
        return draft, ()
    shown = tuple(medium for medium in draft.media if medium.name and medium.name in body)
    post = replace(draft.post, source_id=source_id_of(draft))
    told = cleaning.counted(cuts, rules)
    return replace(draft, post=post, body=body, media=shown, cut=told), tuple(
        (one.rule, one.text) for one in cuts
    )


def trace_of(draft: Draft) -> Trace:
    """What is known of a post that did not become a notice."""
    when = show_moment(draft.dating.when) if draft.dating.when else ""
    return Trace(title=draft.title, url=draft.post.source_url, when=when, also=" ".join(draft.post.also))


def day_of(witnesses: Sequence[Witness]) -> str:
    """What the best witness says, or nothing."""
    return show_moment(witnesses[0].when.astimezone(BEIJING)) if witnesses else ""


def keep_media(batch: durable.Batch, bag: Bag, draft: Draft) -> None:
    """Keep the original bytes of all pictures and files of *draft*."""
    for medium in draft.media:
        if medium.path is not None:
            bag.keep(batch, medium.sha256, medium.path)
        elif medium.content is not None:
            bag.keep(batch, medium.sha256, medium.content, f"{medium.key}.{medium.extension}")


def use_of(medium: Medium, settled: Outcome, bag: Bag) -> Use:
    """What became of the file that holds *medium*, after the post it belongs to was *settled*."""
    if not medium.name:
        return Use("lost", f"图片没有内容可用：{medium.problem}", settled.notice, bag)
    if settled.outcome in ("published", "merged"):
        return Use("merged", f"并入 {settled.notice}", settled.notice, bag)
    return Use(settled.outcome, f"随所属条目（{settled.input}）：{settled.reason}", "", bag)


def latest(imported: date) -> datetime:
    """The last moment a publication date may name: a day of grace for clocks that run ahead."""
    day = max(imported, datetime.now(BEIJING).date())
    return datetime.combine(day + timedelta(days=2), time(0), BEIJING)
