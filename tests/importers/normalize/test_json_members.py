"""Laws and cases of `importers.normalize.json_members`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from itertools import chain, islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize import json_members
from importers.normalize.json_members import BadJson, Member, members

SCALAR = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUE = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def pieces(text: str, size: int) -> Callable[[int], str]:
    """Read *text* at most *size* characters at a time, whatever is asked for."""
    stream = io.StringIO(text)
    return lambda wanted: stream.read(min(size, wanted))


@given(st.dictionaries(st.text(), VALUE), st.integers(1, 9), st.booleans())
def test_an_object_comes_back_member_by_member(value: dict[str, object], size: int, ascii_only: bool) -> None:
    found: dict[str, object] = {}
    for member in members(pieces(json.dumps(value, ensure_ascii=ascii_only, indent=1), size)):
        if member.index:
            array = found.setdefault(member.key, [])
            assert isinstance(array, list)
            array.append(member.value)
        else:
            found[member.key] = member.value
    assert found == {key: part for key, part in value.items() if part != []}


@given(st.lists(VALUE), st.integers(1, 9))
def test_an_array_comes_back_element_by_element(value: list[object], size: int) -> None:
    found = list(members(pieces(json.dumps(value), size)))
    assert found == [Member("", index, part) for index, part in enumerate(value, 1)]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("", 0),
        ("module.exports = {}", 0),
        ("12", 0),
        ('{"a": [1, 2', 1),
        ('{"a": [1, 2,', 2),
        ('{"a": [1, {"b": "cut', 1),
        ('{"a": [1] "b": 2}', 1),
        ('{"a": [1]}{"a": [2]}', 1),
        ('{"a": [1,]}', 1),
        ("{'a': 1}", 0),
        ('{1: "a"}', 0),
        ('{"a": ' + "[" * 100_000, 0),
        ("[" + '{"a":' * 100_000, 0),
        ("[1, " + "9" * 5000 + "]", 1),
    ],
    ids=str,
)
def test_bad_json_is_named_after_what_was_good(text: str, before: int) -> None:
    found = members(io.StringIO(text).read)
    assert len(list(islice(found, before))) == before
    with pytest.raises(BadJson, match="JSON"):
        next(found)


def test_an_endless_member_is_refused_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_members, "MAX_MEMBER", 10_000)
    monkeypatch.setattr(json_members, "_BLOCK", 1000)
    asked: list[int] = []
    endless = chain(['["'], repeat("x" * 1000))

    def read(size: int) -> str:
        asked.append(size)
        return next(endless)

    with pytest.raises(BadJson):
        list(members(read))
    assert len(asked) < 50
