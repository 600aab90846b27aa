"""Folding and cutting: examples, and the laws on which recall rests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis

TEXT = st.text(
    st.sampled_from(
        "村务公开賬號帳账著着裏里於于乾干ＡＢａbé①㈠℃〔〕（）()[]〇年号號第0129.,，。 　\n-－－%％€ﬁßがﾊﾟ\ud800😀\u0301"
    )
    | st.characters(),
    max_size=40,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("賬號帳號账号", "账号账号账号"),
        ("沿著 沿着", "沿着 沿着"),
        ("裏 裡 里", "里 里 里"),
        ("ＷｉＦｉ Wi-Fi", "wifi wi fi"),
        ("é É e\u0301", "e e e "),
        ("〔2019〕12号", " 2019 12号"),
        ("①㈠ℹ", "1一i"),
        ("3.5 a.b 1. .5", "3.5 a b 1   5"),
        ("😀\ud800", "  "),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert analysis.fold(written) == folded


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("住房公积金管理中心", ["住房", "公积", "积金", "公积金", "管理", "中心", "管理中心"]),
        ("村 务 公 开", ["村务", "公开", "村务公开"]),
        ("著作權", ["着作", "着作权"]),
        ("显著提高", ["显着", "提高"]),
        ("12,500 元", ["12500", "元"]),
        ("，。！", []),
        ("a" * 100, ["a" * 64]),
    ],
)
def test_words(written: str, words: list[str]) -> None:
    assert analysis.words(written) == words


@pytest.mark.parametrize(
    ("written", "runs"),
    [
        ("怎么办理公积金提取的", [["办理", "公积金", "提取"]]),
        ("公积金的提取", [["公积金"], ["提取"]]),
        ("公积金，提取", [["公积金"], ["提取"]]),
        ("的", [["的"]]),
        ("怎么 可以", [["怎么"], ["可以"]]),
        ("3.5万元", [["3.5", "万元"]]),
        ("  ", []),
    ],
)
def test_runs(written: str, runs: list[list[str]]) -> None:
    assert analysis.runs(written) == runs


@given(TEXT)
def test_folding_never_shortens_and_knows_its_origins(text: str) -> None:
    folded = analysis.fold(text)
    origins = analysis.origins(text)
    assert len(origins) == len(folded) >= len(text)
    assert origins == sorted(origins)
    assert set(origins) == set(range(len(text)))


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert analysis.compact(analysis.compact(text)) == analysis.compact(text)


@given(TEXT, st.data())
def test_a_substring_folds_to_a_substring(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert analysis.compact(text[start:end]) in analysis.compact(text)


@given(TEXT)
def test_words_and_runs_lie_in_the_text(text: str) -> None:
    whole = analysis.compact(text)
    assert all(word and word in whole for word in analysis.words(text))
    assert all(word and word in whole for run in analysis.runs(text) for word in run)
    assert all("".join(run) in whole for run in analysis.runs(text))


@given(TEXT)
def test_something_to_find_has_runs(text: str) -> None:
    assert bool(analysis.runs(text)) == any(letter.isalnum() for letter in analysis.compact(text))


def test_the_version_depends_on_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    before = analysis.version()
    monkeypatch.setitem(analysis._VARIANTS, "吖", "呀")
    assert analysis.version() != before


@given(TEXT, st.integers(1, 60))
def test_long_texts_fold_as_short_ones(text: str, times: int) -> None:
    assert analysis.fold((text + "。") * times) == analysis.fold(text + "。") * times
