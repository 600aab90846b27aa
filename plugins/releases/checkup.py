"""Looking the releases over: every byte of each, and what lies about that belongs to none. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from durable import sha256_of, walk
from plugins import spares, standstill
from plugins.notices import memory
from plugins.notices.crew import Means
from plugins.release import Workshop, builds
from plugins.releases import manifest
from plugins.releases.manifest import Damaged
from running.progress import Progress

_OURS = {
    *("lock", "publish.lock", "held", "published", "missing-links.jsonl"),
    *("check.json", "check.jsonl", "profile", "import-profile"),
}
_SAID = {
    "missing": "缺少",
    "changed": "内容已改动或损坏",
    "extra": "不该有的文件",
    "orphan": "中断的生成留下的，下次生成时清除",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong with *path*: missing, changed, extra or orphan (fsck's words)."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}：{_SAID[self.what]}（{self.what}）"


@dataclass(frozen=True, slots=True)
class Checkup:
    """How many *releases* with how many *files* were looked at, and what was found."""

    releases: int
    files: int
    findings: tuple[Finding, ...]

    @property
    def damages(self) -> list[Finding]:
        """The findings that need a person."""
        return [one for one in self.findings if one.what != "orphan"]


def look_over(workshop: Workshop) -> Checkup:
    """Read every file of all releases of *workshop*. Raises OSError for what cannot be read."""
    findings, releases, files = list(_beside(workshop)), 0, 0
    for folder in builds(workshop) if workshop.builds.is_dir() else ():
        name = f".builds/{folder.name}"
        if manifest.is_proved(folder) or (folder / manifest.SEAL).exists():
            releases += 1
            count = sum(len(names) for _, _, names in walk(folder))
            files += count
            workshop.means.progress.begin(f"核对发布 {folder.name}", "个文件", count)
            findings += (Finding(f"{name}/{path}", what) for path, what in wrong_in(folder, workshop.means))
        elif not standstill.noted(folder) and folder != workshop.serving:
            findings.append(Finding(name, "orphan"))
    return Checkup(releases, files, tuple(sorted(findings)))


def _beside(workshop: Workshop) -> Iterator[Finding]:
    """What is wrong outside of the builds."""
    if workshop.output.is_symlink() and workshop.serving is None:
        yield Finding(workshop.output.name, "missing")
    if workshop.builds.is_dir():
        ours = _OURS | {path.name for path in (*builds(workshop), *spares.found(workshop.builds))}
        strange = sorted(path.name for path in workshop.builds.iterdir() if path.name not in ours)
        yield from (Finding(f".builds/{name}", "extra") for name in strange)


def _measured(folder: Path, progress: Progress) -> dict[str, str]:
    """The sha256 of every file below *folder*, and `link` for a symbolic link, which has no place there."""
    found: dict[str, str] = {}
    for parent, folders, names in walk(folder):
        for path in (Path(parent, name) for name in [*folders, *progress.each(names)]):
            if path.is_symlink() or not path.is_dir():
                found[path.relative_to(folder).as_posix()] = _digest(path)
    return found


def _digest(path: Path) -> str:
    return "link" if path.is_symlink() or not path.is_file() else sha256_of(path)


def wrong_in(folder: Path, means: Means | None = None) -> list[tuple[str, str]]:
    """What is wrong in the release *folder*: paths from there, each with fsck's word. Raises OSError.

    *means* hear of each file.
    """
    return sorted(set(_wrong(folder, _measured(folder, (means or Means()).progress))))


def _wrong(folder: Path, found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong in *folder* where *found* was found. A list that is damaged itself vouches for nothing."""
    sealed = _vouched(manifest.read_seal, folder)
    trusted = sealed is None or found.get(manifest.NAME) == sealed.get(manifest.NAME)
    listed = _vouched(manifest.read, folder) if trusted else None
    wanted = {**(listed or {}), **(sealed or {})}
    beside = {
        manifest.SEAL,
        manifest.MEMORY,
        *_unvouched(found, of_parts=listed is None, notes=sealed is None),
    }
    for path in sorted({manifest.NAME, *wanted, *found} - beside):
        if path not in found:
            yield path, "missing"
        elif path not in wanted:
            yield path, "extra"
        elif found[path] != wanted[path]:
            yield path, "changed"
    if sealed is None:
        yield manifest.SEAL, "changed" if manifest.SEAL in found else "missing"
    summed = sealed is None or found.get(manifest.MEMORY_SUM) == sealed.get(manifest.MEMORY_SUM)
    if manifest.MEMORY not in found:
        yield manifest.MEMORY, "missing"
    elif summed and not memory.whole(folder / manifest.MEMORY):
        yield manifest.MEMORY, "changed"


def _vouched(read: Callable[[Path], dict[str, str]], folder: Path) -> dict[str, str] | None:
    try:
        return read(folder)
    except Damaged:
        return None


def _unvouched(found: Mapping[str, str], *, of_parts: bool, notes: bool) -> Iterator[str]:
    """The paths of *found* about which nobody says what they must be: those in its parts, or the notes beside."""
    for path in found:
        if of_parts if path.split("/")[0] in manifest.PARTS else notes:
            yield path
