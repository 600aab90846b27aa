"""A scene set up once, then played again and again, disturbed at another point each time."""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import disk
from scenes import LEFT, Scene, Tree, files
from shim import KILLED, Outcome, Plan, Server

TRACEBACK = "Traceback (most recent call last)"


@dataclass(slots=True)
class Stage:
    """*scene* in the folder *base*: the state before, the state after, and the record of the undisturbed run."""

    scene: Scene
    server: Server
    base: Path
    before: Tree = field(default_factory=dict)
    after: Tree = field(default_factory=dict)
    end: Tree = field(default_factory=dict)
    run: Outcome | None = None
    model: disk.Disk | None = None

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
        self.scene.prepare(self.server, self.root)
        self.before = files(self.root)
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
        return self.run

    def reset(self) -> None:
        """Put the state before in place again."""
        shutil.rmtree(self.root, ignore_errors=True)
        subprocess.run(["cp", "-a", str(self.base / "before"), str(self.root)], check=True)

    def play(self, plan: Plan) -> tuple[Outcome, list[str]]:
        """Play from the beginning, disturbed as *plan* says; how it ended and what was wrong then or afterwards."""
        self.reset()
        done = self.server.run(self.scene.argv(self.root), self.root, plan)
        if not done.fired:
            return done, []
        wrong = self.scene.wrong(self.root, self.before, self.after)
        if TRACEBACK in done.output or (plan.error and done.code in (70, KILLED)):
            wrong.append(f"exit {done.code}: {done.output[-600:]}")
        if done.code == 0:
            # What only was to be cleared away may stay until the next run.
            found = {path: text for path, text in self.scene.picture(self.root).items() if text != LEFT}
            wrong += [f"told success, yet: {difference(found, self.end)}"] * (found != self.end)
        return done, [*wrong, *self.heal()]

    def heal(self) -> list[str]:
        """Play undisturbed from where things stand; what is wrong with that."""
        if self.scene.once and self.scene.picture(self.root) == self.end:
            return []
        again = self.server.run(self.scene.argv(self.root), self.root)
        if again.code:
            return [f"the next run ends with {again.code}: {again.output[-600:]}"]
        found = self.scene.picture(self.root)
        return [] if found == self.end else [f"another end: {difference(found, self.end)}"]

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
            yield number, [*self.scene.wrong(self.root, self.before, self.after), *self.heal()]
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
