"""Outcomes: counted, kept in order, and told once even when a later record overtakes an earlier one."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from importers.outcomes import OUTCOMES, Outcome, Outcomes


def test_an_overtaken_outcome_becomes_merged(tmp_path: Path) -> None:
    with Outcomes() as outcomes:
        first = outcomes.add(Outcome("a", "", "1", "published", "已公开", "x.md"))
        outcomes.add(Outcome("b", "", "1", "published", "已公开", "x.md"))
        outcomes.overtake(first, "与 b 合并")
        outcomes.write(tmp_path / "r.json", 2)
        assert [(one.outcome, one.reason) for one in outcomes] == [
            ("merged", "与 b 合并"),
            ("published", "已公开"),
        ]
    told = json.loads((tmp_path / "r.json").read_bytes())
    assert told["totals"] == dict.fromkeys(OUTCOMES, 0) | {"published": 1, "merged": 1}
    assert told["outcomes"][0]["notice"] == "x.md"


def test_an_empty_report_is_whole(tmp_path: Path) -> None:
    with Outcomes() as outcomes:
        outcomes.write(tmp_path / "r.json", 0)
    assert json.loads((tmp_path / "r.json").read_bytes()) == {
        "files": 0,
        "records": 0,
        "totals": dict.fromkeys(OUTCOMES, 0),
        "outcomes": [],
    }


TOLD = st.builds(
    Outcome,
    *[st.text(st.characters(codec="utf-8"), max_size=20)] * 3,
    st.sampled_from(list(OUTCOMES)),
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.text(st.characters(codec="utf-8"), max_size=20),
)


@given(st.lists(TOLD, max_size=20))
def test_the_totals_add_up_and_nothing_is_changed(told: list[Outcome]) -> None:
    with Outcomes() as outcomes:
        for one in told:
            outcomes.add(one)
        assert list(outcomes) == told
        assert sum(outcomes.totals.values()) == len(outcomes) == len(told)
