"""The balance sheet (收支表): what came in for an account, and that each of it went out exactly once. Pure.

A record is counted once however often its bytes were imported: by digest, position and id. Of the records of a
post one stands for it (published, withheld, lost, failed or only listed so far), the others were merged. What is
published or withheld is counted by the files that are there, not by what the ledger says of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from importers.ledger import Entry
from notices.accounts import Account
from notices.frontmatter import clean_line

OPEN_STATUSES = frozenset(["运行", "保留"])

# A post is what its best record makes it; for what is published or withheld the file must be there as well.
_RANK = {"listed": 1, "failed": 2, "lost": 3, "withheld": 4, "merged": 5, "published": 6}
STATES: dict[str, str] = {
    "published": "已公开",
    "withheld": "暂缓公开",
    "lost": "已灭失",
    "failed": "失败",
    "listed": "待收集",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A post that readers cannot have: *state* is `lost`, `failed` or `listed`, *reason* the evidence, *month* `2022-04` or empty."""

    state: str
    month: str
    title: str
    reason: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account's line. *records* came in; *posts* counts posts by state; *merged* are the records beyond one a post.

    *listed* is how many posts some list or link names; *astray* says, in Chinese, where ledger and files disagree.
    """

    account: Account | None
    records: int = 0
    posts: Mapping[str, int] = field(default_factory=dict)
    merged: int = 0
    skipped: int = 0
    listed: int = 0
    missing: tuple[Missing, ...] = ()
    astray: tuple[str, ...] = ()

    @property
    def declared(self) -> int | None:
        """How many posts the department declared."""
        return self.account.declared_posts if self.account else None

    @property
    def in_hand(self) -> int:
        """Posts whose content is here."""
        return self.posts.get("published", 0) + self.posts.get("withheld", 0)

    @property
    def gap(self) -> int | None:
        """Declared posts of which nothing at all is known (negative: more is known than was declared)."""
        return None if self.declared is None else self.declared - sum(self.posts.values())

    @property
    def balanced(self) -> bool:
        """Whether what came in is exactly what went out."""
        return not self.astray and self.records == sum(self.posts.values()) + self.merged + self.skipped

    def days_left(self, today: date) -> int | None:
        """Days until the platform deletes the account, where the register knows (negative: since)."""
        if self.account is None or self.account.deregister_on is None:
            return None
        return (self.account.deregister_on - today).days


@dataclass(frozen=True, slots=True)
class _Held:
    own: Mapping[str, str]
    elsewhere: Container[str]


@dataclass(slots=True)
class _Post:
    records: int = 0
    best: Entry | None = None
    rank: int = 0
    listed: bool = False


def row(
    account: Account | None,
    entries: Iterable[Entry],
    holdings: Mapping[str, str],
    *,
    elsewhere: Container[str] = (),
) -> Row:
    """The line of *account* out of the *entries* of its ledger.

    *holdings* maps the id of each post that has a file to `published` or `withheld`, as `state_of` gives it.
    *elsewhere* are the ids of the platform's posts that any account has a file of: two departments may hand in the
    same file, which is one notice, of the one; all records of the other were merged into it.
    """
    posts: dict[str, _Post] = {}
    records: set[tuple[str, str, str]] = set()
    skipped = 0
    for entry in entries:
        outcome = outcome_of(entry)
        if not outcome:
            continue
        key = (entry.original or entry.input, entry.position, entry.id)
        seen = key in records
        records.add(key)
        if outcome == "skipped":
            skipped += not seen
            continue
        _take(posts.setdefault(entry.id or "\0".join(key), _Post()), entry, (outcome, seen))
        _join(posts, entry, holdings)
    bare = Row(account=account, records=len(records), skipped=skipped)
    return _settled(bare, posts, _Held(holdings, elsewhere))


def _join(posts: dict[str, _Post], entry: Entry, holdings: Mapping[str, str]) -> None:
    """Count what is known of the post of *entry* by another of its ids as the same post, unless that has a file."""
    for former in entry.also.split():
        if former != entry.id and former not in holdings and (other := posts.pop(former, None)):
            post = posts[entry.id]
            post.records += other.records
            post.listed = post.listed or other.listed
            if other.rank > post.rank:
                post.best, post.rank = other.best, other.rank


def outcome_of(entry: Entry) -> str:
    """The outcome of the record that *entry* is about, `listed` for a line of a list; empty for what is no record.

    A file that failed as a whole counts: nobody knows how many posts it holds.
    """
    if entry.role == "file":
        return "failed" if entry.outcome == "failed" else ""
    return "listed" if entry.role == "listed" else entry.outcome


def _take(post: _Post, entry: Entry, told: tuple[str, bool]) -> None:
    outcome, seen = told
    post.records += not seen
    post.listed = post.listed or outcome == "listed"
    if _RANK[outcome] > post.rank:
        post.best, post.rank = entry, _RANK[outcome]


def _settled(bare: Row, posts: Mapping[str, _Post], held: _Held) -> Row:
    counts: Counter[str] = Counter()
    missing: list[Missing] = []
    astray = [f"库中有，台账没有：{known}" for known in held.own if known not in posts]
    merged = 0
    for known, post in posts.items():
        assert post.best is not None
        state = held.own.get(known) or _absent(post.best)
        if not state and known in held.elsewhere:
            merged += post.records
            continue
        if not state:
            where = post.best.notice or post.best.reason
            astray.append(f"台账记为已入库，文件不在：{known}（{where}）")
            continue
        counts[state] += 1
        merged += post.records - 1
        if state in ("lost", "failed", "listed"):
            missing.append(_missing(state, post.best))
    return Row(
        account=bare.account,
        records=bare.records,
        posts=dict(counts),
        merged=merged,
        skipped=bare.skipped,
        listed=sum(post.listed for post in posts.values()),
        missing=tuple(sorted(missing, key=lambda one: (one.month or "9999", one.state, one.title))),
        astray=tuple(sorted(astray)),
    )


def _absent(best: Entry) -> str:
    """The state of a post without a file; empty when there should be one."""
    outcome = outcome_of(best)
    return outcome if outcome in ("lost", "failed", "listed") else ""


def _missing(state: str, entry: Entry) -> Missing:
    shown = entry.title or entry.id or " ".join(filter(None, [entry.input, entry.position]))
    reason = "" if state == "listed" else entry.reason
    return Missing(state, entry.when[:7], clean_line(shown), reason, entry.url)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole balance sheet for the day *today*; *rows* in the order of the register, what belongs to none last."""

    rows: tuple[Row, ...]
    today: date

    @property
    def balanced(self) -> bool:
        """Whether every line balances."""
        return all(one.balanced for one in self.rows)

    def total(self, state: str) -> int:
        """Posts in *state* over all accounts."""
        return sum(one.posts.get(state, 0) for one in self.rows)

    @property
    def registered(self) -> int:
        """Accounts in the register."""
        return sum(one.account is not None for one in self.rows)

    @property
    def closed(self) -> int:
        """Registered accounts that publish no more."""
        return sum(one.account is not None and one.account.status not in OPEN_STATUSES for one in self.rows)


def rate(part: int, whole: int) -> str:
    """*part* of *whole* with both numbers, as `553/746 = 74.1%`; without a percentage where there is nothing to divide by."""
    return f"{part}/{whole} = {100 * part / whole:.1f}%" if whole else f"{part}/{whole}"
