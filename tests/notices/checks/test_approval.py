"""三审三校: what was signed is what is published; one byte more and the signatures are void."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notices import reviews
from notices.checks import Setting, manuscript
from notices.checks.approval import beside, digest
from notices.checks.verdict import examine
from notices.reviews import Policy, Signature
from tests.notices.checks.desk import ARCHIVED, NOW, setting, text

PATH = "shi/2026/20260305-a.md"
THREE = Policy(default=3)


def signed(raw: str, *steps: tuple[str, str], files: dict[str, str] | None = None) -> str:
    """The review file over the notice *raw*, with *steps* by whom."""
    current = digest(manuscript(raw, PATH), setting(files=files).store)
    written = ""
    for number, (step, person) in enumerate(steps):
        one = Signature(NOW + timedelta(minutes=number), step, person, current, "同意")
        written += reviews.render_line(one, written) + "\n"
    return written


def rules(raw: str, ledger: str, policy: Policy = THREE, files: dict[str, str] | None = None) -> list[str]:
    return [one.rule for one in examine(manuscript(raw, PATH), against(ledger, policy, files)).problems]


def against(ledger: str, policy: Policy = THREE, files: dict[str, str] | None = None) -> Setting:
    return setting(policy, {beside(PATH): ledger, **(files or {})})


ALL = (("submitted", "甲"), ("first", "乙"), ("second", "丙"), ("third", "丁"))


def test_three_reviews_by_three_people_are_enough() -> None:
    assert rules(text(), signed(text(), *ALL)) == []


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_fewer_are_not(count: int) -> None:
    assert rules(text(), signed(text(), *ALL[:count])) == ["review-missing"]


@pytest.mark.parametrize(
    ("head", "policy", "required"),
    [
        ({}, Policy(), 0),
        ({}, Policy(default=1), 1),
        ({"kind": "政策文件"}, Policy(default=1, kinds={"政策文件": 3}), 3),
        ({"department": "nongye"}, Policy(kinds={"通知": 1}, departments={"nongye": 2}), 2),
        ({"kind": "政策文件"}, Policy(default=2, kinds={"政策文件": 0}), 0),
        ({}, Policy(default=2, since=(NOW + timedelta(days=1)).date()), 0),
        (ARCHIVED, Policy(default=3), 0),
    ],
)
def test_how_many_are_needed_is_a_setting(head: dict[str, str], policy: Policy, required: int) -> None:
    assert policy.required(manuscript(text(**head), PATH).notice) == required


@given(st.data())
@settings(max_examples=60)
def test_any_byte_changed_after_the_third_voids_them(data: st.DataObject) -> None:
    raw = text()
    ledger = signed(raw, *ALL)
    at = data.draw(st.integers(raw.index("定于"), len(raw) - 1))
    other = data.draw(st.sampled_from("甲乙 x1"))
    changed = raw[:at] + other + raw[at + 1 :]
    assert (rules(changed, ledger) == []) is (changed == raw)
    assert changed == raw or "review-void" in rules(changed, ledger)


@given(st.data())
@settings(max_examples=60)
def test_a_review_file_that_was_written_on_counts_for_nothing(data: st.DataObject) -> None:
    ledger = signed(text(), *ALL)
    at = data.draw(st.integers(0, len(ledger) - 2))
    other = data.draw(st.sampled_from("甲乙x1"))
    changed = ledger[:at] + other + ledger[at + 1 :]
    assert (rules(text(), changed) == []) is (changed == ledger)


def test_a_line_taken_out_shows() -> None:
    lines = signed(text(), *ALL).splitlines(keepends=True)
    assert rules(text(), "".join(lines[:2] + lines[3:])) == ["review-line"]


def test_another_picture_voids_them_too() -> None:
    raw = text("![路灯](../media/a.jpg)")
    ledger = signed(raw, *ALL, files={"shi/media/a.jpg": "图"})
    assert rules(raw, ledger, files={"shi/media/a.jpg": "图"}) == []
    assert rules(raw, ledger, files={"shi/media/a.jpg": "另一张"}) == ["review-void"]


@pytest.mark.parametrize(
    "steps",
    [
        (("submitted", "甲"), ("first", "甲"), ("second", "乙"), ("third", "丙")),
        (("submitted", "甲"), ("first", "乙"), ("second", "乙"), ("third", "丙")),
        (("submitted", "甲"), ("first", "乙"), ("first", "丙"), ("first", "丁")),
        (("first", "乙"), ("second", "丙"), ("third", "丁")),
    ],
)
def test_nobody_signs_twice_or_their_own_or_out_of_order(steps: tuple[tuple[str, str], ...]) -> None:
    assert set(rules(text(), signed(text(), *steps))) == {"review-same-person"}


def test_a_return_takes_all_signatures_back() -> None:
    assert rules(text(), signed(text(), *ALL, ("returned", "戊"))) == ["review-missing"]


def test_a_draft_needs_none() -> None:
    assert rules(text(status="draft"), "") == []


@pytest.mark.parametrize(
    ("head", "steps", "state"),
    [
        ({}, (), "draft"),
        ({}, ALL[:1], "draft"),
        ({}, ALL[:2], "first"),
        ({}, ALL[:3], "second"),
        ({}, ALL, "published"),
        ({"publish_at": "2026-03-09"}, ALL, "scheduled"),
        ({"date": "2026-03-09"}, ALL, "approved"),
        ({"corrections": "2026-03-05 改时间"}, ALL, "corrected"),
        ({"status": "withdrawn"}, ALL, "withdrawn"),
        ({"status": "draft"}, ALL, "draft"),
    ],
)
def test_where_a_notice_stands(head: dict[str, str], steps: tuple[tuple[str, str], ...], state: str) -> None:
    page = manuscript(text(**head), PATH)
    current = digest(page, setting().store)
    taken, _ = reviews.parse(signed(text(**head), *steps), PATH)
    assert reviews.state(page.notice, reviews.standing(taken, current), THREE, NOW) == state


@pytest.mark.parametrize("person", ["", "王 敏", "王\n敏", "王\u2028敏"])
def test_a_name_must_stand_on_its_line(person: str) -> None:
    with pytest.raises(ValueError, match="姓名"):
        reviews.render_line(Signature(NOW, "first", person, "0" * 64), "")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(reviews.STEPS)),
            st.text("甲乙丙丁abc", min_size=1, max_size=6),
            st.text(max_size=30),
        ),
        max_size=5,
    )
)
def test_lines_are_read_as_written(steps: list[tuple[str, str, str]]) -> None:
    written = ""
    for step, person, note in steps:
        written += reviews.render_line(Signature(NOW, step, person, "a" * 64, note), written) + "\n"
    found, problems = reviews.parse(written, "x.reviews")
    assert problems == []
    assert [(one.step, one.person) for one in found] == [(step, person) for step, person, _ in steps]
