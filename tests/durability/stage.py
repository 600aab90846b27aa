"""A scene set up once, then played again and again, disturbed at another point each time."""

from __future__ import annotations

import copy
import hashlib
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import disk
from scenes import LEFT, Scene, Tree, everything, files
from shim import BEGIN, KILLED, Outcome, Plan, Server

# Names of builds and backups, of what is in the making, and of parts of an index.
CHANCE = re.compile(r"\d{8}T\d{6}(?:-\d+)?|(?<![0-9a-f])[0-9a-f]{12}(?:[0-9a-f]{4})?(?![0-9a-f])")
TRACEBACK = "Traceback (most recent call last)"


@dataclass(slots=True)
class Stage:
    """*scene* in the folder *base*: the state before, the state after, and the record of the undisturbed run.

    *preparing* makes the state before where *server* knows too few commands for that.
    """

    scene: Scene
    server: Server
    base: Path
    preparing: Server | None = None
    before: Tree = field(default_factory=dict)
    after: Tree = field(default_factory=dict)
    end: Tree = field(default_factory=dict)
    run: Outcome | None = None
    model: disk.Disk | None = None
    began: int = 0
    judged: dict[str, list[str]] = field(default_factory=dict)
    healed: int = 0

    @property
    def root(self) -> Path:
        """The project folder, always of the same name: paths stand in pages and indexes."""
        return self.base / "city"

    @property
    def record(self) -> Path:
        """The record of the undisturbed run."""
        return self.base / "record"

    def set_up(self) -> Outcome:
        """Make the state before and play once undisturbed."""
        self.root.mkdir()
        self.scene.prepare(self.preparing or self.server, self.root)
        self.before, self.began = files(self.root), time.time_ns()
        self.root.rename(self.base / "before")
        self.reset()
        self.model = disk.Disk(self.root)
        self.run = self.server.run(self.scene.argv(self.root), self.root, Plan(), self.record)
        assert self.run.code == 0, self.run.output
        self.after, self.end = files(self.root), self.scene.picture(self.root)
        model = copy.deepcopy(self.model)
        for one in disk.read(self.record):
            model.apply(one)
        replayed = {path: text for path, text in model.tree("seen").items() if text is not None}
        shown = {
            path: f"-> {text}".encode() if isinstance(text, str) else text for path, text in replayed.items()
        }
        assert shown == self.after, (
            f"the record does not lead to what is on the disk: {difference(shown, self.after)}"
        )
        self.warm_up(self.run)
        return self.run

    def warm_up(self, cold: Outcome) -> None:
        """Let the server itself do the scene once; what its children then do must be what they did *cold*."""
        self.reset()
        assert not self.server.run(self.scene.argv(self.root), self.root, warm=True).code
        self.reset()
        again = self.server.run(self.scene.argv(self.root), self.root, Plan())
        assert (again.code, again.kinds) == (cold.code, cold.kinds), "warmed, it does something else"
        assert self.scene.picture(self.root) == self.end

    def reset(self) -> None:
        """Put the state before in place again."""
        for name in self.scene.reads:
            if (self.root / name).exists():
                (self.root / name).rename(self.base / "before" / name)
        shutil.rmtree(self.root, ignore_errors=True)
        lying = [str(path) for path in (self.base / "before").iterdir() if path.name not in self.scene.reads]
        self.root.mkdir()
        subprocess.run(["cp", "-a", "-t", str(self.root), *lying], check=True)
        for name in self.scene.reads:
            (self.base / "before" / name).rename(self.root / name)

    def play(self, plan: Plan) -> tuple[Outcome, list[str]]:
        """Play from the beginning, disturbed as *plan* says; how it ended and what was wrong then or afterwards."""
        self.reset()
        done = self.server.run(self.scene.argv(self.root), self.root, plan)
        if not done.fired:
            return done, []
        wrong = []
        if TRACEBACK in done.output or (plan.error and done.code in (70, KILLED)):
            wrong.append(f"exit {done.code}: {done.output[-600:]}")
        if done.code == 0:
            # What only was to be cleared away may stay until the next run.
            found = {path: text for path, text in self.scene.picture(self.root).items() if text != LEFT}
            wrong += [f"told success, yet: {difference(found, self.end)}"] * (found != self.end)
        return done, [*wrong, *self.judge()]

    def judge(self) -> list[str]:
        """What is wrong with how things stand, and with the next run; nothing is judged twice.

        The next run is stopped again as soon as it has cleared away. Where things stand then as they stood after
        another disturbance, it is known how it goes on; else it is run.
        """
        state = self.standing()
        if state not in self.judged:
            wrong = self.scene.wrong(self.root, self.before, self.after)
            self.judged[state] = [*wrong, *self.heal()]
        return self.judged[state]

    def heal(self) -> list[str]:
        """What is wrong with the next run."""
        if self.is_done():
            return []
        begun = self.server.run(self.scene.argv(self.root), self.root, Plan(BEGIN))
        if begun.code != KILLED:
            return self.unlike_the_end(begun)
        cleared = self.standing()
        if cleared not in self.judged:
            self.healed += 1
            self.judged[cleared] = (
                []
                if self.is_done()
                else self.unlike_the_end(self.server.run(self.scene.argv(self.root), self.root))
            )
        return self.judged[cleared]

    def is_done(self) -> bool:
        """Whether this is the end of what is done but once."""
        return self.scene.once and self.scene.picture(self.root) == self.end

    def unlike_the_end(self, again: Outcome) -> list[str]:
        """What is wrong with what is there after the run that ended like *again*."""
        if again.code:
            return [f"the next run ends with {again.code}: {again.output[-600:]}"]
        found = self.scene.picture(self.root)
        return [] if found == self.end else [f"another end: {difference(found, self.end)}"]

    def standing(self) -> str:
        """A name for all that lies there: by it the next run can tell nothing from the same state had another way.

        Files that were there and were written since are told by that; names drawn by chance or from the clock and
        the content of locks, which is a process id, do not count.
        """
        total = hashlib.sha256()
        for path, one in everything(self.root):
            found = one.stat(follow_symlinks=False)
            content = str(found.st_mode)
            if one.is_symlink():
                content += str(Path(one).readlink())
            elif one.is_file() and not path.endswith("lock"):
                digest = hashlib.sha256(Path(one).read_bytes()).hexdigest()
                touched = path in self.before and found.st_mtime_ns > self.began
                content += f"{touched} {digest}"
            total.update(f"{CHANCE.sub('*', path)}\0{content}\0".encode("utf-8", "surrogateescape"))
        return total.hexdigest()

    def power_cuts(
        self, state: disk.State, points: Callable[[int], Container[int]] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """For every operation after which the disk would hold something else: its number and what was wrong.

        *points* says which of so many operations to look at; the end always is.
        """
        model, seen = copy.deepcopy(self.model), set[str]()
        recorded = list(disk.read(self.record))
        chosen = points(len(recorded)) if points else range(len(recorded) + 1)
        for number, one in enumerate([None, *recorded]):
            if one is not None:
                model.apply(one)
            tree = model.tree(state)
            known = disk.digest(tree)
            if known in seen or number not in chosen:
                continue
            seen.add(known)
            shutil.rmtree(self.root, ignore_errors=True)
            self.root.mkdir()
            disk.write(tree, self.root)
            yield number, self.judge()
        if state != "seen":
            shown = {
                p: f"-> {t}".encode() if isinstance(t, str) else t for p, t in tree.items() if t is not None
            }
            unsafe = [
                path for path in self.after if shown.get(path) != self.after[path] and "lock" not in path
            ]
            yield number, [f"told success, lost with the power: {path}" for path in unsafe]


def difference(found: Tree, wanted: Tree) -> str:
    """The first paths by which two trees differ."""
    paths = sorted(path for path in found.keys() | wanted.keys() if found.get(path) != wanted.get(path))
    kinds = [f"{'+' if p not in wanted else '-' if p not in found else '~'}{p}" for p in paths]
    return f"{len(paths)} differ: {', '.join(kinds[:6])}"
