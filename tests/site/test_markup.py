"""The HTML of every template by the Nu HTML checker, as the W3C runs it (npm package vnu-jar, needs Java)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

PACKAGE = "vnu-jar@26"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "guiji-tests"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def checker() -> Path:
    """The checker's jar, fetched once."""
    jar = CACHE / "package/build/dist/vnu.jar"
    if not jar.is_file():
        if not shutil.which("npm"):
            pytest.skip("没有安装 npm，取不到 HTML 检查器")
        CACHE.mkdir(parents=True, exist_ok=True)
        fetched = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=CACHE, capture_output=True, text=True, check=False
        )
        if fetched.returncode:
            pytest.skip(f"取不到 HTML 检查器：{fetched.stderr[-200:]}")
        with tarfile.open(CACHE / fetched.stdout.split()[-1]) as package:
            package.extractall(CACHE, filter="data")
    return jar


def check(jar: Path, *pages: Path) -> str:
    if not shutil.which("java"):
        pytest.skip("没有安装 Java，不能运行 HTML 检查器")
    command = ["java", "-Xss4m", "-jar", str(jar), "--stdout", "--format", "gnu", *map(str, pages)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_every_template_is_valid(checker: Path, built: Path) -> None:
    site = (built / "output").resolve()
    by_shape: dict[tuple[str, int], list[Path]] = {}
    for path in sorted(site.rglob("*.html")):
        inside = path.relative_to(site).parts
        by_shape.setdefault((inside[0] if len(inside) > 1 else path.name, len(inside)), []).append(path)
    pages = [path for some in by_shape.values() for path in some[:3]]
    assert len(pages) > 60
    assert check(checker, *pages) == ""


def test_what_is_not_valid_is_found(checker: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!DOCTYPE html><title>x</title><p><div></p>", encoding="utf-8")
    assert "error" in check(checker, bad)
