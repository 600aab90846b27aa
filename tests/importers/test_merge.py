"""Two versions of one post: a fold that may be stopped and begun again anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.merge import merge, richness
from notices import Notice
from notices.values import BEIJING

DAY = datetime(2022, 4, 29, tzinfo=BEIJING)


def version(body: str = "正文", **more: object) -> Notice:
    plain = Notice(
        title="题",
        date=DAY,
        department="qinglan",
        slug="20220429-a",
        kind="动态",
        body=body,
        imported=date(2026, 1, 1),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("richer", "poorer"),
    [
        ("两段正文，多一些", "两段正文"),
        (
            "正文\n\n![图](../media/a.png)",
            "正文\n\n〔图片未保存：图 原地址：https://pictures.example/a/very/long/address〕",
        ),
        ("![图](../media/a.png)", "图"),
        ("<table><tr><td>一二</td></tr></table>", "<table class='x'><tr><td><p>一</p></td></tr></table>"),
        ("一", "**，。！**"),
    ],
)
def test_richness_counts_what_a_reader_gets(richer: str, poorer: str) -> None:
    assert richness(richer) > richness(poorer)


@pytest.mark.parametrize(
    ("one", "other"),
    [("**一**二", "一 二"), ("[甲](https://a.example)", "[甲](https://a.example/b?c=d)"), ("a&amp;", "a")],
)
def test_richness_ignores_how_it_is_written(one: str, other: str) -> None:
    assert richness(one) == richness(other)


def test_path_date_and_day_of_import_stay() -> None:
    other = version(
        "长得多的正文",
        slug="20220501-b",
        date=DAY + timedelta(days=2),
        imported=date(2027, 1, 1),
        department="shuiwu",
    )
    merged = merge(version(), other)
    assert merged.body == "长得多的正文"
    assert (merged.slug, merged.date, merged.department, str(merged.imported)) == (
        "20220429-a",
        DAY,
        "qinglan",
        "2026-01-01",
    )


def test_a_bare_day_gains_the_time_of_the_same_day_only() -> None:
    precise = version(date=DAY + timedelta(hours=10), date_evidence="页面脚本 ct=1")
    assert merge(version(), precise).date == precise.date
    assert merge(version(), precise).date_evidence == "页面脚本 ct=1"
    assert merge(precise, version()).date == precise.date
    elsewhere = version(date=DAY + timedelta(days=1, hours=10))
    assert merge(version(), elsewhere).date == DAY


def test_what_stands_is_never_emptied() -> None:
    assert merge(version(author="甲", tags=("a",)), version("长得多的正文")).author == "甲"
    assert merge(version(author="甲"), version("短", author="乙")).author == "甲"
    assert merge(version(), version("短", author="乙")).author == "乙"


VERSIONS = st.builds(
    version,
    st.sampled_from(["", "一", "一二", "一 二", "一二三", "![](../media/a.png)"]),
    author=st.sampled_from(["", "甲", "乙"]),
    summary=st.sampled_from(["", "摘要"]),
    original=st.sampled_from(["a" * 64, "b" * 64]),
    date=st.sampled_from([DAY, DAY + timedelta(hours=1), DAY + timedelta(hours=2), DAY + timedelta(days=1)]),
    date_evidence=st.sampled_from(["页面显示", "数据行"]),
).map(lambda one: replace(one, date_evidence=f"{one.date_evidence} {one.date}"))


@given(st.lists(VERSIONS, min_size=1, max_size=6), st.integers(0, 5))
def test_stopped_anywhere_and_begun_again_the_fold_ends_the_same(versions: list[Notice], stop: int) -> None:
    def fold(state: Notice | None, taken: list[Notice]) -> Notice:
        for one in taken:
            state = one if state is None else merge(state, one)
        assert state is not None
        return state

    whole = fold(None, versions)
    assert fold(fold(None, versions[: stop + 1]), versions) == whole
    assert fold(whole, versions) == whole


@given(VERSIONS)
def test_merging_a_version_with_itself_changes_nothing(one: Notice) -> None:
    assert merge(one, one) == one


def test_another_day_is_written_beside_the_evidence_once() -> None:
    kept = version(date_evidence="数据行 2022-04-29")
    other = version("长得多的正文", date=DAY + timedelta(days=3), date_evidence="页面显示 2022-05-02")
    merged = merge(kept, other)
    assert merged.date == DAY
    assert merged.date_evidence == "数据行 2022-04-29；另一份导出文件作 页面显示 2022-05-02"
    assert merge(merged, other) == merged == merge(merged, kept)


def test_a_time_of_day_that_comes_later_keeps_what_disagreed() -> None:
    kept = version(date_evidence="甲；另一份导出文件作 乙")
    merged = merge(kept, version(date=DAY + timedelta(hours=9), date_evidence="丙"))
    assert (merged.date.hour, merged.date_evidence) == (9, "丙；另一份导出文件作 乙")
