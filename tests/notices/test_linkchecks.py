"""The register of asked addresses: what is written is read, and one failure alone calls nothing dead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices import BadFrontMatter, linkchecks, tables
from notices.linkchecks import GONE, GOOD, SILENT, STATES, LinkCheck, updated

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
URL = "https://a.example/x?y=1"

checks = st.builds(
    LinkCheck,
    st.sampled_from([URL, "http://b.example/", "https://c.example/甲"]),
    st.sampled_from(STATES),
    st.sampled_from(["", "网站回答 404", '逗号,"引号"']),
    st.dates(),
    st.dates(),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(checks, unique_by=lambda one: one.url, max_size=3))
def test_what_is_written_is_read(tmp_path: Path, rows: list[LinkCheck]) -> None:
    (tmp_path / linkchecks.FILE).write_bytes(linkchecks.render(rows))
    assert linkchecks.load(tmp_path / linkchecks.FILE) == rows
    assert linkchecks.load(tmp_path / "none.csv") == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([URL, "也许", "", "2026-11-23", "2026-11-23"], "不在可选之列"),
        ([URL, GOOD, "", "昨天", "2026-11-23"], "不是日期"),
        (["a.example", GOOD, "", "2026-11-23", "2026-11-23"], "不是网址"),
    ],
)
def test_a_wrong_row_is_named_by_line(tmp_path: Path, row: list[str], said: str) -> None:
    path = tmp_path / linkchecks.FILE
    path.write_bytes(tables.write(linkchecks.COLUMNS, [row]))
    with pytest.raises(BadFrontMatter, match=said) as caught:
        linkchecks.load(path)
    assert caught.value.problems[0].line == 2


def test_silence_is_dead_on_the_second_day_only() -> None:
    first = LinkCheck(URL, SILENT, "", MONDAY, MONDAY)
    (second,) = updated([first], [LinkCheck(URL, SILENT, "", TUESDAY, TUESDAY)])
    assert not first.dead
    assert second.dead
    assert second.since == MONDAY
    (again,) = updated([second], [LinkCheck(URL, GOOD, "", TUESDAY, TUESDAY)])
    assert not again.dead
    assert again.since == TUESDAY
    assert LinkCheck(URL, GONE, "", MONDAY, MONDAY).dead


@given(st.lists(checks, max_size=6), st.lists(checks, max_size=6))
def test_an_address_has_one_row_and_the_last_word(known: list[LinkCheck], new: list[LinkCheck]) -> None:
    rows = updated(known, new)
    assert [one.url for one in rows] == sorted({one.url for one in (*known, *new)})
    last = {one.url: one.state for one in (*known, *new)}
    assert {one.url: one.state for one in rows} == last
