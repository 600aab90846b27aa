"""What engines share: values of a facet, named so that no two look alike."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from search.engine import facet_values, told_apart
from search.engines.memory import MemoryEngine
from search.schema import LABEL_MORE, Document
from search.service import answer, read_parameters


def labels(given: dict[str, str]) -> dict[str, str]:
    return {v.value: v.label for v in facet_values(dict.fromkeys(given, 1), told_apart(given.items()))}


def test_an_account_alone_has_its_plain_name() -> None:
    named = {"a": f"青澜发布{LABEL_MORE}微信", "b": f"青澜交通{LABEL_MORE}微博", "c": "无平台"}
    assert labels(named) == {"a": "青澜发布", "b": "青澜交通", "c": "无平台"}


def test_accounts_of_one_name_are_told_apart_by_platform() -> None:
    named = {"a": f"青澜发布{LABEL_MORE}微信", "b": f"青澜发布{LABEL_MORE}微博"}
    assert labels(named) == {"a": "青澜发布（微信）", "b": "青澜发布（微博）"}


def test_and_on_one_platform_by_their_ids() -> None:
    named = {"gh_1": f"青澜发布{LABEL_MORE}微信", "gh_2": f"青澜发布{LABEL_MORE}微信", "7": "青澜发布"}
    assert labels(named) == {
        "gh_1": "青澜发布（微信，gh_1）",
        "gh_2": "青澜发布（微信，gh_2）",
        "7": "青澜发布（7）",
    }


def test_a_value_without_hits_is_not_shown_but_keeps_its_likes_apart() -> None:
    named = told_apart({"a": f"青澜发布{LABEL_MORE}微信", "b": f"青澜发布{LABEL_MORE}微博"}.items())
    assert [(v.label, v.count) for v in facet_values({"a": 2, "b": 0}, named)] == [("青澜发布（微信）", 2)]


def test_the_latest_name_counts() -> None:
    assert told_apart([("a", "旧名"), ("a", "新名"), ("a", ""), ("b", "")]) == {"a": "新名", "b": "b"}


@given(
    st.dictionaries(
        st.text("xyz", min_size=1, max_size=3),
        st.builds(
            lambda name, more: f"{name}{LABEL_MORE}{more}",
            st.sampled_from("甲乙"),
            st.sampled_from(["", "微信", "微博"]),
        ),
    )
)
def test_no_two_values_ever_look_alike(named: dict[str, str]) -> None:
    shown = labels(named)
    assert len(set(shown.values())) == len(named)
    assert not any(LABEL_MORE in label for label in shown.values())


def test_the_filter_in_force_is_named_the_same_way(documents: list[Document]) -> None:
    wechat = replace(
        documents[0], id="1", account="gh", account_name="青澜发布", platform="weixin", platform_name="微信"
    )
    weibo = replace(wechat, id="2", account="77", platform="weibo", platform_name="微博")
    found = answer(MemoryEngine([wechat, weibo]), read_parameters({"q": "青澜公积金", "account": "77"}))
    assert found.chosen() == {"account": "青澜发布（微博）"}
    assert {hit.document.id for hit in found.hits} == {"2"}
