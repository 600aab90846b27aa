"""Restoring: everything is copied and checked beside the project first; only then it takes its place.

The content folder goes away first and comes back last: without it no command of the house begins, so a restore
that was cut off is never taken for a project. Run again it ends as if it had not been cut off.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from durable.backup import bag
from durable.backup.bag import PAYLOAD, BadBackup, Finding
from durable.backup.project import ARCHIVE, BUILDS, CONTENT, SERVING, Project
from durable.backup.saving import BEIJING
from durable.files import blocks_of, hashed, replace_link, sweep, sync_folder
from durable.filling import fill_blocks, settle

_STAGING = ".restoring"
_ASIDE = ".replaced-"


class Occupied(FileExistsError):
    """The project folder holds something already, and nobody said that it may be replaced."""


@dataclass(slots=True)
class Restored:
    """What came of a restore from *bag*: how many *files*, what could not be had, and where the former things lie."""

    bag: Path
    files: int = 0
    damaged: list[Finding] = field(default_factory=list)
    aside: Path | None = None


def chosen(source: Path) -> Path:
    """The backup that *source* is, or the newest in it. Raises BadBackup."""
    if (source / bag.MANIFEST).is_file():
        return source.resolve()
    found = bag.newest(source)
    if found is None:
        raise BadBackup(f"{source}：这里没有备份。请写备份文件夹，或其中某一次的文件夹。")
    return found


def restore(source: Path, root: Path, *, replace: bool = False, partial: bool = False) -> Restored:
    """Bring the project folder *root* back from the backup *source*, or the newest in it.

    What is in the way is moved aside to a folder `.replaced-…`, never deleted, and only with *replace*: else
    Occupied is raised. With *partial* what is whole is restored where the backup itself is damaged; else BadBackup
    names all that is. Raises Busy, and OSError when the disk refuses; *root* then stays as it was.
    """
    project, saved = Project(root.resolve()), chosen(source)
    staging = project.root / _STAGING
    begun = staging.is_dir()
    if not (replace or begun) and project.occupied():
        raise Occupied(
            f"{project.root} 里已有内容，没有动它。确定要换成备份里的，请加 --replace：现有的会移到 {_ASIDE}… 里，不删除。"
        )
    if project.output.exists() and not project.output.is_symlink():
        raise Occupied(f"{project.output} 是一个真实的文件夹，不是链接。请先把它移走再恢复。")
    with project.held():
        _empty(staging)
        sweep(project.root, deep=False)
        restored = Restored(saved)
        try:
            _stage(saved, staging, restored)
            if restored.damaged and not partial:
                raise BadBackup(_told(restored))
            settle()
        except BaseException:
            if begun:
                _empty(staging)
            else:
                shutil.rmtree(staging, ignore_errors=True)
            raise
        _put_in_place(project, staging, restored)
    return restored


def _empty(staging: Path) -> None:
    """Remove what is in *staging*. The folder itself stays: it says that a restore was begun, however often cut off."""
    for path in staging.iterdir() if staging.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _told(restored: Restored) -> str:
    lines = "\n".join(map(str, restored.damaged))
    return (
        f"{lines}\n{restored.bag} 有 {len(restored.damaged)} 处损坏，没有恢复。请换一份较早的备份；"
        "只有这一份时加 --partial，恢复其中完好的。"
    )


def _stage(saved: Path, staging: Path, restored: Restored) -> None:
    """Copy the payload of *saved* to *staging*, every byte compared with its manifest on the way."""
    listed = bag.read_manifest(saved)
    found = set(bag.files(saved / PAYLOAD, saved))
    restored.damaged += sorted([*bag.tags_wrong(saved), *bag.strays(listed, found)])
    staging.mkdir(parents=True, exist_ok=True)
    for name in sorted(listed.keys() & found):
        place = staging / name.removeprefix(f"{PAYLOAD}/")
        if not name.startswith(f"{PAYLOAD}/") or ".." in Path(name).parts or (saved / name).is_symlink():
            restored.damaged.append(Finding(name, "changed"))
        elif _copied(saved / name, place) == listed[name]:
            restored.files += 1
        else:
            place.unlink()
            restored.damaged.append(Finding(name, "changed"))


def _copied(source: Path, place: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as stream:
        fill_blocks(place, hashed(blocks_of(stream), digest))
    return digest.hexdigest()


def _put_in_place(project: Project, staging: Path, restored: Restored) -> None:
    aside = project.root / f"{_ASIDE}{datetime.now(BEIJING):%Y%m%dT%H%M%S-%f}"
    serving = staging / SERVING
    served = serving.read_text(encoding="utf-8").strip() if serving.is_file() else ""
    (staging / CONTENT).mkdir(exist_ok=True)
    _move(project.root / CONTENT, aside / CONTENT)
    _move(project.root / ARCHIVE, aside / ARCHIVE)
    _move(staging / ARCHIVE, project.root / ARCHIVE)
    for path in sorted((staging / BUILDS).iterdir()) if (staging / BUILDS).is_dir() else ():
        _move(project.builds / path.name, aside / BUILDS / path.name)
        _move(path, project.builds / path.name)
    if served:
        replace_link(project.output, f".builds/{served}/site")
    _move(staging / CONTENT, project.root / CONTENT)
    shutil.rmtree(staging)
    sync_folder(project.root)
    restored.aside = aside if aside.is_dir() else None


def _move(source: Path, target: Path) -> None:
    """Rename *source*, where it is there, and let the disk know before the next step."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    sync_folder(target.parent)
    sync_folder(source.parent)
