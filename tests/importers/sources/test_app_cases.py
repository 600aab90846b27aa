"""Golden cases of video, picture and news apps: `tests/importers/exports/apps/<case>/{input/…,expected.json}`.

After a wanted change, `GUIJI_GOLDEN=write pytest tests/importers/sources/test_app_cases.py` writes them anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.importers.sources.test_weibo_cases import read

CASES = Path(__file__).parents[1] / "exports" / "apps"
NAMES = sorted(path.name for path in CASES.iterdir())


@pytest.mark.parametrize("case", NAMES)
def test_an_export_gives_these_records(case: str) -> None:
    found = read(CASES / case / "input")
    golden = CASES / case / "expected.json"
    if os.environ.get("GUIJI_GOLDEN") == "write":
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(golden.read_text(encoding="utf-8"))
    assert found, "a case that reads nothing proves nothing"
