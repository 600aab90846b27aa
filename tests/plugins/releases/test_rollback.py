"""Going back: to the release before or a named one, never to a damaged one, and the clock waits afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import build_in
from releasing import released, swap, workshop

from durable import Busy, exclusive
from plugins.release import BUILDS, KEPT, builds
from plugins.releases import manifest
from plugins.releases.__main__ import main
from plugins.releases.manifest import Damaged
from plugins.releases.rollback import NoRelease, roll_back


def served(root: Path) -> str:
    return (root / "output").resolve().parent.name


def names(root: Path) -> list[str]:
    return [path.name for path in builds(workshop(root))]


def test_back_to_the_release_before(project: Path) -> None:
    first, second = names(project)
    assert served(project) == second
    assert roll_back(workshop(project)).folder.name == first
    assert served(project) == first


def test_forward_again_by_name(project: Path) -> None:
    first, second = names(project)
    roll_back(workshop(project), first)
    roll_back(workshop(project), second)
    assert served(project) == second


def test_a_build_that_was_never_proved_is_passed_over(project: Path) -> None:
    first, second = names(project)
    build_in(project)
    roll_back(workshop(project))
    assert served(project) == second
    with pytest.raises(NoRelease, match="没有“20990101T000000-000000”这次发布"):
        roll_back(workshop(project), "20990101T000000-000000")
    roll_back(workshop(project))
    with pytest.raises(NoRelease, match=f"没有更早的发布.*{first}"):
        roll_back(workshop(project))


@pytest.mark.parametrize("wanted", ["..", "../..", "/", "published", "lock"])
def test_only_releases_can_be_named(project: Path, wanted: str) -> None:
    before = served(project)
    with pytest.raises(NoRelease):
        roll_back(workshop(project), wanted)
    assert served(project) == before


def test_a_damaged_release_is_refused(project: Path) -> None:
    first, second = names(project)
    swap(project / ".builds" / first / "site/index.html", "</html>", "</html> ")
    with pytest.raises(Damaged, match=r"改动过 site/index\.html"):
        roll_back(workshop(project))
    assert served(project) == second
    assert not workshop(project).held.exists()


def test_the_clock_waits_until_somebody_releases(project: Path) -> None:
    first, _ = names(project)
    roll_back(workshop(project))
    assert workshop(project).held.read_text() == f"{first}\n"
    build_in(project)
    assert workshop(project).held.exists(), "something was only tried out"
    released(project)
    assert not workshop(project).held.exists()


def test_not_while_a_build_is_under_way(project: Path) -> None:
    with exclusive(project / ".builds/lock"), pytest.raises(Busy):
        roll_back(workshop(project))


def test_builds_by_hand_do_not_push_releases_out(project: Path) -> None:
    kept = [*names(project), released(project).folder.name]
    later = [build_in(project).folder.name for _ in range(KEPT + 1)]
    assert names(project) == [*kept, *later[-BUILDS:]]


def test_the_command_says_what_happened(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = names(project)
    count = len(manifest.read(project / ".builds" / first))
    assert main(["rollback", str(project)]) == 0
    told = capsys.readouterr()
    assert f"已回退到 {first}" in told.out
    assert f"核对这次发布 · {count} 个文件" in told.err
    assert main(["rollback", str(project)]) == 1
    assert "没有更早的发布" in capsys.readouterr().err
