"""三审三校: who handed a notice in and who signed it, bound to its bytes, in a small file beside it.

`<slug>.reviews` holds one line a step: moment, step, person, sha256 of the content, seal, remark, parted by
spaces. The content is the notice's bytes with the digests of the files it shows, so that an edit of either
voids every signature before it. The seal is the beginning of the sha256 over the former seal and the line, so
that a changed or missing line shows too. Neither proves who held the pen: that is what signed commits are for.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from notices import values
from notices.fields import KINDS
from notices.frontmatter import BadFrontMatter, clean_line
from notices.notice import Notice
from notices.problems import Problem

SUFFIX = ".reviews"
SUBMITTED, RETURNED = "submitted", "returned"
REVIEWS = ("first", "second", "third")
STEPS: dict[str, str] = {
    SUBMITTED: "送审",
    "first": "一审",
    "second": "二审",
    "third": "三审",
    RETURNED: "退回",
}
STATES: dict[str, str] = {
    "draft": "草稿",
    "first": "已一审",
    "second": "已二审",
    "third": "已三审",
    "approved": "已审定",
    "scheduled": "待定时发布",
    "published": "已发布",
    "corrected": "已更正",
    "withdrawn": "已撤回",
}

_LINE = re.compile(
    r"(?P<moment>\S{16,32}) (?P<step>[a-z]+) (?P<person>\S+) (?P<digest>[0-9a-f]{64}) (?P<seal>[0-9a-f]{16})(?: (?P<note>.*))?"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """*person* took *step* at *moment* over content of sha256 *digest*; *line* is 1-based in the file."""

    moment: datetime
    step: str
    person: str
    digest: str
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """How many reviews a notice needs: by kind and by department (the stricter counts), else *default*.

    Notices dated before *since* were published under other rules and need none.
    """

    default: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    departments: Mapping[str, int] = field(default_factory=dict)
    since: date | None = None

    def required(self, notice: Notice) -> int:
        """The number of reviews, 0 to 3, that *notice* needs before it may be published."""
        if notice.archived or (self.since is not None and notice.date.date() < self.since):
            return 0
        named = [
            table[key]
            for table, key in ((self.kinds, notice.kind), (self.departments, notice.department))
            if key in table
        ]
        return max(named, default=self.default)


def load_policy(path: Path, departments: Iterable[str]) -> Policy:
    """The policy in *path* (`content/reviews.toml`); without the file no review is needed. Raises BadFrontMatter."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return _policy(table, set(departments))
    except FileNotFoundError:
        return Policy()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise BadFrontMatter(
            [Problem(str(path), 1, "reviews-toml", f"审核设置读不懂：{error}，请改正。")]
        ) from None


def _policy(table: Mapping[str, object], departments: set[str]) -> Policy:
    unknown = set(table) - {"default", "kinds", "departments", "since"}
    if unknown:
        raise ValueError(f"没有“{'、'.join(sorted(unknown))}”这个键")
    since = table.get("since")
    if since is not None and not isinstance(since, date):
        raise ValueError("since 不是日期")
    kinds = _counts(table.get("kinds", {}), set(KINDS), "类别")
    by_department = _counts(table.get("departments", {}), departments, "部门")
    return Policy(_count(table.get("default", 0)), kinds, by_department, since)


def _counts(table: object, known: set[str], name: str) -> dict[str, int]:
    if not isinstance(table, dict) or set(table) - known:
        raise ValueError(
            f"{name}“{'、'.join(sorted(set(table) - known)) if isinstance(table, dict) else table}”没有登记"
        )
    return {key: _count(value) for key, value in table.items()}


def _count(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= len(REVIEWS):
        raise ValueError(f"审次“{value}”应为 0 到 {len(REVIEWS)}")
    return value


def content_digest(text: str, files: Mapping[str, str]) -> str:
    """The sha256 that signatures are bound to: *text* of the notice, and path and sha256 of each file it shows."""
    digest = hashlib.sha256(text.encode("utf-8"))
    for path, sha256 in sorted(files.items()):
        digest.update(f"\0{path}\0{sha256}".encode())
    return digest.hexdigest()


def parse(text: str, path: str) -> tuple[tuple[Signature, ...], list[Problem]]:
    """The signatures of a review file and what is wrong with its lines; *path* is only named in problems."""
    found: list[Signature] = []
    problems: list[Problem] = []
    seal = ""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            signature, seal = _signature(line, seal, number)
            found.append(signature)
        except ValueError as error:
            problems.append(
                Problem(path, number, "review-line", f"审核记录{error}，请从版本库恢复后重新签署。")
            )
            break  # the seals of all later lines rest on this one
    return tuple(found), problems


def _signature(line: str, former_seal: str, number: int) -> tuple[Signature, str]:
    match = _LINE.fullmatch(line)
    if match is None or match["step"] not in STEPS:
        raise ValueError("的这一行读不懂")
    moment = values.parse_moment(match["moment"])
    signature = Signature(
        moment, match["step"], match["person"], match["digest"], match["note"] or "", number
    )
    if match["seal"] != _seal(signature, former_seal):
        raise ValueError("的这一行或前一行被改动过")
    return signature, match["seal"]


def render_line(signature: Signature, former: str) -> str:
    """The line that adds *signature* to a review file whose text is *former*. Raises ValueError on an unusable name."""
    if (
        not signature.person
        or len(signature.person.split()) != 1
        or clean_line(signature.person) != signature.person
    ):
        raise ValueError("姓名要写，中间不能有空格。")
    lines = former.splitlines()
    match = _LINE.fullmatch(lines[-1]) if lines else None
    seal = _seal(signature, match["seal"] if match else "")
    return _joined(signature, seal)


def _joined(signature: Signature, seal: str) -> str:
    moment = signature.moment.astimezone(values.BEIJING).isoformat(timespec="seconds")
    parts = [moment, signature.step, signature.person, signature.digest, seal, clean_line(signature.note)]
    return " ".join(part for part in parts if part)


def _seal(signature: Signature, former: str) -> str:
    return hashlib.sha256(f"{former} {_joined(signature, '')}".encode()).hexdigest()[:16]


def standing(signatures: Iterable[Signature], digest: str) -> tuple[Signature, ...]:
    """The signatures that count for content of *digest*: over just that, and after the last return."""
    kept: list[Signature] = []
    for signature in signatures:
        if signature.step == RETURNED:
            kept.clear()
        elif signature.digest == digest:
            kept.append(signature)
    return tuple(kept)


def objection(kept: Iterable[Signature], step: str, person: str) -> str:
    """Why *person* may not take *step* after the standing signatures *kept*, in Chinese; empty when they may."""
    taken = list(kept)
    if step in {SUBMITTED, RETURNED}:
        return "" if step == RETURNED or not taken else "已经送审，内容没有变，不必再送。"
    if not taken or taken[0].step != SUBMITTED:
        return "还没有送审，请先由起草人送审。"
    done = sum(one.step in REVIEWS for one in taken)
    expected = REVIEWS[done] if done < len(REVIEWS) else ""
    if step != expected:
        return f"现在应作{STEPS[expected]}。" if expected else "三审已经完成。"
    if any(one.person == person for one in taken):
        return f"{person} 已经送审或签署过这一稿，须由另一人{STEPS[step]}。"
    return ""


def state(notice: Notice, kept: Iterable[Signature], policy: Policy, now: datetime) -> str:
    """Where *notice* stands, one of `STATES`, given its standing signatures *kept* at the moment *now*."""
    if notice.status in {"draft", "withdrawn"}:
        return notice.status
    done = sum(one.step in REVIEWS for one in kept)
    if done < policy.required(notice):
        return REVIEWS[done - 1] if done else "draft"
    if notice.publish_at is not None and notice.publish_at > now:
        return "scheduled"
    if notice.date > now:
        return "approved"
    return "corrected" if notice.corrections else "published"
