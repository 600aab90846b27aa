"""The harness catches every careless writer, each by the fault that it is open to, and none that is careful."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import scenes
import unsafe
from scenes import Scene
from shim import FAIL, KILL, TEAR, Plan, Server
from stage import Stage

FULL = Plan(FAIL, error=errno.ENOSPC, lasting=True)
FAULTS = ("killed", "torn", "full", "flushed", "named")


def writing(kind: str) -> Scene:
    def prepare(server: Server, root: Path) -> None:
        (root / unsafe.NAME).write_text(unsafe.FORMER, encoding="utf-8")

    return Scene(
        kind,
        lambda root: ["unsafe", kind, str(root)],
        prepare,
        scenes.register_wrong,
        scenes.register_picture,
    )


def caught(stage: Stage, fault: str) -> list[str]:
    """What was found wrong at any point of *fault*."""
    assert stage.run is not None
    if fault in ("flushed", "named"):
        return [one for _, wrong in stage.power_cuts(fault) for one in wrong]
    plan = {"killed": Plan(KILL), "torn": Plan(TEAR), "full": FULL}[fault]
    return [one for at in range(1, stage.run.count + 1) for one in stage.play(plan.on(at))[1]]


@pytest.mark.parametrize(
    ("kind", "faults"),
    [
        ("in-place", {"killed", "torn", "full", "flushed", "named"}),
        ("unflushed", {"flushed", "named"}),
        ("unnamed", {"flushed"}),
        ("removed-first", {"killed", "torn", "named"}),
        ("deaf", {"full", "flushed"}),
        ("safe", set()),
    ],
)
def test_each_carelessness_is_caught(light: Server, base: Path, kind: str, faults: set[str]) -> None:
    stage = Stage(writing(kind), light, base)
    stage.set_up()
    assert {fault for fault in FAULTS if caught(stage, fault)} == faults
