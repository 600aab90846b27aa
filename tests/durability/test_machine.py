"""Any order of imports, crashes, withdrawals, builds, releases, rollbacks, bit flips and backups.

After each step: every acknowledged post is there exactly once, what is served is whole, and looking all over reports
exactly the damage that was done.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
import scenes
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from shim import KILL, KILLED, UNDISTURBED, Plan, Server

from importers.holdings import Folders
from importers.verify import verify
from notices import tree
from notices.notice import parse

EXPORTS = ("first", "second", "half")
POSTS = {"first": 1, "second": 2, "half": 1}


class Imports(RuleBasedStateMachine):
    """What happens to content and archive."""

    server: Server
    memory: Path
    building = False

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp(dir=self.memory))
        self.root = self.base / "city"
        self.root.mkdir()
        self.acknowledged: set[str] = set()
        self.saved: dict[str, bytes] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.base)

    @initialize()
    def lay_out(self) -> None:
        scenes.lay_out(self.root)
        half = self.root / "exports/half"
        page = sorted(path for path in scenes.SECOND.iterdir() if path.suffix == ".html")[0]
        half.mkdir()
        shutil.copyfile(page, half / page.name)

    def run(self, argv: list[str], plan: Plan = UNDISTURBED) -> int:
        return self.server.run(argv, self.root, plan).code

    def importing(self, name: str) -> list[str]:
        return [part.replace("exports/second", f"exports/{name}") for part in scenes.importing(self.root)]

    def posts(self) -> list[str]:
        notices = (parse(path.read_text("utf-8"), path.name) for path in tree.files(self.root / "content"))
        return [one.source_id for one in notices if one.source_id]

    @rule(name=st.sampled_from(EXPORTS))
    def take_in(self, name: str) -> None:
        assert self.run(self.importing(name)) == 0
        self.acknowledged.update(self.posts())
        assert len(self.acknowledged) >= POSTS[name]

    @rule(name=st.sampled_from(EXPORTS), at=st.integers(1, 230))
    def crash_while_importing(self, name: str, at: int) -> None:
        self.crash(self.importing(name), at)
        # Verify tells a run that was cut off by its bags; running it again is the remedy.
        assert self.run(self.importing(name)) == 0

    def crash(self, argv: list[str], at: int) -> None:
        assert self.run(argv, Plan(KILL, at)) in (0, KILLED)
        assert set(self.posts()) >= self.acknowledged

    @rule(seed=st.integers(0, 99))
    def withdraw(self, seed: int) -> None:
        paths = sorted(path for path in tree.files(self.root / "content"))
        if paths:
            path = random.Random(seed).choice(paths)
            text = path.read_text("utf-8")
            if "\nstatus:" not in text:
                fresh = "\nstatus: withdrawn\ncorrections: 2026-11-19 内容有误，已撤下\n---"
                scenes.put(path, text.replace("\n---", fresh, 1))

    @precondition(lambda self: self.acknowledged)
    @rule(seed=st.integers(0, 9999))
    def flip_a_bit(self, seed: int) -> None:
        choice = random.Random(seed)
        path = choice.choice([one for one in (self.root / "archive").rglob("data/*/*") if one.is_file()])
        whole = path.read_bytes()
        if whole:
            payload = bytearray(whole)
            payload[choice.randrange(len(payload))] ^= 1 << choice.randrange(8)
            path.write_bytes(payload)
            named = {one.path for one in verify(self.folders()).damages}
            assert path.relative_to(self.root / "archive").as_posix() in named
            path.write_bytes(whole)

    @precondition(lambda self: self.acknowledged)
    @rule()
    def save(self) -> None:
        assert self.run(scenes.saving(self.root)) == 0
        self.saved = scenes.files(self.root, "content")

    @precondition(lambda self: self.saved)
    @rule(at=st.integers(1, 900))
    def lose_all_and_restore(self, at: int) -> None:
        argv = ["durable.backup", "restore", str(self.root / "copies"), str(self.root), "--replace"]
        assert self.run(argv, Plan(KILL, at)) in (0, KILLED)
        assert self.run(argv) == 0
        assert scenes.files(self.root, "content") == self.saved
        self.acknowledged = set(self.posts())

    def folders(self) -> Folders:
        return Folders(self.root / "content", self.root / "archive")

    @invariant()
    def each_acknowledged_post_is_there_once(self) -> None:
        found = self.posts() if (self.root / "content").is_dir() else []
        assert len(found) == len(set(found))
        assert set(found) >= self.acknowledged

    @invariant()
    def nothing_is_damaged(self) -> None:
        if self.acknowledged:
            assert verify(self.folders()).damages == []


class City(Imports):
    """The same with what is built of it."""

    @rule(prove=st.booleans())
    def build(self, prove: bool) -> None:
        code = self.run(scenes.releasing(self.root) if prove else scenes.building(self.root))
        # Without a notice about the flu the sentinel is not answered: no release then, rightly.
        assert code == 0 or prove

    @rule(prove=st.booleans(), at=st.integers(1, 700))
    def crash_while_building(self, prove: bool, at: int) -> None:
        argv = scenes.releasing(self.root) if prove else scenes.building(self.root)
        assert self.run(argv, Plan(KILL, at)) in (0, 1, KILLED)

    @precondition(lambda self: (self.root / ".builds").is_dir())
    @rule()
    def roll_back(self) -> None:
        assert self.run(["plugins.releases", "rollback", str(self.root)]) in (0, 1)

    @invariant()
    def what_is_served_is_whole(self) -> None:
        output = self.root / "output"
        if output.is_symlink():
            assert (output / "index.html").is_file()
            assert scenes.index_whole(output.resolve().parent / "index") == []
            assert self.run(["plugins.releases", "verify", str(self.root)]) == 0


def played(machine: type[Imports], server: Server, memory: Path, rounds: tuple[int, int]) -> None:
    """Let *machine* be played for so many examples of so many steps."""
    machine.server, machine.memory = server, memory
    examples, steps = rounds
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_orders_of_imports(library: Path, memory: Path) -> None:
    folder = memory / "imports"
    folder.mkdir()
    modules = ["importers.__main__", "importers.reposts.__main__", "durable.backup.__main__"]
    with Server(library, folder, modules) as server:
        played(Imports, server, memory, (1, 4))


@pytest.mark.long
def test_many_orders_of_everything(server: Server, memory: Path) -> None:
    played(City, server, memory, (20, 15))
