"""Backing up: a new bag beside the former ones, whole or not there, read back before it counts."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from durable.backup import bag
from durable.backup.bag import PAYLOAD
from durable.backup.project import SERVING, Project
from durable.files import blocks_of, hashed, replace_link, sha256_of, sweep, sync_folder
from durable.filling import fill, fill_blocks, fill_link, settle
from durable.lock import exclusive

BEIJING = timezone(timedelta(hours=8))
_UNFINISHED = ".unfinished-"
_TRIES = 3
# An original lies under the sha256 of its bytes, see importers/archive.py.
_NAMED = re.compile(r"archive/.*/data/[0-9a-f]{2}/([0-9a-f]{64})(?:\.[a-z0-9]{1,8})?")


class Unsaved(RuntimeError):
    """A file could not be backed up as it is; the message is Chinese."""


@dataclass(slots=True)
class Saved:
    """A finished backup at *folder*: *copied* files of *octets* bytes, *linked* ones that the former backup had.

    *warnings* are Chinese lines about what is damaged or left out.
    """

    folder: Path
    copied: int = 0
    octets: int = 0
    linked: int = 0
    warnings: list[str] = field(default_factory=list)


def back_up(root: Path, target: Path, now: datetime) -> Saved:
    """Back up the project folder *root* into a new folder below *target*, named by *now*.

    Raises Busy while an import, a build or another backup is at work, Unsaved when a file keeps changing or did not
    arrive as it was read, OSError when the disk refuses; the former backups then stay as they were.
    """
    project = Project(root.resolve())
    target.mkdir(parents=True, exist_ok=True)
    if target.resolve().is_relative_to(project.root / "content") or target.resolve().is_relative_to(
        project.root / "archive"
    ):
        raise Unsaved(f"{target} 在要备份的文件夹里面，请备份到别处，最好是另一块硬盘。")
    with exclusive(target / ".lock"), project.held():
        for left in target.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left)
        sweep(target, deep=False)
        name = _new_name(target, now)
        return _Saving(target, name).run(project, now)


def _new_name(target: Path, now: datetime) -> str:
    wanted = f"{now.astimezone(BEIJING):%Y%m%dT%H%M%S}"
    taken = {path.name for path in bag.snapshots(target)}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


class _Saving:
    """One run: the new bag is made under a name that nobody takes for a backup, then renamed."""

    def __init__(self, target: Path, name: str) -> None:
        self._target, self._fresh = target, target / f"{_UNFINISHED}{name}"
        self._saved = Saved(target / name)
        self._digests: dict[str, str] = {}
        self._former = bag.newest(target)
        self._known: dict[str, str] = {}
        if self._former:
            try:
                self._known = {digest: path for path, digest in bag.read_manifest(self._former).items()}
            except bag.BadBackup as error:
                self._saved.warnings.append(f"{error}本次全部重新复制。")

    def run(self, project: Project, now: datetime) -> Saved:
        try:
            self._fill(project)
            settle()
            self._read_back()
            size = sum((self._fresh / name).stat().st_size for name in self._digests)
            bag.write_tags(self._fresh, self._digests, _description(now, size, len(self._digests)))
            settle()
            self._fresh.rename(self._saved.folder)
        except BaseException:
            shutil.rmtree(self._fresh, ignore_errors=True)
            raise
        sync_folder(self._target)
        replace_link(self._target / bag.LATEST, self._saved.folder.name)
        return self._saved

    def _fill(self, project: Project) -> None:
        (self._fresh / PAYLOAD).mkdir(parents=True)
        for name, path in project.files():
            if path.is_symlink() or not path.is_file():
                self._saved.warnings.append(f"没有备份 {path}：是符号链接或特殊文件，请换成普通文件。")
            else:
                self._digests[f"{PAYLOAD}/{name}"] = self._keep(name, path)
        if project.serving:
            fill(self._fresh / PAYLOAD / SERVING, f"{project.serving}\n")
            self._digests[f"{PAYLOAD}/{SERVING}"] = sha256_of(self._fresh / PAYLOAD / SERVING)

    def _keep(self, name: str, path: Path) -> str:
        """Bring the file *path* into the bag as *name*; its digest there."""
        digest, named = sha256_of(path), _NAMED.fullmatch(name)
        place = self._fresh / PAYLOAD / name
        if named and digest != named[1]:
            return self._keep_original(path, place, named[1])
        if self._link(digest, place):
            return digest
        return self._copy(path, place)

    def _keep_original(self, path: Path, place: Path, named: str) -> str:
        """A damaged original does not take the place of a whole one in the former backup."""
        if self._link(named, place):
            self._saved.warnings.append(f"{path} 已损坏（changed）：备份里留的是上一份备份中完好的那一份。")
            return named
        self._saved.warnings.append(f"{path} 已损坏（changed）：以前的备份里也没有完好的，照原样备份。")
        return self._copy(path, place)

    def _link(self, digest: str, place: Path) -> bool:
        """Give what the former backup has under *digest* the further name *place*, once it was read and is whole."""
        known = self._former and self._known.get(digest)
        if not self._former or not known:
            return False
        former = self._former / known
        try:
            if sha256_of(former) != digest:
                self._saved.warnings.append(f"{former} 已损坏（changed），本次重新复制。")
                return False
        except OSError:
            self._saved.warnings.append(f"{former} 已缺失（missing），本次重新复制。")
            return False
        try:
            fill_link(former, place)
        except OSError:
            return False  # no hard links on this file system, or too many of this file: it is copied
        self._saved.linked += 1
        return True

    def _copy(self, path: Path, place: Path) -> str:
        for _ in range(_TRIES):
            before = path.stat()
            digest = hashlib.sha256()
            with path.open("rb") as stream:
                fill_blocks(place, hashed(blocks_of(stream), digest))
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size):
                self._saved.copied += 1
                self._saved.octets += after.st_size
                return digest.hexdigest()
            place.unlink()
        raise Unsaved(f"{path} 正在被修改，没有备份成。请等修改的人保存完再运行一次。")

    def _read_back(self) -> None:
        for name, digest in self._digests.items():
            if sha256_of(self._fresh / name) != digest:
                raise Unsaved(
                    f"{self._fresh / name}：写到备份盘上的内容与原文件不同，备份盘可能坏了。请换一块再运行。"
                )


def _description(now: datetime, octets: int, count: int) -> str:
    moment = now.astimezone(BEIJING)
    return (
        f"Source-Organization: {os.uname().nodename}\n"
        f"Bagging-Date: {moment:%Y-%m-%d}\n"
        f"External-Description: 归集项目的完整备份，{moment:%Y-%m-%d %H:%M} 做成。data/content 是公开信息和登记表，"
        "data/archive 是原件和台账，data/builds 是当时公开的网站。全部是普通文件，不用任何程序也能读；"
        "核对：sha256sum -c manifest-sha256.txt\n"
        f"Payload-Oxum: {octets}.{count}\n"
    )
