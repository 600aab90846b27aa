"""Where a project keeps its builds, and what a build consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from notices.problems import Problem
from plugins.notices import changes
from plugins.notices.crew import Means


class Complained(RuntimeError):
    """Pelican logged errors and went on; such a site is not published."""


@dataclass(frozen=True, slots=True)
class Build:
    """A build: its folder, how many notices it shows, how many pages it wrote for that, and what it left out why.

    *untidied*: why what it makes superfluous could not be cleared away, though it is shown; empty where it could.
    *made*: what it changed, so that nothing need be read once it is shown.
    """

    folder: Path
    notices: int = 0
    written: int = 0
    omitted: tuple[Problem, ...] = ()
    untidied: str = ""
    made: changes.Changes = changes.NONE

    @property
    def site(self) -> Path:
        """The folder that `output` shows."""
        return self.folder / "site"

    @property
    def documents(self) -> Path:
        """The search documents of the same notices."""
        return self.folder / "documents.jsonl"

    @property
    def memory(self) -> Path:
        """What the build remembers for the next one."""
        return self.folder / "memory.sqlite"

    @property
    def index(self) -> Path:
        """Where the search index of the same notices belongs."""
        return self.folder / "index"


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where a project keeps its conf file, its content, its builds and the link to the one being served.

    *afresh*: carry nothing over from the former build; *means*: who does the work, and who hears of it.
    *keep_going*: leave out notices that cannot be shown; *unfit* are such as a check found before. *provisional*: what
    is shown is not all yet, so it must be confirmed (`standstill.confirm`) to count as up to date.
    """

    root: Path
    conf: Path
    afresh: bool = False
    means: Means = field(default_factory=Means)
    keep_going: bool = False
    unfit: tuple[Problem, ...] = ()
    provisional: bool = False

    @property
    def builds(self) -> Path:
        """The folder of all builds."""
        return self.root / ".builds"

    @property
    def output(self) -> Path:
        """The link to the site being served."""
        return self.root / "output"

    @property
    def held(self) -> Path:
        """The note that somebody went back to an earlier release: builds by the clock wait until it is gone."""
        return self.builds / "held"

    @property
    def serving(self) -> Path | None:
        """The folder of the build being served, None where there is none."""
        folder = self.output.resolve().parent
        return folder if self.output.is_symlink() and folder.is_dir() else None
