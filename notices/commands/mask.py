"""`mask FILE`: show what would be masked; with `--write`, do it, and log who did."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import durable
from notices import attachment_masking, privacy
from notices.checks import Manuscript, manuscript
from notices.frontmatter import BadFrontMatter
from notices.redaction import LOG, Masked, redact
from notices.tree import MEDIA, path_of
from notices.values import BEIJING

_STATUS = re.compile(r"^(?:status|状态)[ \t]*[:：].*\n", re.MULTILINE)


def add(parser: argparse.ArgumentParser) -> None:
    """The options of `mask`."""
    parser.add_argument(
        "file", type=Path, help="公开信息文件（可以是归档库 withheld 里的），或 docx、xlsx、csv、txt 附件"
    )
    parser.add_argument("--rule", action="append", choices=list(privacy.RULES), help="只遮盖这一类，可写多次")
    parser.add_argument("--write", action="store_true", help="写入文件（不写则只预览）")
    parser.add_argument("--by", default="", metavar="姓名", help="遮盖人，写入时必填")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="CONTENT",
        help="遮盖后移到这个公开信息文件夹，成为已公开（用于暂缓公开的条目）",
    )
    parser.add_argument("--log", type=Path, default=Path("archive") / LOG, help="遮盖日志")


def run(options: argparse.Namespace) -> int:
    """0 when done or nothing to do, 1 when the file is no notice, 2 when a needed option is missing."""
    path: Path = options.file
    if path.suffix.lower() != ".md":
        return _attachment(path, options)
    try:
        page = manuscript(path.read_text(encoding="utf-8"), path.as_posix())
    except BadFrontMatter as error:
        print("\n".join(map(str, error.problems)), file=sys.stderr)
        return 1
    now = datetime.now(BEIJING)
    text, masked = redact(page, now.date(), frozenset(options.rule or privacy.RULES))
    _preview(page, masked)
    if not options.write or (not masked and options.to is None):
        return 0
    if not options.by.strip():
        print("请用 --by 写明遮盖人姓名。", file=sys.stderr)
        return 2
    target = _write(page, text, options.to)
    counts = Counter(one.rule for one in masked)
    line = _entry(options.by.strip(), target, counts, (page.text.encode(), target.read_bytes()), now)
    durable.append_lines(options.log, [line])
    print(f"已写入 {target}，并记入 {options.log}。")
    return 0


def _attachment(path: Path, options: argparse.Namespace) -> int:
    """Mask an attachment in place; previews how much of what."""
    now = datetime.now(BEIJING)
    payload = path.read_bytes()
    try:
        made, counts = attachment_masking.mask(path.name, payload, now.date())
    except attachment_masking.Unmaskable as error:
        print(error, file=sys.stderr)
        return 1
    for rule, count in counts.items():
        print(f"{path}  {rule}  {privacy.RULES[rule]} {count} 处")
    if not counts:
        print(f"{path}：没有要遮盖的内容。")
    if not options.write or not counts:
        return 0
    if not options.by.strip():
        print("请用 --by 写明遮盖人姓名。", file=sys.stderr)
        return 2
    durable.atomic_write(path, made)
    durable.append_lines(options.log, [_entry(options.by.strip(), path, counts, (payload, made), now)])
    print(f"已写入 {path}，并记入 {options.log}。")
    return 0


def _preview(page: Manuscript, masked: list[Masked]) -> None:
    for one in masked:
        print(f"{page.path}:{one.line}  {one.rule}  …{one.before}【{one.shown}】")
    print(f"共 {len(masked)} 处。" if masked else f"{page.path}：没有要遮盖的内容。")


def _write(page: Manuscript, text: str, content: Path | None) -> Path:
    """Write the masked *text* over the notice, or move it, published and with its media, into *content*."""
    own = Path(page.path)
    if content is None:
        durable.atomic_write(own, text)
        return own
    target = content / path_of(page.notice)
    media = own.parent.parent / MEDIA
    for name in sorted({Path(match).name for match in re.findall(r"\.\./media/[A-Za-z0-9._-]+", page.body)}):
        if (media / name).is_file():
            durable.copy_file(media / name, content / page.notice.department / MEDIA / name)
    durable.atomic_write(target, _STATUS.sub("", text, count=1))
    own.unlink()  # it counts as published now; the export's own bytes stay in the archive's bag
    return target


def _entry(
    person: str, target: Path, counts: Mapping[str, int], contents: tuple[bytes, bytes], now: datetime
) -> str:
    """One line of the log: who masked how much of what, and the digests of the content before and after."""
    before, after = (hashlib.sha256(content).hexdigest() for content in contents)
    entry = {
        "moment": now.isoformat(timespec="seconds"),
        "person": person,
        "file": target.as_posix(),
        "rules": dict(sorted(counts.items())),
        "before": before,
        "after": after,
    }
    return json.dumps(entry, ensure_ascii=False)
