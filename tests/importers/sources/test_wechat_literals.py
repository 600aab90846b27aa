"""Literals are read as text; whatever is not a literal is not read, and nothing is run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.sources.wechat import literals
from tests.importers.timing import measured


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"" || "" || "2650804290";', "2650804290"),
        ('"2650" || "" || "";', "2650"),
        ("'' || '' || '1';", "1"),
        ('""||"MzA5MjkzMTA1Mw==";', "MzA5MjkzMTA1Mw=="),
        ('"" || "";', ""),
        ('"1491619042" * 1;', "1491619042"),
        ("'8' * 1,", "8"),
        ("1651200173;", "1651200173"),
        ("'题目'.html(false);", "题目"),
        ("'题目'.html(!1)\n", "题目"),
        ('htmlDecode("名称");', "名称"),
        (r"JsDecode('a\x0ab\x26amp;')", "a\nb&amp;"),
        (r'"引\"号\\与\/斜\u4e2d\u{1F600}\ud83d\ude00"', '引"号\\与/斜中😀😀'),
        (r'"\\x26";', r"\x26"),
        (r'"\x5cx26";', r"\x26"),
        (r'"孤\ud83d";', "孤\ufffd"),
        ('"a".replace(/\\r/g,"").replace(/\\n/g,"<br>");', "a"),
        ("'ok' // 说明", "ok"),
        ("null;", None),
        ("permanentListeners[event].indexOf(callback);", None),
        ("g$2.appidSnInfo[i].sn;", None),
        ("start + end >> 1;", None),
        ("'a' + b;", None),
        ("arguments.length > 1 ? 'x' : 'y';", None),
        ('"没有结束', None),
        ("opt.biz || window.biz;", None),
        ("", None),
    ],
)
def test_a_value_is_a_literal_or_none(expression: str, value: str | None) -> None:
    assert literals.value_at(expression, 0)[0] == value


def test_the_first_literal_that_is_not_empty_is_assigned() -> None:
    scripts = (
        "var biz = null;var mid = start + end >> 1;var idx = permanentListeners[event];var conf = {item_show_type: 5};",
        'var biz = "" || "";var mid = "" || "265";window.idx = \'\' || \'3\';',
        "var biz = 'B=='; var mid = '999'; if (window.idx === '8') {} window.ct == '1'; var ct = '7';",
        "window.msg_title = window.title = '题' || '';",
    )
    names = frozenset({"biz", "mid", "idx", "ct", "msg_title", "item_show_type", "sn"})
    assert literals.assignments(scripts, names) == {
        "biz": "B==",
        "mid": "265",
        "idx": "3",
        "ct": "7",
        "msg_title": "题",
    }


def test_an_object_literal() -> None:
    script = """x = {
        base: { ret: '0' * 1, "msg": JsDecode('o\\x27k'), }, // 说明
        list: [ { url: 'a', }, { url: "b" }, 'c', [], ], on: true, off: false, none: null,
        call: run('x', 1), sum: a ? 1 : b, last: '末', };"""
    assert literals.structure_at(script, 4) == {
        "base": {"ret": "0", "msg": "o'k"},
        "list": [{"url": "a"}, {"url": "b"}, "c", []],
        "on": True,
        "off": False,
        "none": None,
        "call": None,
        "sum": None,
        "last": "末",
    }


@pytest.mark.parametrize(
    "script", ["", "null", "{ a: 'x'", "{ a: [1, 2 }", "{ 'a", "[" * 100 + "]" * 100, "{ a: }", "{;}"]
)
def test_what_is_no_object_is_an_error_or_harmless(script: str) -> None:
    try:
        found = literals.structure_at(script, 0)
    except ValueError:
        return
    assert isinstance(found, dict)


@given(st.text())
def test_any_text_written_as_a_literal_is_read_back(text: str) -> None:
    text = text.encode("utf-16", "replace").decode("utf-16")
    coded = "".join(f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\u{{{ord(c):x}}}" for c in text)
    assert literals.decode(f'"{coded}"') == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@given(st.text(st.sampled_from("{}[],:'\"\\x26 ab1|*/\n"), max_size=60))
def test_any_script_ends(script: str) -> None:
    for read in (literals.value_at, literals.structure_at):
        try:
            read(script, 0)
        except ValueError as error:
            assert str(error)


@pytest.mark.parametrize("unit", ["'", "\\", "'' || ", "{ a: ", "JsDecode(", "'a'.html(", "var biz = '"])
def test_reading_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        script = "var biz = " + unit * (length // len(unit))
        return min(measured(lambda: literals.assignments((script,), frozenset({"biz"}))) for _ in range(3))

    assert seconds(200_000) / max(seconds(20_000), 2e-3) <= 20
