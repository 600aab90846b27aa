"""Each command stopped, refused by the disk, or cut off from power at one operation after another.

Where things stand then must be before or after; the next run must succeed by itself and end, byte for byte, as if
nothing had happened. `invoke test --long` disturbs every operation; `DURABILITY=FIRST:LAST:STRIDE` those from the
first one before the last one, from the end where negative, up to it where LAST is 0.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import disk
import pytest
from scenes import BACKUPS, SCENES, Scene
from shim import COUNT, FAIL, KILL, TEAR, Plan, Server
from stage import Stage

PLANS = {
    "killed": Plan(KILL),
    "torn": Plan(TEAR),
    "ENOSPC": Plan(FAIL, error=errno.ENOSPC, lasting=True),
    "EIO": Plan(FAIL, error=errno.EIO),
    "EMFILE": Plan(FAIL, error=errno.EMFILE, reads=True),
    "EROFS": Plan(FAIL, error=errno.EROFS, lasting=True),
}


def points(count: int) -> list[int]:
    """The operations to disturb of so many."""
    asked = os.environ.get("DURABILITY", "")
    first, last, stride = map(int, asked.split(":")) if asked else (0, 0, 1)
    return [at for at in range(count + 1)[first : last or None : stride] if at]


def found_wrong(stage: Stage, plan: Plan) -> tuple[int, int, list[str]]:
    """Of how many points at how many *plan* was carried out, and what was wrong at which."""
    assert stage.run is not None
    run = stage.run
    if plan.reads:
        stage.reset()
        run = stage.server.run(stage.scene.argv(stage.root), stage.root, Plan(COUNT, reads=True))
    told, number = [], 0
    for at in points(run.count):
        if plan.differs(at, run.kinds):
            done, wrong = stage.play(plan.on(at))
            number += bool(done.fired)
            told += [f"{done.fired or '-'}@{at}: {one}" for one in wrong]
    return run.count, number, told


@pytest.fixture(scope="module", params=SCENES, ids=lambda scene: scene.name)
def stage(request: pytest.FixtureRequest, server: Server, light: Server, memory: Path) -> Iterator[Stage]:
    """A scene, set up once for all that disturbs it."""
    folder = Path(tempfile.mkdtemp(dir=memory))
    made = Stage(request.param, light if request.param.light else server, folder, server)
    made.set_up()
    yield made
    shutil.rmtree(folder)


@pytest.mark.long
@pytest.mark.parametrize("fault", PLANS)
def test_disturbed_it_is_before_or_after_and_heals(
    stage: Stage, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    count, number, wrong = found_wrong(stage, PLANS[fault])
    with capsys.disabled():
        print(
            f"\n{stage.scene.name}, {fault}: {count} operations, {number} disturbed, {len(wrong)} wrong",
            flush=True,
        )
    assert number
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.long
@pytest.mark.parametrize("state", ["flushed", "named"])
def test_without_power_nothing_acknowledged_is_lost(
    stage: Stage, state: disk.State, capsys: pytest.CaptureFixture[str]
) -> None:
    # Names are made at almost every operation; what is flushed changes at few.
    found = list(stage.power_cuts(state, points if state == "named" else None))
    wrong = [f"after operation {at}: {one}" for at, told in found for one in told]
    with capsys.disabled():
        print(
            f"\n{stage.scene.name}, power cut ({state}): {len(found)} states, {len(wrong)} wrong", flush=True
        )
    assert len(found) > 1
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("scene", BACKUPS, ids=lambda scene: scene.name)
def test_a_small_backup_and_its_restore(scene: Scene, light: Server, base: Path) -> None:
    stage = Stage(scene, light, base)
    count = stage.set_up().count
    for plan in (PLANS["killed"], PLANS["ENOSPC"]):
        for at in range(1, count + 1, 21):
            assert stage.play(plan.on(at))[1] == []
    assert [one for _, told in stage.power_cuts("flushed") for one in told] == []
