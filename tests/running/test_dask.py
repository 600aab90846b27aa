"""Import, build and index on a real cluster, a worker of which is killed in mid-build: the bytes are those of one machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_processes import HOUSE, Cluster, cluster

from benchmarks.notices import write_content

pytestmark = pytest.mark.long

NOTICES = 1000
CONF = """from datetime import datetime
from notices.values import BEIJING
from pelicanconf import *
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=BEIJING)
THEME = {theme!r}
WORKERS = 2
"""


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask")) as started:
        yield started


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "a"
    write_content(root / "content", NOTICES)
    shutil.copytree(HOUSE / "content" / "pages", root / "content" / "pages")
    (root / "conf.py").write_text(CONF.format(theme=str(HOUSE / "theme")))
    return root


def command(root: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "plugins", str(root), str(root / "conf.py"), "--json", *more]


def run(arguments: list[str]) -> tuple[int, dict[str, object], str]:
    done = subprocess.run(arguments, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def made(root: Path) -> dict[str, bytes]:
    """Every file of the site and the search documents."""
    folder = (root / "output").resolve().parent
    files = [path for path in (folder / "site").rglob("*") if path.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in [*files, folder / "documents.jsonl"]}


def indexed(root: Path) -> list[list[tuple[str, bytes]]]:
    """The files of each segment of the index, whatever the segment is called."""
    index = (root / "output").resolve().parent / "index"
    folders = sorted(path for path in index.iterdir() if path.is_dir())
    return sorted(sorted((p.name, p.read_bytes()) for p in folder.iterdir()) for folder in folders)


def pages_written(root: Path) -> int:
    return sum(1 for _ in (root / ".builds").glob("*/site/*/*/*.html"))


def test_a_worker_killed_in_mid_build_changes_no_byte(project: Path, dask: Cluster, tmp_path: Path) -> None:
    other = tmp_path / "b"
    shutil.copytree(project, other)
    code, told, errors = run(command(project))
    assert code == 0, errors
    assert told["notices"] == NOTICES
    building = subprocess.Popen(
        command(other, "--scheduler", dask.address),
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while pages_written(other) < 200:
        assert building.poll() is None, building.communicate()[1]
        time.sleep(0.01)
    dask.kill_one()
    killed_at = pages_written(other)
    output, errors = building.communicate(timeout=300)
    assert building.returncode == 0, errors
    assert killed_at < NOTICES
    assert json.loads(output)["notices"] == NOTICES
    assert made(other) == made(project)
    assert indexed(other) == indexed(project)


def test_with_no_worker_left_the_former_site_stays(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dask"
    folder.mkdir()
    assert run(command(project, "--no-index"))[0] == 0
    former = (project / "output").resolve()
    with cluster(folder, workers=1) as started:
        started.kill_one()
        time.sleep(1)
        code, told, errors = run(command(project, "--all", "--scheduler", started.address))
    assert code == 1
    assert told["ok"] is False
    assert "没有工作进程" in errors
    assert "Traceback" not in errors
    assert (project / "output").resolve() == former


def test_an_import_on_the_cluster_writes_what_one_machine_writes(dask: Cluster, tmp_path: Path) -> None:
    trees = []
    for name, more in (("one", []), ("many", ["--scheduler", dask.address])):
        content = tmp_path / name / "content"
        content.mkdir(parents=True)
        for register in ("departments.toml", "accounts.csv"):
            shutil.copy(HOUSE / "content" / register, content / register)
        folders = ["--content", str(content), "--archive", str(tmp_path / name / "archive")]
        exports = str(HOUSE / "samples" / "exports")
        options = ["--imported", "2026-11-20", "--json", *more]
        code, told, errors = run([sys.executable, "-m", "importers", exports, *folders, *options])
        assert code in (0, 1), errors
        assert "Traceback" not in errors
        files = (path for path in (tmp_path / name).rglob("*") if path.is_file() and path.name[0] != ".")
        trees.append(
            (told["outcomes"], {p.relative_to(tmp_path / name).as_posix(): p.read_bytes() for p in files})
        )
    assert trees[0] == trees[1]
    assert len(trees[0][1]) > 100
