"""The balance sheet: each record once, each post in one state, and no disagreement between ledger and files unsaid."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.balance import Row, Sheet, rate, row
from importers.ledger import Entry
from notices.accounts import Account


def entry(outcome: str, known: str = "", position: str = "", **more: object) -> Entry:
    cells = {"original": "0a", "input": "a.csv", **more}
    return Entry(outcome=outcome, id=known, position=position, **cells)


def account(**more: object) -> Account:
    return Account(platform="weixin", native_ids=("gh_a",), name="甲", department="qinglan", **more)


def numbers(made: Row) -> tuple[int, int, int, dict[str, int]]:
    return made.records, made.merged, made.skipped, {key: count for key, count in made.posts.items() if count}


def test_a_post_in_two_exports_is_one_published_and_one_merged() -> None:
    entries = [entry("published", "1"), entry("merged", "1", original="0b"), entry("published", "2")]
    made = row(account(), entries, {"1": "published", "2": "published"})
    assert numbers(made) == (3, 1, 0, {"published": 2})
    assert made.balanced


def test_the_same_bytes_imported_again_are_the_same_record() -> None:
    entries = [entry("published", "1"), entry("merged", "1", input="copy/a.csv")]
    assert numbers(row(account(), entries, {"1": "published"})) == (1, 0, 0, {"published": 1})


@pytest.mark.parametrize(
    ("outcomes", "held", "state"),
    [
        (["failed", "published"], "published", "published"),
        (["listed", "lost"], "", "lost"),
        (["lost", "listed"], "", "lost"),
        (["lost", "published"], "published", "published"),
        (["withheld"], "withheld", "withheld"),
        (["withheld"], "published", "published"),
        (["published"], "withheld", "withheld"),
        (["listed"], "", "listed"),
        (["failed"], "", "failed"),
    ],
)
def test_a_post_is_what_its_file_or_its_best_record_makes_it(
    outcomes: list[str], held: str, state: str
) -> None:
    entries = [
        entry(
            "skipped" if one == "listed" else one,
            "1",
            role="listed" if one == "listed" else "",
            original=str(n),
        )
        for n, one in enumerate(outcomes)
    ]
    made = row(account(), entries, {"1": held} if held else {})
    assert numbers(made) == (len(outcomes), len(outcomes) - 1, 0, {state: 1})
    assert made.balanced


@pytest.mark.parametrize("outcome", ["published", "merged", "withheld"])
def test_a_post_that_is_gone_from_the_folders_is_named(outcome: str) -> None:
    made = row(account(), [entry(outcome, "1", notice="qinglan/2022/x.md")], {})
    assert not made.balanced
    assert "qinglan/2022/x.md" in made.astray[0]


def test_records_of_a_post_that_another_account_has_the_file_of_were_merged_there() -> None:
    entries = [entry("merged", "1"), entry("withheld", "1", original="0b"), entry("failed", "2")]
    made = row(account(), entries, {}, elsewhere={"1"})
    assert numbers(made) == (3, 2, 0, {"failed": 1})
    assert (made.balanced, made.astray) == (True, ())


def test_a_file_that_no_ledger_knows_is_named() -> None:
    made = row(account(), [], {"9": "published"})
    assert (made.balanced, made.astray) == (False, ("库中有，台账没有：9",))


def test_pictures_and_styles_are_no_records_but_a_file_that_failed_is() -> None:
    entries = [entry("merged", role="file"), entry("skipped", role="file", original="0b")]
    assert numbers(row(account(), entries, {})) == (0, 0, 0, {})
    assert numbers(row(None, [entry("failed", role="file")], {})) == (1, 0, 0, {"failed": 1})


def test_records_without_an_id_are_told_apart_by_file_and_position() -> None:
    entries = [
        entry("failed", position="第 1 行"),
        entry("failed", position="第 2 行"),
        entry("failed", original="1"),
    ]
    assert numbers(row(None, entries, {})) == (3, 0, 0, {"failed": 3})


def test_missing_posts_stand_by_month_with_title_and_evidence() -> None:
    entries = [
        entry("lost", "3", title="丙", reason="发布者已删除", when="2023-01-05"),
        entry("skipped", "2", role="listed", title="乙", url="https://a.cn/2", when="2022-04-29 10:42"),
        entry("failed", "4", reason="坏"),
    ]
    told = [
        (one.month, one.state, one.title, one.reason, one.url) for one in row(account(), entries, {}).missing
    ]
    assert told == [
        ("2022-04", "listed", "乙", "", "https://a.cn/2"),
        ("2023-01", "lost", "丙", "发布者已删除", ""),
        ("", "failed", "4", "坏", ""),
    ]


def test_a_listed_post_that_came_in_counts_as_listed_and_is_not_missing() -> None:
    entries = [entry("skipped", "1", role="listed", original="1"), entry("published", "1")]
    made = row(account(), entries, {"1": "published"})
    assert (made.listed, made.missing, made.in_hand) == (1, (), 1)


@pytest.mark.parametrize(("declared", "gap"), [(None, None), (3, 2), (1, 0), (0, -1)])
def test_the_gap_to_what_was_declared(declared: int | None, gap: int | None) -> None:
    made = row(account(declared_posts=declared), [entry("published", "1")], {"1": "published"})
    assert made.gap == gap


def test_days_left_are_counted_from_the_register_only() -> None:
    due = Row(account=account(deregister_on=date(2026, 12, 1)))
    assert (due.days_left(date(2026, 11, 21)), due.days_left(date(2026, 12, 3))) == (10, -2)
    assert Row(account=account(closed_on=date(2026, 11, 1))).days_left(date(2026, 11, 21)) is None
    assert Row(account=None).days_left(date(2026, 11, 21)) is None


def test_rates_show_both_numbers() -> None:
    assert rate(553, 746) == "553/746 = 74.1%"
    assert rate(0, 0) == "0/0"


def test_only_closed_accounts_count_as_closed() -> None:
    rows = [Row(account=account(status=one)) for one in ("运行", "停更", "注销", "保留", "迁移", "冻结")]
    sheet = Sheet((*rows, Row(account=None)), date(2026, 11, 21))
    assert (sheet.closed, sheet.registered) == (4, 6)


OUTCOMES = st.sampled_from(["published", "merged", "withheld", "lost", "skipped", "failed"])
ENTRIES = st.lists(
    st.builds(
        entry,
        OUTCOMES,
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["", "第 1 行", "第 2 行"]),
        original=st.sampled_from(["0a", "0b"]),
        role=st.sampled_from(["", "listed"]),
    ),
    max_size=30,
)
HELD = st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from(["published", "withheld"]))


@given(ENTRIES, HELD)
def test_in_is_out_or_the_difference_is_named(entries: list[Entry], held: dict[str, str]) -> None:
    made = row(account(), entries, held)
    out = sum(made.posts.values()) + made.merged + made.skipped
    assert (made.records == out) or made.astray
    assert made.records == len({(one.original, one.position, one.id) for one in entries})
    assert made.posts.get("published", 0) + made.posts.get("withheld", 0) <= len(held)


@given(ENTRIES, HELD)
def test_the_order_of_the_ledger_does_not_matter(entries: list[Entry], held: dict[str, str]) -> None:
    turned = row(account(), entries[::-1], held)
    assert numbers(turned)[0] == numbers(row(account(), entries, held))[0]
    assert turned.posts == row(account(), entries, held).posts
