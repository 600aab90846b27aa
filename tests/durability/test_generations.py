"""Two releases, one made from the other: what did not change lies on the disk once, so to go back costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import scenes
from shim import Server


def both(one: Path, other: Path, part: str) -> tuple[list[str], list[str]]:
    """The files in *part* that two releases have with the same bytes: those that are one file, and those that are two."""
    shared, doubled = list[str](), list[str]()
    for path, content in scenes.files(other, part).items():
        if (one / path).is_file() and (one / path).read_bytes() == content:
            (shared if (one / path).samefile(other / path) else doubled).append(path)
    return shared, doubled


@pytest.mark.long
def test_unchanged_files_of_site_and_index_are_shared(server: Server, base: Path) -> None:
    root = base / "city"
    root.mkdir()
    scenes.released_twice(server, root)
    first, second = sorted(path for path in (root / ".builds").iterdir() if scenes.BUILD.fullmatch(path.name))
    for part, least in (("site", 80), ("index", 20)):
        shared, doubled = both(first, second, part)
        print(part, len(shared), doubled)
        assert doubled == []
        assert len(shared) >= least
    assert second == (root / "output").resolve().parent
    scenes.must(server, scenes.rolling_back(root), root)
    assert first == (root / "output").resolve().parent


def test_files_that_are_two_are_seen(tmp_path: Path) -> None:
    for name in ("one", "other"):
        scenes.put(tmp_path / name / "site/copied.html", "同")
        scenes.put(tmp_path / name / "site/changed.html", name)
    (tmp_path / "one/site/linked.html").write_text("同", encoding="utf-8")
    (tmp_path / "other/site/linked.html").hardlink_to(tmp_path / "one/site/linked.html")
    assert both(tmp_path / "one", tmp_path / "other", "site") == (["site/linked.html"], ["site/copied.html"])
