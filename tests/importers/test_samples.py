"""Real exports, where they lie beside the project: every file accounted for, nothing failed, content valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.sources import SOURCES
from notices import read
from notices.render import to_html
from tests.importers.city import City

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.mark.parametrize("folder", ["wechat", "weibo"])
def test_every_real_file_is_accounted_for(city: City, folder: str) -> None:
    exports = SAMPLES / folder
    if not exports.is_dir():
        pytest.skip("the real samples do not lie beside the project")
    city.run(exports, sources=SOURCES)
    files = {path.relative_to(exports).as_posix() for path in exports.rglob("*") if path.is_file()}
    assert {one.input for one in city.told} == files
    assert city.totals.get("failed", 0) == 0
    assert all(one.reason for one in city.told)
    notices = city.notices()
    assert len(notices) == city.totals["published"]
    assert not [path for path, notice in notices.items() if "media:" in notice.body]


def test_real_pages_imported_again_change_nothing(city: City) -> None:
    exports = SAMPLES / "wechat" / "shanghaifabu"
    if not exports.is_dir():
        pytest.skip("the real samples do not lie beside the project")
    first = city.run(exports, sources=SOURCES).bytes_of()
    assert city.run(exports, sources=SOURCES).bytes_of() == first
    assert city.totals == {"published": 3, "merged": 1}


def test_pictures_of_real_pages_are_all_in_the_store(city: City) -> None:
    exports = SAMPLES / "wechat" / "huawei2017"
    if not exports.is_dir():
        pytest.skip("the real samples do not lie beside the project")
    city.run(exports, sources=SOURCES)
    (path,) = city.content.rglob("*.md")
    html = to_html(read(path).body)
    held = list((city.content / "qinglan/media").iterdir())
    assert held
    assert all(f"../media/{one.name}" in html for one in held)
