"""The command line: `python -m plugins ROOT CONF` builds, checks and shows the site of a project folder."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from plugins import release


def main(arguments: Sequence[str] | None = None) -> int:
    """Build as *arguments* say; 0 when the new site is shown, 1 with Chinese words on standard error when not."""
    given = _parser().parse_args(arguments)
    started = time.monotonic()
    workshop = release.Workshop(given.root, given.conf, afresh=given.all)
    try:
        build = release.release(
            workshop, index if given.index else no_index, PATH=str(given.root / "content")
        )
    except release.FAILURES as error:
        print(f"{error}\n没有生成新的网站，原来的网站保持不变。", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(
        f"已生成：公开信息 {build.notices} 件，新写页面 {build.written} 个，用时 {seconds:.1f} 秒：{workshop.output}"
    )
    return 0


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
        "--no-index", dest="index", action="store_false", help="不建检索索引，只生成网页和检索文档"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
