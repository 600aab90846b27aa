"""What of a project folder a backup holds, and how it is called there.

Under `data/`: `content/` (notices, registers, attachments), `archive/` (originals and ledgers), `builds/` for
`.builds/` (of the release being served everything, and the counts of unknown old links), and `serving.txt` with the
number of that release for the link `output`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from durable.files import is_temporary
from durable.lock import exclusive
from durable.walking import walk

CONTENT, ARCHIVE, BUILDS = "content", "archive", "builds"
SERVING = "serving.txt"
_LOCKS = {".lock", "lock"}
_SCRATCH = {".unpacked"}
_NOTES = ("missing-links.jsonl", "held")


@dataclass(frozen=True, slots=True)
class Project:
    """The project folder *root*."""

    root: Path

    @property
    def builds(self) -> Path:
        """The folder of all builds."""
        return self.root / ".builds"

    @property
    def output(self) -> Path:
        """The link to the site being served."""
        return self.root / "output"

    @property
    def serving(self) -> str:
        """The number of the build being served, empty where there is none."""
        folder = self.output.resolve().parent
        served = self.output.is_symlink() and folder.is_dir() and folder.parent == self.builds.resolve()
        return folder.name if served else ""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing imports or builds meanwhile. Raises Busy."""
        with ExitStack() as locks:
            for path in (self.root / ARCHIVE / ".lock", self.builds / "lock"):
                if path.parent.is_dir():
                    locks.enter_context(exclusive(path))
            yield

    def files(self) -> Iterator[tuple[str, Path]]:
        """Everything to be kept: its name in the backup and where it lies now. Symbolic links are among them."""
        for part in (CONTENT, ARCHIVE):
            yield from _below(self.root / part, part)
        if self.serving:
            yield from _below(self.builds / self.serving, f"{BUILDS}/{self.serving}")
        for name in _NOTES:
            if (self.builds / name).is_file():
                yield f"{BUILDS}/{name}", self.builds / name

    def occupied(self) -> bool:
        """Whether there is anything that a restore would take the place of."""
        return any(
            name not in _LOCKS
            for folder in (self.root / CONTENT, self.root / ARCHIVE, self.builds)
            for _, _, names in walk(folder)
            for name in names
        )


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in walk(folder):
        folders[:] = sorted(set(folders) - _SCRATCH)
        links = [one for one in folders if Path(parent, one).is_symlink()]
        for one in sorted([*names, *links]):
            if one not in _LOCKS and not is_temporary(one):
                path = Path(parent, one)
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
