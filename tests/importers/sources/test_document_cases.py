"""Golden cases of ledgers and documents: `tests/importers/exports/{ledger,documents}/<case>/{input/…,expected.json}`.

After a wanted change, `GUIJI_GOLDEN=write pytest tests/importers/sources/test_document_cases.py` writes them anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from importers.model import HEAD_BYTES, MalformedExport, Source
from importers.sources import REMAINDER, SOURCES
from tests.importers.sources.test_weibo_cases import show

EXPORTS = Path(__file__).parents[1] / "exports"
CASES = sorted(path for kind in ("ledger", "documents") for path in (EXPORTS / kind).iterdir())


def source_of(path: Path) -> Source | None:
    """The one source that reads *path*, in the order in which a run asks."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    for tier in (SOURCES, *REMAINDER):
        found = [one for one in tier if one.detect(path, head)]
        assert len(found) < 2, [one.name for one in found]
        if found:
            return found[0]
    return None


def read(folder: Path) -> list[dict[str, object]]:
    """Every record of every file under *folder*; a file that cannot be read, or that nobody reads, by that."""
    shown: list[dict[str, object]] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, source = path.relative_to(folder).as_posix(), source_of(path)
        if source is None:
            shown.append({"file": name, "read_by": ""})
            continue
        try:
            records = [show(record, folder) for record in source.read(path)]
        except MalformedExport as error:
            records = [{"malformed": str(error)}]
        shown += [{"file": name, "read_by": source.name} | record for record in records]
    return shown


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_export_gives_these_records(case: Path) -> None:
    found = read(case / "input")
    golden = case / "expected.json"
    if os.environ.get("GUIJI_GOLDEN") == "write":
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(golden.read_text(encoding="utf-8"))
    assert found, "a case that reads nothing proves nothing"
