"""Going back to an earlier release: checked byte for byte, then shown by the same one link."""

from __future__ import annotations

from durable import atomic_write, exclusive, sweep
from plugins.release import Build, Workshop, builds, show
from plugins.releases import manifest


class NoRelease(LookupError):
    """There is no release to go back to; the message is Chinese."""


def roll_back(workshop: Workshop, wanted: str = "") -> Build:
    """Show the release *wanted*, by default the last one before that being served, and return it.

    Builds by the clock then wait until somebody releases by hand. Raises NoRelease, Damaged when a byte of it is
    not as it was, Busy, OSError; `output` then stays as it was.
    """
    with exclusive(workshop.builds / "lock"):
        for folder in (workshop.root, workshop.builds):
            sweep(folder, deep=False)
        build = Build(workshop.builds / _chosen(workshop, wanted))
        workshop.means.progress.begin("核对这次发布", "个文件")
        manifest.verify(build.folder, workshop.means.progress)
        show(workshop, build)
        atomic_write(workshop.held, f"{build.folder.name}\n")
    return build


def _chosen(workshop: Workshop, wanted: str) -> str:
    serving = workshop.serving.name if workshop.serving else ""
    names = [path.name for path in builds(workshop) if manifest.is_proved(path)]
    earlier = [name for name in names if name < serving]
    if wanted in names or (not wanted and earlier):
        return wanted or earlier[-1]
    told = f"有清单的发布：{'、'.join(names) or '一次也没有'}；现在公开的是 {serving or '（无）'}。"
    raise NoRelease(f"没有{f'“{wanted}”这次发布' if wanted else '更早的发布可以回退'}。{told}")
