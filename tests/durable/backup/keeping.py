"""A small project with everything that a backup holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

ORIGINAL = "<p>原件</p>".encode()
SHA256 = hashlib.sha256(ORIGINAL).hexdigest()
FILES = {
    "content/departments.toml": b'[qinglan]\nname = "x"\n',
    "content/qinglan/2026/20261118-00000000000a.md": "---\ntitle: 停水\n---\n\n明日停水。\n".encode(),
    "content/qinglan/media/100%\n表.png": b"\x89PNG",
    "content/qinglan/media/empty": b"",
    f"archive/weixin/gh_one/data/{SHA256[:2]}/{SHA256}.html": ORIGINAL,
    "archive/weixin/gh_one/ledger.jsonl": b"{}\n",
    "archive/.journal": b"abc\n",
    ".builds/20261118T090000-000000/site/index.html": b"<p>home</p>",
    ".builds/20261118T090000-000000/manifest-sha256.txt": b"",
    ".builds/missing-links.jsonl": b"{}\n",
}
ASIDE = {
    "archive/.lock": b"1",
    "archive/.unpacked/0/x": b"half",
    "content/.tmp-0123456789abcdef": b"half",
    ".builds/lock": b"1",
    ".builds/20261117T090000-000000/site/index.html": b"former",
    ".builds/check.jsonl": b"",
}


def put(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def tree(root: Path) -> dict[str, bytes]:
    """Every file of the project *root* but locks, and where the link leads."""
    found = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.name.endswith("lock")
    }
    if (root / "output").is_symlink():
        found["output"] = str((root / "output").readlink()).encode()
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    put(root, FILES | ASIDE)
    (root / "output").symlink_to(".builds/20261118T090000-000000/site")
    return root
