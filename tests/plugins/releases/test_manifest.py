"""A manifest tells every change of a release, and `sha256sum` agrees with it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plugins.releases import manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release by hand."""
    made = tmp_path / "20260101T000000-000000"
    for path in ("site/index.html", "site/水务/页.html", "index/terms", "documents.jsonl", "memory.sqlite"):
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(path, encoding="utf-8")
    manifest.write(made, manifest.measure(made))
    return made


def test_site_index_and_documents_are_in_it_and_nothing_else(folder: Path) -> None:
    noted = manifest.verify(folder)
    assert sorted(noted) == ["documents.jsonl", "index/terms", "site/index.html", "site/水务/页.html"]


def test_sha256sum_reads_it(folder: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", manifest.NAME], cwd=folder, check=False, capture_output=True
    )
    assert done.returncode == 0


def test_what_is_no_part_may_change(folder: Path) -> None:
    (folder / "memory.sqlite").write_bytes(b"other")
    (folder / "inputs.json").write_bytes(b"{}")
    manifest.verify(folder)


@pytest.mark.parametrize("path", ["site/index.html", "site/水务/页.html", "index/terms", "documents.jsonl"])
def test_one_changed_byte_is_told(folder: Path, path: str) -> None:
    payload = bytearray((folder / path).read_bytes())
    payload[0] ^= 1
    (folder / path).write_bytes(payload)
    with pytest.raises(manifest.Damaged, match=f"改动过 {path}"):
        manifest.verify(folder)


def test_missing_and_further_files_are_told(folder: Path) -> None:
    (folder / "site/index.html").rename(folder / "site/shell.php")
    with pytest.raises(manifest.Damaged) as raised:
        manifest.verify(folder)
    assert "缺少 site/index.html" in str(raised.value)
    assert "多出 site/shell.php" in str(raised.value)


@pytest.mark.parametrize("target", ["index.html", "nowhere", "."])
def test_a_symbolic_link_is_refused(folder: Path, target: str) -> None:
    (folder / "site/link").symlink_to(target)
    with pytest.raises(manifest.Damaged, match="符号链接"):
        manifest.verify(folder)


@pytest.mark.parametrize("text", [None, "no two columns\n"])
def test_without_a_readable_manifest_it_is_no_release(folder: Path, text: str | None) -> None:
    (folder / manifest.NAME).unlink()
    if text is not None:
        (folder / manifest.NAME).write_text(text)
    with pytest.raises(manifest.Damaged, match="invoke release"):
        manifest.verify(folder)
