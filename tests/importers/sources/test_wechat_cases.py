"""Golden cases of saved WeChat pages: `tests/importers/exports/wechat/<case>/{input/…,expected.json}`.

After a wanted change, `GUIJI_GOLDEN=write pytest tests/importers/sources/test_wechat_cases.py` writes them anew.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from importers.model import HEAD_BYTES, Post, Record
from importers.sources.wechat import SOURCE, SOURCES

CASES = Path(__file__).parents[1] / "exports" / "wechat"
NAMES = sorted(path.name for path in CASES.iterdir())


def read(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Every record under *folder* by its file, as the golden file shows it."""
    shown = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        head = path.read_bytes()[:HEAD_BYTES]
        claiming = [source for source in SOURCES if source.detect(path, head)]
        assert len(claiming) < 2
        for source in claiming:
            by = {} if source is SOURCE else {"read_by": source.name}
            shown[path.relative_to(folder).as_posix()] = [
                by | show(record, folder) for record in source.read(path)
            ]
    return shown


def show(record: Record, folder: Path) -> dict[str, object]:
    """*record* as plain values: those not empty, the body by lines, paths from *folder*."""

    def plain(value: object) -> object:
        if isinstance(value, Path):
            return value.relative_to(folder).as_posix()
        return value.isoformat() if isinstance(value, datetime) else str(value)

    values = said(json.loads(json.dumps(asdict(record), default=plain)))
    if isinstance(record, Post):
        values["body"] = record.body.split("\n")
    return {"record": type(record).__name__} | values


def said(value: dict[str, object]) -> dict[str, object]:
    """What of *value* says anything: nothing empty, nor an object of empty values."""
    plain = {name: said(inner) if isinstance(inner, dict) else inner for name, inner in value.items()}
    return {name: inner for name, inner in plain.items() if inner}


@pytest.mark.parametrize("case", NAMES)
def test_an_export_gives_these_records(case: str) -> None:
    found = read(CASES / case / "input")
    golden = CASES / case / "expected.json"
    if os.environ.get("GUIJI_GOLDEN") == "write":
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(golden.read_text(encoding="utf-8"))
    assert found, "a case that reads nothing proves nothing"
