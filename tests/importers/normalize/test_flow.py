"""White space as a browser shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.blocks import Run, Style
from importers.normalize.flow import Flow

PLAIN, BOLD = Style(), Style(bold=True)


def text(flow: Flow) -> list[str]:
    return ["".join(run.text for run in paragraph) for paragraph in flow.take()]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["  甲  ", " 乙 "], ["甲 乙"]),
        (["甲\n", "\n乙"], ["甲乙"]),
        (["a\n", "b"], ["a b"]),
        (["a\n甲"], ["a甲"]),
        (["　　甲　乙　"], ["甲　乙"]),
        (["\u00a0\u00a0甲\u00a0乙"], ["甲 乙"]),
        (["甲", None, "乙", None, None, "丙", None], ["甲\n乙", "丙"]),
        ([None, None, "  ", None], []),
        (["甲 ", None, " 乙"], ["甲\n乙"]),
        (["\u200b"], []),
    ],
)
def test_blanks_and_breaks(pieces: list[str | None], expected: list[str]) -> None:
    flow = Flow()
    for piece in pieces:
        if piece is None:
            flow.break_line()
        else:
            flow.add(piece, PLAIN)
    assert text(flow) == expected


def test_runs_of_one_style_are_one() -> None:
    flow = Flow()
    for words, style in (("甲", PLAIN), ("乙", PLAIN), (" 丙", BOLD), ("丁", BOLD), ("戊", PLAIN)):
        flow.add(words, style)
    assert flow.take() == [[Run("甲乙"), Run(" 丙丁", BOLD), Run("戊")]]


def test_preformatted_text_keeps_its_lines() -> None:
    flow = Flow()
    flow.add_lines("第一行\r\n  第二行\n\n第三行", PLAIN)
    assert text(flow) == ["第一行\n第二行", "第三行"]


def test_taking_begins_anew() -> None:
    flow = Flow()
    flow.add("甲 ", PLAIN)
    assert text(flow) == ["甲"]
    flow.add(" 乙", PLAIN)
    assert text(flow) == ["乙"]
    assert flow.take() == []


@given(
    st.lists(st.tuples(st.text(st.sampled_from("甲a \n　\u00a0。"), max_size=6), st.booleans()), max_size=8)
)
def test_no_character_is_lost_or_made(pieces: list[tuple[str, bool]]) -> None:
    flow = Flow()
    for words, bold in pieces:
        flow.add(words, Style(bold=bold))
    assert "".join("".join(text(flow)).split()) == "".join("".join(words for words, _ in pieces).split())
