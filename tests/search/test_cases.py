"""The same questions to every engine: the same sets of hits."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from search.engine import Engine
from search.schema import FACETS
from search.service import Answer, answer, read_parameters

CASES = Path(__file__).parent / "cases"


def cases() -> list[Any]:
    return [
        pytest.param(case, q, id=f"{path.stem}: {case['name']}: {q}")
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for q in (case["q"], *case.get("also", ()))
    ]


def ask(engine: Engine, case: dict[str, Any], q: str) -> Answer:
    given = {"q": q, "sort": case.get("sort", "")} | case.get("filters", {})
    return answer(engine, read_parameters(given))


@pytest.mark.parametrize(("case", "q"), cases())
def test_case(engine: Engine, case: dict[str, Any], q: str) -> None:
    found = ask(engine, case, q)
    ids = [hit.document.id for hit in found.hits]
    assert found.total == len(ids)
    assert set(ids) == set(case.get("order") or case["finds"])
    assert ids == case.get("order", ids)
    assert ids[:1] == [case.get("first", *ids[:1])] or not ids
    for facet, counts in case.get("facets", {}).items():
        assert {v.value: v.count for v in found.facets[facet]} == counts


def test_cases_cover_every_filter() -> None:
    used = {name for param in cases() for name in param.values[0].get("filters", {})}
    assert used == {*FACETS, "since", "until"}


def test_a_wrong_expectation_fails(engine: Engine) -> None:
    """The control: the comparison above tells a wrong set from a right one."""
    with pytest.raises(AssertionError):
        test_case(engine, {"finds": ["closing"]}, "公积金")
    with pytest.raises(AssertionError):
        test_case(engine, {"order": ["closing", "closing-weibo", "withdrawal"], "sort": "newest"}, "公积金")
