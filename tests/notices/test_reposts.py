"""The file of reposts: what is written is read back, what is no group is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import BadFrontMatter, reposts
from notices.reposts import Group

SLUGS = st.text("abc0-", min_size=1, max_size=8)


@given(
    st.lists(
        st.builds(Group, SLUGS, st.lists(SLUGS, min_size=1).map(tuple)), unique_by=lambda one: one.canonical
    )
)
def test_what_is_written_is_read_back_in_order(
    tmp_path_factory: pytest.TempPathFactory, groups: list[Group]
) -> None:
    path = tmp_path_factory.mktemp("r") / reposts.FILE
    path.write_bytes(reposts.render(groups))
    assert reposts.load(path) == sorted(groups, key=lambda one: one.canonical)
    assert reposts.render(reposts.load(path)) == path.read_bytes()


def test_no_file_is_no_group(tmp_path: Path) -> None:
    assert reposts.load(tmp_path / reposts.FILE) == []


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        '{"canonical": "a"}',
        '{"canonical": 1, "copies": []}',
        '{"canonical": "a", "copies": [1]}',
        "",
    ],
)
def test_a_line_that_is_no_group_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / reposts.FILE
    path.write_text('{"canonical": "a", "copies": ["b"]}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(BadFrontMatter, match=r"reposts\.jsonl:2 .*invoke reposts"):
        reposts.load(path)


def test_the_canonical_slug_comes_first() -> None:
    assert Group("a", ("b", "c")).slugs == ("a", "b", "c")
