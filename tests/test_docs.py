"""The docs keep up with the code: every key, source, engine and task is explained where people look."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from importers.sources import REMAINDER, SOURCES
from notices import FIELDS, KINDS, PLATFORMS, STATUSES
from notices.checks import Rule
from notices.proposal import RULES as PROPOSAL_RULES
from notices.reporting import ALL_RULES

ROOT = Path(__file__).resolve().parent.parent
WRITERS = {"clerk": "编辑", "importer": "导入程序", "both": "编辑或导入程序"}


def doc(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_key_has_its_row(field: object) -> None:
    assert field in FIELDS
    required = "是" if field.required else ""
    row = f"| `{field.name}` | {field.alias} | {field.meaning} | {WRITERS[field.writer]} | {required} |"
    assert row in doc("docs/front-matter.md")


def test_no_row_without_a_key() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", doc("docs/front-matter.md"), re.MULTILINE)
    assert rows == [field.name for field in FIELDS]


def test_choices_are_named() -> None:
    text = doc("docs/front-matter.md") + doc("notices/fields.py")
    assert all(word in text for word in (*KINDS, *STATUSES, *PLATFORMS))


@pytest.mark.parametrize(
    "source", [*SOURCES, *(one for tier in REMAINDER for one in tier)], ids=lambda source: source.name
)
def test_every_source_is_in_the_readme_and_has_a_page(source: object) -> None:
    assert source.label in doc("README.md")
    assert f"`{source.name}`" in doc("docs/sources.md")


def test_every_task_is_in_the_readme_or_the_manual() -> None:
    listed = subprocess.run(
        [str(Path(sys.executable).with_name("invoke")), "--list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    tasks = re.findall(r"^  ([a-z-]+)", listed, re.MULTILINE)
    text = doc("README.md") + doc("docs/operations.md")
    assert tasks
    assert [task for task in tasks if f"invoke {task}" not in text] == []


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name
)
def test_links_between_pages_work(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    broken = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert not broken


@pytest.mark.parametrize("rule", [*ALL_RULES.values(), *PROPOSAL_RULES], ids=lambda rule: rule.id)
def test_every_check_is_explained(rule: Rule) -> None:
    severity = "错误" if rule.severity == "error" else "提醒"
    assert f"| `{rule.id}` | {severity} | {rule.meaning} |" in doc("docs/checks.md")


def test_no_check_is_explained_that_is_gone() -> None:
    named = set(re.findall(r"^\| `([a-z-]+)` \|", doc("docs/checks.md"), re.MULTILINE))
    assert named == {*ALL_RULES, *(rule.id for rule in PROPOSAL_RULES)}
