"""Nothing changed, nothing to do; anything changed, a build."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notices.values import BEIJING
from plugins.standstill import NOTHING, PROJECT, Sight, note, sight, sources, stands

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=BEIJING)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose build noted what it saw."""
    (tmp_path / "content/water").mkdir(parents=True)
    (tmp_path / "content/water/a.md").write_bytes(b"a")
    (tmp_path / "content/accounts.csv").write_bytes(b"b")
    (tmp_path / "conf.py").write_bytes(b"c")
    (tmp_path / "build/site").mkdir(parents=True)
    (tmp_path / "output").symlink_to("build/site")
    time.sleep(0.05)
    note(tmp_path / "build", seen(tmp_path), None)
    return tmp_path


def seen(root: Path) -> Sight:
    return sight([root / "content", root / "conf.py", root / "missing"])


def still(root: Path, now: datetime = NOW) -> bool:
    return stands(root / "output", seen(root).digest, now)


def test_nothing_changed(project: Path) -> None:
    assert still(project)


def rewrite(root: Path) -> None:
    (root / "content/water/a.md").write_bytes(b"A")


def keep_its_time(root: Path) -> None:
    path = root / "content/water/a.md"
    status = path.stat()
    path.write_bytes(b"Z")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "content": rewrite,
    "content with its old time": keep_its_time,
    "new file": lambda root: (root / "content/water/b.md").write_bytes(b""),
    "removed file": lambda root: (root / "content/accounts.csv").unlink(),
    "renamed file": lambda root: (root / "content/water/a.md").rename(root / "content/water/c.md"),
    "new link": lambda root: (root / "content/link").symlink_to("water"),
    "settings": lambda root: (root / "conf.py").write_bytes(b"C"),
    "lost note": lambda root: (root / "build/inputs.json").unlink(),
    "spoilt note": lambda root: (root / "build/inputs.json").write_bytes(b"{"),
    "no output": lambda root: (root / "output").unlink(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_any_change_is_seen(project: Path, name: str) -> None:
    CHANGES[name](project)
    time.sleep(0.03)
    assert not still(project)


def test_a_file_written_just_now_is_looked_at_again(project: Path) -> None:
    (project / "content/water/a.md").write_bytes(b"A")
    found = seen(project)
    assert found.digest
    assert found == seen(project)
    assert not still(project)


def test_a_file_that_goes_on_being_written_is_not_trusted(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "content/water/a.md"
    path.write_bytes(b"A")
    monkeypatch.setattr(time, "sleep", lambda _: path.write_bytes(b"AB"))
    assert seen(project).digest == ""


def test_a_note_of_something_untrusted_never_stands(project: Path) -> None:
    (project / "build/inputs.json").unlink()
    note(project / "build", NOTHING, None)
    assert not stands(project / "output", "", NOW)


def test_its_time_runs_out(project: Path) -> None:
    (project / "build/inputs.json").unlink()
    note(project / "build", seen(project), NOW)
    assert still(project, NOW - timedelta(seconds=1))
    assert not still(project, NOW)


def test_compiled_code_does_not_count(project: Path) -> None:
    (project / "content/__pycache__").mkdir()
    (project / "content/__pycache__/x.pyc").write_bytes(b"")
    assert still(project)


def test_all_that_a_build_reads_is_looked_at() -> None:
    roots = sources(Path("content"), Path("conf.py"))
    assert roots[:2] == [Path("content"), Path("conf.py")]
    assert [path for path in roots[2:] if not path.exists()] == []
    assert PROJECT / "theme" in roots
