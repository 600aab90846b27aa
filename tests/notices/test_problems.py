"""What is printed of a problem: one line that shows what it holds."""

from __future__ import annotations

import pytest

from notices.problems import Problem


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("水务/2026/甲.md", "水务/2026/甲.md"),
        ("a\u3000b c.md", "a\u3000b c.md"),
        ("a\x1b[31m.md", r"a\x1b[31m.md"),
        ("a\x9b31m.md", r"a\x9b31m.md"),
        ("a\n::error::b.md", r"a\n::error::b.md"),
        ("a\u202egpj.md", r"a\u202egpj.md"),
        ("a\u2028b.md", r"a\u2028b.md"),
        ("a\udcff.md", r"a\udcff.md"),
    ],
)
def test_a_name_forges_no_line_of_a_report(name: str, shown: str) -> None:
    assert str(Problem(name, 3, "key-unknown", f"没有“{name}”")) == f"{shown}:3  key-unknown  没有“{shown}”"
