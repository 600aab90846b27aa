"""What people may write after `invoke`, and what the tasks then get."""

from __future__ import annotations

import pytest
from invoke import Collection, ParseError
from invoke.parser import Parser

import tasks

PARSER = Parser(contexts=Collection.from_module(tasks).to_contexts())
NOTICE = "content/water/2026/a.md"
GIVEN = [
    ("check", {"path": "content", "json": False, "sarif": False}),
    (f"check {NOTICE}", {"path": NOTICE, "json": False, "sarif": False}),
    (f"check --path {NOTICE}", {"path": NOTICE, "json": False, "sarif": False}),
    (f"check {NOTICE} --json", {"path": NOTICE, "json": True, "sarif": False}),
    (f"check --sarif {NOTICE}", {"path": NOTICE, "json": False, "sarif": True}),
    ("check --json", {"path": "content", "json": True, "sarif": False}),
    ("check build", {"path": "build", "json": False, "sarif": False}),
    ("rollback", {"id": ""}),
    ("rollback 20260101T000000-000000", {"id": "20260101T000000-000000"}),
    ("show --cut", {"what": "", "cut": True}),
    ("show 20260101-a --cut", {"what": "20260101-a", "cut": True}),
    ("publish --to /mnt/site", {"to": "/mnt/site"}),
    ("publish /mnt/site", {"to": "/mnt/site"}),
    ("release", {"conf": "publishconf.py", "all": False, "due": False}),
    ("release --all --due", {"conf": "publishconf.py", "all": True, "due": True}),
]


@pytest.mark.parametrize(("line", "given"), GIVEN, ids=[line for line, _ in GIVEN])
def test_arguments(line: str, given: dict[str, object]) -> None:
    (found,) = PARSER.parse_argv(line.split())
    assert found.as_kwargs == given


@pytest.mark.parametrize("line", ["check a b", "publish", "mask", "search", "import", "rollback a b"])
def test_what_is_too_much_or_missing_is_refused(line: str) -> None:
    with pytest.raises(ParseError):
        PARSER.parse_argv(line.split())


def test_two_tasks_in_a_row() -> None:
    found = PARSER.parse_argv(["check", NOTICE, "release"])
    assert [one.name for one in found] == ["check", "release"]
