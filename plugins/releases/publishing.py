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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from durable import atomic_write, exclusive
from plugins.release import Workshop
from plugins.releases import manifest

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+:(?!//)[^:].*")
_RCLONE = "rclone:"
_UNSURE = "-"  # sent or removed perhaps: a transfer was begun
_INSTALL = {"rsync": "apt install rsync", "rclone": "apt install rclone"}


class NotSent(RuntimeError):
    """A release did not get to its target; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many files a publication *changed* and *removed*."""

    changed: int
    removed: int


def publish(workshop: Workshop, target: str) -> Sent:
    """Bring the site being served to *target*: a folder, `[user@]host:path` (rsync) or `rclone:remote:path`.

    Raises NotSent, Damaged when the site is no proved release or not what was proved, Busy, OSError.
    """
    if workshop.serving is None:
        raise NotSent("还没有生成过网站，请先运行 invoke release。")
    send = _rclone if target.startswith(_RCLONE) else _rsync
    _refuse_bad(workshop, target)
    with exclusive(workshop.builds / "publish.lock"):
        now = _of_site(manifest.verify(workshop.serving))
        record = workshop.builds / "published" / hashlib.sha256(target.encode()).hexdigest()[:16]
        before = _recorded(record)
        changed = sorted(path for path, digest in now.items() if before.get(path) != digest)
        removed = sorted(before.keys() - now.keys())
        if changed or removed:
            _note(record, {**before, **dict.fromkeys(changed, _UNSURE)})
            send(workshop.serving / "site", target, (changed, removed))
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


def _rsync(site: Path, target: str, lists: tuple[list[str], list[str]]) -> None:
    """One run: what is named and missing here is deleted there; new files are put in place together at the end."""
    changed, removed = lists
    options = ["--times", "--perms", "--chmod=D755,F644", "--ignore-times", "--delay-updates", "--mkpath"]
    named = ["--files-from=-", "--from0", "--delete-missing-args"]
    _run("rsync", [*options, *named, "--", f"{site}/", f"{target}/"], "\0".join([*changed, *removed]))


def _rclone(site: Path, target: str, lists: tuple[list[str], list[str]]) -> None:
    """Two runs: all that is new first, so that no page sent leads to one that is gone already."""
    changed, removed = lists
    place = target.removeprefix(_RCLONE)
    if changed:
        options = ["--files-from-raw", "-", "--no-traverse", "--ignore-times"]
        _run("rclone", ["copy", *options, "--", str(site), place], "\n".join(changed))
    if removed:
        _run("rclone", ["delete", "--files-from-raw", "-", "--", place], "\n".join(removed))


def _run(tool: str, arguments: list[str], names: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise NotSent(f"没有安装 {tool}，请先安装（{_INSTALL[tool]}）。")
    done = subprocess.run([found, *arguments], input=names, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise NotSent(
            f"{tool} 没有送完（退出码 {done.returncode}）：{done.stderr.strip()[-500:]}。再运行一次会接着送。"
        )
