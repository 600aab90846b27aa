"""Reposts: one text under many forms is one group, texts that look alike are not."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.reposts.clustering import Text, groups
from importers.reposts.folding import fold
from importers.reposts.sketching import likeness, shingles
from tests.importers.reposts.labelled import EDITS, Labelled, labelled, template, text

BODY = "各有关单位：为做好青澜市2024年度冬季供暖工作，现将有关事项通知如下，请遵照执行，不得延误。"


def found(texts: list[Labelled]) -> set[frozenset[str]]:
    """Every pair that the program takes for one text."""
    made = groups(Text(one.key, one.title, one.body) for one in texts)
    return {frozenset(pair) for group in made for pair in combinations(group, 2)}


def true(texts: list[Labelled]) -> set[frozenset[str]]:
    by_truth: dict[int, list[str]] = defaultdict(list)
    for one in texts:
        by_truth[one.truth].append(one.key)
    return {frozenset(pair) for keys in by_truth.values() for pair in combinations(keys, 2)}


@pytest.mark.parametrize("seed", [1, 2])
def test_precision_and_recall_on_the_labelled_set(seed: int) -> None:
    texts = labelled(seed)
    told, known = found(texts), true(texts)
    right = len(told & known)
    assert len(known) == 900
    assert right / len(told) >= 0.98, sorted(map(sorted, told - known))[:5]
    assert right / len(known) >= 0.95, sorted(map(sorted, known - told))[:5]


def test_the_measure_notices_a_program_that_finds_too_much_or_too_little() -> None:
    texts = labelled(1, originals=20, forms=20)
    everything = {frozenset(pair) for pair in combinations([one.key for one in texts], 2)}
    assert len(everything & true(texts)) / len(everything) < 0.1
    unedited = [one for one in texts if "-" not in one.key]
    assert not found(unedited) & true(unedited)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__.strip("_"))
def test_each_edit_alone_leaves_the_same_text(edit: object) -> None:
    assert callable(edit)
    for seed in range(10):
        choice = random.Random(seed)
        title, body = text(choice, 4)
        changed = edit(title, body, choice)
        assert groups([Text("a", title, body), Text("b", *changed)]) == [["a", "b"]], changed


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("关于供暖的通知", BODY.replace("2024", "2025")),
        ("关于供暖的通知", f"{BODY}\n\n{BODY[::-1]}{BODY[::-1]}"),
        (
            "关于停水的公告",
            BODY[:20] + "停水检修安排以供水公司公布的时间为准，届时请居民提前储水备用，敬请谅解。",
        ),
    ],
    ids=["another year", "a part of a longer text", "another matter"],
)
def test_texts_that_are_not_the_same(title: str, body: str) -> None:
    assert groups([Text("a", "关于供暖的通知", BODY), Text("b", title, body)]) == []


def test_fillings_of_one_form_stay_apart() -> None:
    choice = random.Random(3)
    assert groups(Text(str(number), *template(choice, number)) for number in range(300)) == []


@pytest.mark.parametrize(
    "body", ["", "早安", "![](../media/a.jpg)", "转发微博", "。。。。。。。。。。。。。。。。。。。。。。"]
)
def test_posts_without_a_text_of_their_own_are_nobodys_copies(body: str) -> None:
    assert groups([Text("a", "", body), Text("b", "", body)]) == []


def test_the_first_given_leads_its_group() -> None:
    texts = [Text(key, "标题", BODY) for key in "cab"]
    assert groups(texts) == [["c", "a", "b"]]


@pytest.mark.parametrize(
    ("body", "folded"),
    [
        ("**加粗**、_斜体_ [链接](https://a.cn/x)", "加粗斜体链接"),
        ("１２３ＡＢＣ", "123abc"),
        ("關於開展檢查", "关于开展检查"),
        ("正文\n来源：青澜发布\n编辑：某某", "正文"),
        ("1. 第一\n2. 第二", "第一第二"),
        ("〔图片未保存：原地址：https://a.cn/1.jpg〕正文", "正文"),
    ],
)
def test_what_is_folded_away(body: str, folded: str) -> None:
    assert fold("", body) == folded


def test_a_title_at_the_top_of_the_body_counts_once() -> None:
    assert fold("供暖通知", f"供暖通知\n\n{BODY}") == fold("供暖通知", BODY)


@given(st.text(), st.text())
def test_folding_never_raises_and_keeps_letters_and_digits_only(title: str, body: str) -> None:
    assert all(one.isalnum() for one in fold(title, body))


@given(st.text(min_size=1), st.text(min_size=1))
def test_likeness_is_symmetric_and_whole_for_equals(one: str, other: str) -> None:
    first, second = shingles(one), shingles(other)
    assert likeness(first, second) == likeness(second, first)
    assert likeness(first, first).of_both == 1
    assert 0 <= likeness(first, second).of_both <= likeness(first, second).of_shorter <= 1


@pytest.mark.long
def test_100_000_posts_take_at_most_five_minutes() -> None:
    choice = random.Random(4)
    texts = labelled(5, originals=25_000, copies=2, forms=25_000)
    choice.shuffle(texts)
    started = time.perf_counter()
    told = found(texts)
    assert time.perf_counter() - started <= 300
    known = true(texts)
    assert len(told & known) / len(told) >= 0.98
    assert len(told & known) / len(known) >= 0.95
