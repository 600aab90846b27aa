"""`python -m plugins.releases rollback|publish|verify ROOT`: go back, hand the present release on, look all over."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from durable import Busy, explained
from plugins.notices.crew import Means
from plugins.release import Workshop
from plugins.releases.checkup import look_over
from plugins.releases.manifest import Damaged
from plugins.releases.publishing import NotSent, publish
from plugins.releases.rollback import NoRelease, roll_back
from running import options
from running.asking import Parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 when done, 1 with Chinese words on standard error when not, or when damaged."""
    given = _parser().parse_args(arguments)
    progress = options.progress()
    try:
        code = int(given.run(given, Means(progress=progress)) or 0)
    except (Busy, Damaged, NoRelease, NotSent, OSError) as error:
        progress.close()
        print(explained(error), file=sys.stderr)
        return 1
    return code


def _roll_back(given: argparse.Namespace, means: Means) -> None:
    build = roll_back(Workshop(given.root, Path(), means=means), given.id)
    means.progress.close()
    print(
        f"已回退到 {build.folder.name}，网站和索引一起换上。改正之后请运行 invoke release，定时生成到那时再继续。"
    )


def _publish(given: argparse.Namespace, means: Means) -> None:
    sent = publish(Workshop(given.root, Path(), means=means), given.to)
    means.progress.close()
    print(f"已送到 {given.to}：新增或改动 {sent.changed} 个文件，删去 {sent.removed} 个。")


def _verify(given: argparse.Namespace, means: Means) -> int:
    found = look_over(Workshop(given.root, Path(), means=means))
    means.progress.close()
    for finding in found.findings:
        print(finding)
    print(
        f"发布 {found.releases} 次，文件 {found.files} 个；损坏、缺失或多出 {len(found.damages)} 处。"
        + ("请运行 invoke release --all 重新生成，或由备份恢复。" if found.damages else "")
    )
    return 1 if found.damages else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m plugins.releases", description="回退、送出发布。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    back = commands.add_parser("rollback", help="换回一次较早的发布")
    back.add_argument("root", type=Path, help="项目文件夹")
    back.add_argument("id", nargs="?", default="", help="发布编号（.builds/ 下的文件夹名）；不写则回退一次")
    back.set_defaults(run=_roll_back)
    sending = commands.add_parser("publish", help="把现在公开的发布送到别处")
    sending.add_argument("root", type=Path, help="项目文件夹")
    sending.add_argument("to", help="文件夹、主机:路径，或 rclone:远端:路径")
    sending.set_defaults(run=_publish)
    verifying = commands.add_parser("verify", help="逐字节核对全部发布")
    verifying.add_argument("root", type=Path, help="项目文件夹")
    verifying.set_defaults(run=_verify)
    return parser


if __name__ == "__main__":
    sys.exit(main())
