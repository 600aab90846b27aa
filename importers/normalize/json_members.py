"""Members of a large JSON text one by one, in memory bounded by the largest of them.

`json.load` needs several times the file's size; an export of one account can be hundreds of megabytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAX_MEMBER = 16 << 20  # characters of one member
_BLOCK = 1 << 18
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR_ENDS = frozenset(",]}: \t\r\n")  # without one of these behind it a number may go on
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the text: *key* of the top-level object (empty for a top-level array) and its *value*.

    For each element of an array that is itself a member, *index* counts from 1; else it is 0.
    """

    key: str
    index: int
    value: object


class BadJson(ValueError):
    """Text that is no JSON; says after which member reading failed."""


def members(read: Callable[[int], str]) -> Iterator[Member]:
    """Each member of the JSON object or array that *read(size)* gives piece by piece.

    Members that are arrays are given element by element. Raises BadJson where the text is cut off, is no
    JSON, or has a member longer than MAX_MEMBER; the members before it were given already.
    """
    text = _Text(read)
    opening = text.take("[{")
    if opening == "[":
        yield from _elements(text, "")
    else:
        yield from _properties(text)
    if text.peek():
        raise BadJson("JSON 结束之后还有别的内容，可能是几段 JSON 拼接而成。")


def _properties(text: _Text) -> Iterator[Member]:
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        key = text.value()
        if not isinstance(key, str):
            raise BadJson("JSON 对象的键不是字符串。")
        text.take(":")
        if text.peek() == "[":
            text.take("[")
            yield from _elements(text, key)
        else:
            yield Member(key, 0, text.value())
        if text.take(",}") == "}":
            return


def _elements(text: _Text, key: str) -> Iterator[Member]:
    if text.peek() == "]":
        text.take("]")
        return
    index = 0
    while True:
        index += 1
        yield Member(key, index, text.value())
        if text.take(",]") == "]":
            return


class _Text:
    """A window onto the text: the undecoded rest of what was read so far."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self._read = read
        self._rest = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """Give the next character that is no white space, or empty at the end."""
        while True:
            self._at = next(_SPACE.finditer(self._rest, self._at)).end()
            if self._at < len(self._rest):
                return self._rest[self._at]
            if not self._more(_BLOCK):
                return ""

    def take(self, expected: str) -> str:
        """Step over the next character, which must be one of *expected*."""
        found = self.peek()
        if not found or found not in expected:
            raise BadJson(f"JSON 在此处应为 {' 或 '.join(expected)}，{_shown(found)}。")
        self._at += 1
        return found

    def value(self) -> object:
        """Decode the next value, reading on (twice as much each time) until it is whole."""
        found = self.peek()
        size = _BLOCK
        while True:
            try:
                value, end = _decode(self._rest, self._at)
            except RecursionError:
                raise BadJson("JSON 嵌套过深。") from None
            except ValueError:  # cut off, wrong, or a number of more digits than Python reads
                end = -1
            if end >= 0 and (found in '"[{' or self._rest[end : end + 1] in _SCALAR_ENDS):
                self._at = end
                return value
            if self._ended or len(self._rest) - self._at > MAX_MEMBER:
                raise BadJson("JSON 有误、被截断或其中一条过长，请重新导出。")
            self._more(size)
            size *= 2

    def _more(self, size: int) -> bool:
        block = "" if self._ended else self._read(size)
        self._ended = not block
        self._rest = self._rest[self._at :] + block
        self._at = 0
        return bool(block)


def _shown(found: str) -> str:
    return f"却是“{found}”" if found else "文件却已结束"
