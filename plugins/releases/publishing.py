"""Handing the release being served to another place: only what differs from what went there before.

The work is rsync's and rclone's; ours is the list of changed and removed files, from the manifest of this release
and from what `.builds/published/` says was sent to the same place. So a place that skipped three releases gets
all three, and a transfer that was cut off is made good by the next one.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from durable import atomic_write, exclusive, spooled
from plugins.release import Workshop
from plugins.releases import manifest
from running.progress import Progress

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+:(?!//)[^:].*")
_RCLONE = "rclone:"
_UNSURE = "-"  # sent or removed perhaps: a transfer was begun
# What rsync (by our --out-format) and rclone say of each file.
_SENT = re.compile(r"\+|deleting |\S+ \S+ INFO  *: ")
_LINES = 20
# How rsync ends where the folder of a file to be deleted is missing here, too; it deletes the file all the same.
_VANISHED = 24
_INSTALL = {"rsync": "apt install rsync", "rclone": "apt install rclone"}


class NotSent(RuntimeError):
    """A release did not get to its target; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many files a publication *changed* and *removed*."""

    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class _Load:
    """What is to be sent of *site*: files *changed* and *removed*, by their paths from there."""

    site: Path
    changed: list[str]
    removed: list[str]


def publish(workshop: Workshop, target: str) -> Sent:
    """Bring the site being served to *target*: a folder, `[user@]host:path` (rsync) or `rclone:remote:path`.

    Raises NotSent, Damaged when the site is no proved release or not what was proved, Busy, OSError.
    """
    if workshop.serving is None:
        raise NotSent("还没有生成过网站，请先运行 invoke release。")
    send, progress = _rclone if target.startswith(_RCLONE) else _rsync, workshop.means.progress
    _refuse_bad(workshop, target)
    with exclusive(workshop.builds / "publish.lock"):
        progress.begin("核对这次发布", "个文件")
        now = _of_site(manifest.verify(workshop.serving, progress))
        record = workshop.builds / "published" / hashlib.sha256(target.encode()).hexdigest()[:16]
        before = _recorded(record)
        changed = sorted(path for path, digest in now.items() if before.get(path) != digest)
        removed = sorted(before.keys() - now.keys())
        if changed or removed:
            _note(record, {**before, **dict.fromkeys(changed, _UNSURE)})
            progress.begin("送出", "个文件", len(changed) + len(removed))
            send(_Load(workshop.serving / "site", changed, removed), target, progress)
            _note(record, now)
    return Sent(len(changed), len(removed))


def _refuse_bad(workshop: Workshop, target: str) -> None:
    local = not target.startswith(_RCLONE) and _HOST.fullmatch(target) is None
    if not target or target.startswith("-") or (local and ":" in target):
        raise NotSent(f"看不懂目标“{target}”：请写文件夹、用户@主机:路径，或 rclone:远端:路径。")
    place = Path(target).resolve() if local else None
    if place and (place.is_relative_to(workshop.builds.resolve()) or workshop.output.resolve() == place):
        raise NotSent(f"“{target}”就在生成结果里，请另选一个文件夹。")


def _of_site(noted: Mapping[str, str]) -> dict[str, str]:
    prefix = manifest.SITE
    return {path.removeprefix(prefix): digest for path, digest in noted.items() if path.startswith(prefix)}


def _recorded(record: Path) -> dict[str, str]:
    if not record.is_file():
        return {}
    lines = record.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def _note(record: Path, state: Mapping[str, str]) -> None:
    atomic_write(record, "".join(f"{digest}  {path}\n" for path, digest in sorted(state.items())))


def _rsync(load: _Load, target: str, progress: Progress) -> None:
    """Two runs: new files are put in place together, then what is named and missing here is deleted there."""
    options = ["--times", "--perms", "--chmod=D755,F644", "--ignore-times", "--delay-updates"]
    named = ["--mkpath", "--files-from=-", "--from0", "--out-format=+%n"]
    ends = ["--", f"{load.site}/", f"{target}/"]
    if load.changed:
        _run(["rsync", *options, *named, *ends], "\0".join(load.changed), progress)
    if load.removed:
        command = ["rsync", "--delete-missing-args", *named, *ends]
        _run(command, "\0".join(load.removed), progress, fine=_VANISHED)


def _rclone(load: _Load, target: str, progress: Progress) -> None:
    """Two runs: all that is new first, so that no page sent leads to one that is gone already."""
    place = target.removeprefix(_RCLONE)
    named = ["--files-from-raw", "-", "--verbose", "--stats", "0"]
    if load.changed:
        options = [*named, "--no-traverse", "--ignore-times"]
        _run(["rclone", "copy", *options, "--", str(load.site), place], "\n".join(load.changed), progress)
    if load.removed:
        _run(["rclone", "delete", *named, "--", place], "\n".join(load.removed), progress)


def _run(command: list[str], names: str, progress: Progress, *, fine: int = 0) -> None:
    """Run *command* on *names*; *progress* hears of each file it tells of.

    Raises NotSent with what else it told where it ends neither with 0 nor with *fine*.
    """
    tool, *arguments = command
    found = shutil.which(tool)
    if found is None:
        raise NotSent(f"没有安装 {tool}，请先安装（{_INSTALL[tool]}）。")
    told: deque[str] = deque(maxlen=_LINES)
    with (
        spooled([names.encode()]) as asked,
        subprocess.Popen(  # noqa: S603 - the tool found above, its arguments ours
            [found, *arguments],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as running,
    ):
        for line in running.stdout or ():
            if _SENT.match(line):
                progress.advance(not line.endswith("/\n"))  # rsync tells of folders too
            else:
                told.append(line)
    if running.returncode not in (0, fine):
        raise NotSent(
            f"{tool} 没有送完（退出码 {running.returncode}）：{''.join(told).strip()[-500:]}。再运行一次会接着送。"
        )
