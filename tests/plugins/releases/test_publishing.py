"""rsync and rclone are really run: the target becomes what is served, whatever happened in between."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import city
import pytest
from releasing import released, swap, workshop

from notices.tree import path_of
from plugins.releases import manifest, publishing
from plugins.releases.__main__ import main
from plugins.releases.publishing import NotSent, publish
from plugins.releases.rollback import roll_back

TOOLS = [
    pytest.param(
        tool, marks=pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")
    )
    for tool in ("rsync", "rclone")
]


def address(tool: str, place: Path) -> str:
    return str(place) if tool == "rsync" else f"rclone::local:{place}"


def files(folder: Path) -> dict[str, bytes]:
    found = folder.resolve().rglob("*")
    return {
        path.relative_to(folder.resolve()).as_posix(): path.read_bytes() for path in found if path.is_file()
    }


@pytest.mark.parametrize("tool", TOOLS)
def test_the_target_follows_what_is_served(project: Path, tmp_path: Path, tool: str) -> None:
    place = tmp_path / "镜像 站"
    first = publish(workshop(project), address(tool, place))
    assert files(place) == files(project / "output")
    assert (first.changed, first.removed) == (len(files(place)), 0)
    second = publish(workshop(project), address(tool, place))
    assert (second.changed, second.removed) == (0, 0)
    roll_back(workshop(project))
    third = publish(workshop(project), address(tool, place))
    assert files(place) == files(project / "output")
    assert 0 < third.changed < first.changed
    assert third.removed > 0


@pytest.mark.parametrize("tool", TOOLS)
def test_only_what_changed_is_handed_over(project: Path, tmp_path: Path, tool: str) -> None:
    place = tmp_path / "place"
    publish(workshop(project), address(tool, place))
    (place / "own.txt").write_text("of the target")
    (place / "theme").rename(tmp_path / "theme")
    own = city.own()[1]
    swap(project / "content" / path_of(own), "\n---\n", "\ntags: 新标签\n---\n")
    released(project)
    publish(workshop(project), address(tool, place))
    assert not (place / "theme").exists()
    assert (place / "own.txt").exists()
    assert files(place).keys() - {"own.txt"} == {
        name for name in files(project / "output") if not name.startswith("theme/")
    }


@pytest.mark.long
@pytest.mark.parametrize("tool", TOOLS)
def test_what_went_with_its_whole_folder_goes_there_too(project: Path, tmp_path: Path, tool: str) -> None:
    place = tmp_path / "place"
    publish(workshop(project), address(tool, place))
    page = place / path_of(city.own()[1]).replace(".md", ".html")
    assert page.is_file()
    (project / "content" / path_of(city.own()[1])).unlink()
    released(project)
    publish(workshop(project), address(tool, place))
    assert not page.exists()
    assert files(place) == files(project / "output")
    assert publish(workshop(project), address(tool, place)).removed == 0


@pytest.mark.parametrize("tool", TOOLS)
def test_a_cut_off_transfer_is_made_good(
    project: Path, tmp_path: Path, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    publish(workshop(project), address(tool, place))
    second = files(place)
    roll_back(workshop(project))
    with monkeypatch.context() as patched:
        patched.setattr(publishing, f"_{tool}", cut_off)
        with pytest.raises(NotSent):
            publish(workshop(project), address(tool, place))
    (place / "index.html").write_text("half of the other release")
    newest = next(name for name in files(project / "output") if name not in second)
    (place / newest).parent.mkdir(parents=True, exist_ok=True)
    (place / newest).write_text("came with it")
    forward = next(path for path in (project / ".builds").glob("2*") if path != workshop(project).serving)
    roll_back(workshop(project), forward.name)
    publish(workshop(project), address(tool, place))
    assert files(place) == second


@pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")
def test_another_host_by_the_remote_shell(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = tmp_path / "shell"
    shell.write_text(f'#!/bin/sh\necho "$1 $2 $3" >> {tmp_path}/called\nshift 3\nexec sh -c "$*"\n')
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    publish(workshop(project), f"web@mirror.example:{tmp_path}/remote/site")
    assert files(tmp_path / "remote/site") == files(project / "output")
    assert (tmp_path / "called").read_text() == "-l web mirror.example\n"


def cut_off(*arguments: object) -> None:
    raise NotSent("cut off")


@pytest.mark.parametrize("target", ["", "-rf", "ftp:", "https:", "https://mirror.example/site", "a::module"])
def test_a_target_that_is_none_is_refused(project: Path, target: str) -> None:
    with pytest.raises(NotSent, match="看不懂目标"):
        publish(workshop(project), target)


@pytest.mark.parametrize("target", ["output", ".builds", ".builds/mirror", "output/mirror"])
def test_never_into_the_builds_themselves(project: Path, target: str) -> None:
    with pytest.raises(NotSent, match="请另选一个文件夹"):
        publish(workshop(project), str(project / target))


def test_a_damaged_release_is_not_sent(project: Path, tmp_path: Path) -> None:
    swap((project / "output").resolve() / "index.html", "</html>", "</html> ")
    with pytest.raises(manifest.Damaged):
        publish(workshop(project), str(tmp_path / "place"))
    assert not (tmp_path / "place").exists()


def test_nothing_built_yet(tmp_path: Path) -> None:
    with pytest.raises(NotSent, match="invoke release"):
        publish(workshop(tmp_path), str(tmp_path / "place"))


def test_a_missing_tool_is_named(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NotSent, match="没有安装 rsync"):
        publish(workshop(project), str(tmp_path / "place"))


@pytest.mark.parametrize("tool", TOOLS)
def test_the_command_says_what_happened(project: Path, tool: str, capsys: pytest.CaptureFixture[str]) -> None:
    place, count = project / "place", len(files(project / "output"))
    assert main(["publish", str(project), address(tool, place)]) == 0
    told = capsys.readouterr()
    assert f"新增或改动 {count} 个文件，删去 0 个" in told.out
    assert f"送出 · {count} 个文件" in told.err
    roll_back(workshop(project))
    assert main(["publish", str(project), address(tool, place)]) == 0
    told = capsys.readouterr()
    changed, removed = map(int, re.findall(r"新增或改动 (\d+) 个文件，删去 (\d+) 个", told.out)[0])
    assert f"送出 · {changed + removed} 个文件" in told.err


@pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")
def test_what_the_tool_complains_of_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "file").write_text("in the way")
    assert main(["publish", str(project), str(project / "file")]) == 1
    assert re.search("rsync 没有送完.*mkdir", capsys.readouterr().err, re.DOTALL)
