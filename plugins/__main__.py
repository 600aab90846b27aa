"""The command line: `python -m plugins ROOT CONF` builds, checks and shows the site of a project folder."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from notices.values import BEIJING
from plugins import release
from plugins.notices import changes
from plugins.releases import proof


def main(arguments: Sequence[str] | None = None) -> int:
    """Build as *arguments* say; 0 when the new site is shown, 1 with Chinese words on standard error when not."""
    given = _parser().parse_args(arguments)
    started = time.monotonic()
    workshop = release.Workshop(given.root, given.conf, afresh=given.all)
    after = proved(workshop) if given.prove else index if given.index else no_index
    try:
        build = release.release(workshop, after, PATH=str(given.root / "content"))
    except release.FAILURES as error:
        print(f"{error}\n没有生成新的网站，原来的网站保持不变。", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(
        f"已生成：公开信息 {build.notices} 件，新写页面 {build.written} 个，用时 {seconds:.1f} 秒：{workshop.output}"
    )
    if due := changes.read(build.folder).due:
        print(
            f"下一次到期：{due.astimezone(BEIJING):%Y-%m-%d %H:%M}，届时再生成一次（定时公开、公示期满、施行或失效）。"
        )
    return 0


def proved(workshop: release.Workshop) -> Callable[[release.Build], None]:
    """What makes a build of *workshop* a release: its index, and the proof of the whole."""

    def prove(build: release.Build) -> None:
        index(build)
        former = None if workshop.afresh else workshop.serving
        shown = proof.prove(build.folder, workshop.root / "content", former, os.cpu_count() or 1)
        print(
            f"已核验：网页 {shown.pages} 个，链接和标签无误；试查 {shown.questions} 条；"
            f"个人信息只有放行的 {shown.waived} 处；清单 {shown.files} 个文件。"
        )

    return prove


def index(build: release.Build) -> None:
    """Make the search index of *build*. Raises IndexFailed."""
    command = [sys.executable, "-m", "search", "index", str(build.documents), str(build.index)]
    former = (build.folder.parent.parent / "output").resolve().parent / "index"
    command += ["--former", str(former)] if former.is_dir() else []
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own module
    if done.returncode:
        raise release.IndexFailed(f"没有建成检索索引：{done.stderr.strip()}")


def no_index(build: release.Build) -> None:
    """Leave *build* without a search index."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m plugins", description="生成网站和检索索引，全部成功才换上新的。"
    )
    parser.add_argument("root", type=Path, metavar="ROOT", help="项目文件夹，其中有 content/")
    parser.add_argument("conf", type=Path, metavar="CONF", help="设置文件")
    parser.add_argument("--all", action="store_true", help="从头生成，不沿用上一次的页面")
    parser.add_argument(
        "--prove", action="store_true", help="逐页核验、试查、查个人信息，写清单，成为一次发布"
    )
    parser.add_argument(
        "--no-index", dest="index", action="store_false", help="不建检索索引，只生成网页和检索文档"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
