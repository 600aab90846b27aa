"""`python -m durable.backup save|restore|verify`: back a project up, bring it back, look a backup over."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from durable.backup import bag
from durable.backup.bag import BadBackup
from durable.backup.restoring import Occupied, restore
from durable.backup.saving import BEIJING, Unsaved, back_up
from durable.lock import Busy
from durable.reasons import explained


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 when all is well, 1 when something is damaged or left out, 2 when nothing was done."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except (BadBackup, Busy, Occupied, Unsaved) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{explained(error)}。没有改动原有的内容。", file=sys.stderr)
    return 2


def _save(given: argparse.Namespace) -> int:
    saved = back_up(given.root, given.target, datetime.now(BEIJING))
    for line in saved.warnings:
        print(line, file=sys.stderr)
    print(
        f"已备份到 {saved.folder}：复制 {saved.copied} 个文件（{saved.octets} 字节），"
        f"与上一份相同的 {saved.linked} 个；已逐字节核对。"
    )
    return 1 if saved.warnings else 0


def _restore(given: argparse.Namespace) -> int:
    done = restore(given.source, given.root, replace=given.replace, partial=given.partial)
    for finding in done.damaged:
        print(finding, file=sys.stderr)
    aside = f"原有的移到了 {done.aside}，核对无误后可以删去。" if done.aside else ""
    print(
        f"已由 {done.bag} 恢复 {done.files} 个文件，逐字节核对过。{aside}请接着运行 invoke verify 和 invoke build。"
    )
    return 1 if done.damaged else 0


def _verify(given: argparse.Namespace) -> int:
    bags = [given.source] if (given.source / bag.MANIFEST).is_file() else bag.snapshots(given.source)
    if not bags:
        raise BadBackup(f"{given.source}：这里没有备份。")
    wrong = 0
    for one in bags:
        try:
            findings = [f"{one.name}/{finding}" for finding in bag.verify(one)]
        except BadBackup as error:
            findings = [str(error)]
        wrong += len(findings)
        for line in findings:
            print(line)
    print(f"备份 {len(bags)} 份，损坏、缺失或多出 {wrong} 处。")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m durable.backup", description="备份、恢复、核对备份。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    saving = commands.add_parser("save", help="备份项目文件夹")
    saving.add_argument("root", type=Path, help="项目文件夹")
    saving.add_argument("target", type=Path, help="备份文件夹，最好在另一块硬盘上")
    saving.set_defaults(run=_save)
    restoring = commands.add_parser("restore", help="由备份恢复项目文件夹")
    restoring.add_argument("source", type=Path, help="备份文件夹（用最近一份），或其中某一份")
    restoring.add_argument("root", type=Path, help="项目文件夹")
    restoring.add_argument("--replace", action="store_true", help="项目文件夹里已有内容时，移到一旁再恢复")
    restoring.add_argument("--partial", action="store_true", help="备份有损坏时，恢复其中完好的")
    restoring.set_defaults(run=_restore)
    verifying = commands.add_parser("verify", help="逐字节核对备份")
    verifying.add_argument("source", type=Path, help="备份文件夹，或其中某一份")
    verifying.set_defaults(run=_verify)
    return parser


if __name__ == "__main__":
    sys.exit(main())
