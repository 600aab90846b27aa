"""Reads literals out of the page's scripts as text; no script is ever run.

Understood are strings, numbers, `"" || "x"` (the first that is not empty), `'…'.html(false)`, `htmlDecode("…")`,
`JsDecode('…')`, `'1' * 1` and object literals of these. Everything else (`null`, a name, a call, a sum) is no
literal: bundled code has its own `var biz = null` and `item_show_type: 5`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TypeAlias

Structure: TypeAlias = "dict[str, Structure] | list[Structure] | str | bool | None"

_STRING = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\""""
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(\r\n|.))", re.DOTALL)
_FREQUENT = (("\\x22", '"'), ("\\x3c", "<"), ("\\x3e", ">"), ("\\x26", "&"), ("\\x0a", "\n"), ("\\x27", "'"))
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": "", "\r\n": ""}
_TERM = re.compile(
    rf"""\s*(?:(?:JsDecode|htmlDecode)\(\s*(?P<wrapped>{_STRING})\s*\)|(?P<string>{_STRING})|(?P<number>-?\d+(?:\.\d+)?))
        (?:\.html\(\s*(?:false|!1)\s*\)|\.replace\([^()\n]*\))*(?:\s*\*\s*1)?\s*(?P<more>\|\|)?""",
    re.VERBOSE,
)
_ASSIGNMENT = re.compile(r"var (\w+) ?=(?!=)|window\.(\w+) ?=(?!=)")
_CHAINED = re.compile(r"\s*window\.(\w+)\s*=(?!=)")
_END = re.compile(r"[ \t]*(?:[;,}\]\r\n]|//|$)")
_BLANK = r"(?:\s|//[^\n]*\n)*"
_OPENING = re.compile(_BLANK + r"([{\[])")
_CLOSING = re.compile(_BLANK + r"[}\]]")
_COMMA = re.compile(_BLANK + ",")
_KEY = re.compile(rf"{_BLANK}([A-Za-z_$][\w$]*|{_STRING})\s*:")
_EXPRESSION = re.compile(rf"{_BLANK}(?:{_STRING}|\([^()\n]*\)|[^'\",;{{}}()\[\]])+")
_WORDS = {"true": True, "false": False}
_DEEPEST = 64


def decode(literal: str) -> str:
    """The characters of a quoted JavaScript string; two surrogate escapes give the character they stand for."""
    text = literal[1:-1]
    if "\\\\" not in text:  # every backslash begins an escape: the frequent ones go fast
        for escape, character in _FREQUENT:
            text = text.replace(escape, character)
    text = _ESCAPE.sub(_unescape, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else ""
    return _SIMPLE.get(found[4], found[4])


def shown(text: str) -> str:
    """What a page shows for a value of its scripts, which is HTML-escaped once more."""
    return unescape(text)


def value_at(script: str, position: int) -> tuple[str | None, int]:
    """The literal at *position* and where it ends; None when no literal stands there.

    Of several parted by `||` the first that is not empty; an expression that ends otherwise is no literal.
    """
    value = ""
    while match := _TERM.match(script, position):
        literal = match["wrapped"] or match["string"]
        value = value or (decode(literal) if literal else match["number"])
        position = match.end()
        if not match["more"]:
            return (value, position) if _END.match(script, position) else (None, position)
    return None, position


def assignments(scripts: Sequence[str], names: frozenset[str]) -> dict[str, str]:
    """The first non-empty literal assigned to each of *names* by `var name =` or `window.name =`."""
    found: dict[str, str] = {}
    for script in scripts:
        for match in _ASSIGNMENT.finditer(script):
            name = match[1] or match[2]
            if name in names and not found.get(name):
                value = _assigned(script, match.end())
                if value is not None:
                    found[name] = value
    return found


def _assigned(script: str, position: int) -> str | None:
    while chained := _CHAINED.match(script, position):
        position = chained.end()
    return value_at(script, position)[0]


def structure_at(script: str, position: int) -> Structure:
    """The object or array literal at *position*, as dicts, lists, strings, booleans and None.

    Numbers stay text; a value that is no literal becomes None. Raises ValueError when no such literal stands
    there, when it does not end, or when it is nested deeper than 64.
    """
    return _structure(script, position, _DEEPEST)[0]


def _structure(script: str, position: int, depth: int) -> tuple[Structure, int]:
    opening = _OPENING.match(script, position)
    if opening is None or not depth:
        raise ValueError("不是可以读出的对象")
    position = opening.end()
    members: list[tuple[str, Structure]] = []
    while not (closing := _CLOSING.match(script, position)):
        key = _KEY.match(script, position)
        start = key.end() if key else position
        value, position = _member(script, start, depth)
        members.append((key[1].strip("'\"") if key else "", value))
        comma = _COMMA.match(script, position)
        position = comma.end() if comma else position
    if opening[1] == "{":
        return dict(members), closing.end()
    return [value for _, value in members], closing.end()


def _member(script: str, position: int, depth: int) -> tuple[Structure, int]:
    if _OPENING.match(script, position):
        return _structure(script, position, depth - 1)
    value, end = value_at(script, position)
    if value is not None:
        return value, end
    word = _EXPRESSION.match(script, position)
    if word is None or word.end() == position:
        raise ValueError("对象没有结束，或写法不识")
    return _WORDS.get(word[0].strip()), word.end()
