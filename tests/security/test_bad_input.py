"""Files made to hurt, and every corpus file: named with a reason, good neighbours imported, nothing touched elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bad_files
import hostile
import payloads
import pytest
import watched
from watched import Watched

GOOD = Path(__file__).resolve().parents[1] / "importers" / "exports" / "weibo" / "csv-2026"
# Of any process: 512 that a reading process may have of its own, and what it shares with others.
MEGABYTES = 640
FEW = (
    "slip.zip",
    "link.zip",
    "tape.tar.gz",
    "laughs.docx",
    "outside.xml",
    "deep-weibo.json",
)


@dataclass(frozen=True, slots=True)
class Imported:
    """An import of an awkward folder: how it ran, and each file's reasons by its name."""

    root: Path
    ran: Watched
    reasons: dict[str, list[str]]
    published: set[str]


def imported(root: Path, workers: int = 1) -> Imported:
    """Import `exports` of *root* with good neighbours, watched."""
    hostile.write_content(root / "content", ["甲"])
    shutil.copytree(GOOD, root / "exports" / "good")
    report = root / "logs" / "report.json"
    command = ["-m", "importers", str(root / "exports"), "--content", str(root / "content")]
    command += ["--archive", str(root / "archive"), "--report", str(report), "--workers", str(workers)]
    command += ["--department", hostile.DEPARTMENT]
    ran = watched.run(command, [root / "content", root / "archive"], root / "logs")
    assert report.exists(), ran.output[-3000:]
    reasons: dict[str, list[str]] = {}
    published = set()
    for one in json.loads(report.read_text(encoding="utf-8"))["outcomes"]:
        reasons.setdefault(one["input"], []).append(one["reason"])
        if one["outcome"] == "published":
            published.add(one["input"])
    return Imported(root, ran, reasons, published)


def sound(found: Imported, names: Sequence[str], before: dict[str, bytes]) -> None:
    """What must hold whatever the files are."""
    assert found.ran.code in (0, 1)
    assert "Traceback" not in found.ran.output
    assert found.ran.offences == ()
    assert found.ran.megabytes <= MEGABYTES
    assert [name for name in names if name not in found.reasons] == []
    assert all(reason for reasons in found.reasons.values() for reason in reasons)
    internal = {name: r for name, r in found.reasons.items() if re.search("内部错误|Error", " ".join(r))}
    assert internal == {}
    assert any(name.startswith("good/") for name in found.published)
    assert tree(found.root / "exports") == before
    secret = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0].encode()
    written = [path for place in ("content", "archive") for path in (found.root / place).rglob("*")]
    assert not [path for path in written if path.is_symlink()]
    assert not [path for path in written if path.is_file() and secret in path.read_bytes()]
    assert all(len(path.name.encode()) <= 200 for path in written)


def tree(folder: Path) -> dict[str, bytes]:
    """Names and sizes of all files below *folder*, with the bytes of the small ones."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {
        str(path.relative_to(folder)): path.read_bytes()
        if path.stat().st_size < 1 << 16
        else str(path.stat().st_size).encode()
        for path in files
        if "good" not in path.relative_to(folder).parts[:1]
    }


def test_some_files_made_to_hurt_are_named_and_hurt_nobody(tmp_path: Path) -> None:
    names = bad_files.write(tmp_path / "exports", FEW)
    before = tree(tmp_path / "exports")
    found = imported(tmp_path)
    sound(found, names, before)
    assert "符号链接" in found.reasons["link"][0]


@pytest.mark.long
@pytest.mark.parametrize("name", list(bad_files.MAKERS))
def test_every_file_made_to_hurt_takes_little_time_and_memory(tmp_path: Path, name: str) -> None:
    names = bad_files.write(tmp_path / "exports", (name,))
    before = tree(tmp_path / "exports")
    found = imported(tmp_path)
    print(f"{name}: {found.ran.megabytes} MB, {found.ran.seconds:.1f} s")
    sound(found, names, before)
    assert found.ran.seconds <= 10 + 4  # with Python's start, the neighbours and the balance sheet


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2])
def test_every_corpus_is_imported_or_named(tmp_path: Path, workers: int) -> None:
    if not payloads.ADVERSARIAL.is_dir():
        pytest.skip("没有 ../shared/adversarial：攻击样本不随项目保存")
    shutil.copytree(payloads.ADVERSARIAL, tmp_path / "exports" / "corpora", symlinks=True)
    before = tree(tmp_path / "exports")
    found = imported(tmp_path, workers)
    print(f"{len(before)} files: {found.ran.megabytes} MB, {found.ran.seconds:.1f} s")
    sound(found, sorted(before), before)


OFFENDERS = {
    "write": "open({place!r}, 'w').close()",
    "mkdir": "import os; os.mkdir({place!r})",
    "symlink": "import os; os.symlink('x', {place!r})",
    "socket": "import socket; socket.socket().connect_ex(('127.0.0.1', 9))",
    "bind": "import socket; socket.socket(socket.AF_UNIX).bind({place!r})",
    "Popen": "import subprocess; subprocess.run(['/bin/true'])",
}


@pytest.mark.parametrize("offence", OFFENDERS)
def test_the_watch_sees_what_it_must_see(tmp_path: Path, offence: str) -> None:
    place = str(tmp_path / "elsewhere")
    ran = watched.run(["-c", OFFENDERS[offence].format(place=place)], [tmp_path / "work"], tmp_path / "logs")
    assert any(offence in one for one in ran.offences), ran


def test_the_watch_lets_pass_what_may_be(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    ran = watched.run(
        ["-c", f"open({str(tmp_path / 'work/a')!r}, 'w').close()"], [tmp_path / "work"], tmp_path / "logs"
    )
    assert (ran.code, ran.offences) == (0, ())
