"""`review submit|sign|return|show FILE`: 送审、签署、退回，and where a notice stands."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

import durable
from notices import reviews, setting
from notices.checks import Manuscript, Setting, manuscript
from notices.checks.approval import beside, digest
from notices.checks.verdict import examine
from notices.frontmatter import BadFrontMatter
from notices.reviews import RETURNED, REVIEWS, STATES, STEPS, SUBMITTED, Signature
from notices.values import BEIJING


def add(parser: argparse.ArgumentParser) -> None:
    """The options of `review`."""
    parser.add_argument("action", choices=["submit", "sign", "return", "show"], help="送审、签署、退回、查看")
    parser.add_argument("file", type=Path, help="公开信息文件")
    parser.add_argument("--by", default="", metavar="姓名", help="送审、签署或退回的人")
    parser.add_argument("--note", default="", metavar="意见", help="一句话意见")
    parser.add_argument(
        "--content", type=Path, default=Path("content"), help="公开信息文件夹（默认 content）"
    )


def run(options: argparse.Namespace) -> int:
    """0 when done, 1 when it may not be done (the reason is told), 2 when a needed option is missing."""
    content = options.content.resolve()
    path = options.file.resolve()
    if not path.is_relative_to(content) or path.suffix != ".md":
        print(f"{options.file}：不是 {options.content} 里的公开信息文件，请核对路径。", file=sys.stderr)
        return 2
    try:
        against = setting.load(content)
        shown = path.relative_to(content).as_posix()
        page = manuscript(path.read_text(encoding="utf-8"), shown)
    except BadFrontMatter as error:
        print("\n".join(map(str, error.problems)), file=sys.stderr)
        return 1
    ledger = beside(shown)
    signatures, problems = reviews.parse(against.store.text(ledger), ledger)
    if problems:
        print("\n".join(map(str, problems)), file=sys.stderr)
        return 1
    if options.action == "show":
        _show(page, signatures, against)
        return 0
    if not options.by:
        print("请用 --by 写明姓名。", file=sys.stderr)
        return 2
    if options.action == "return" and not options.note.strip():
        print("请用 --note 写明退回的理由。", file=sys.stderr)
        return 2
    return _take(options, page, signatures, against)


def _take(
    options: argparse.Namespace, page: Manuscript, signatures: tuple[Signature, ...], against: Setting
) -> int:
    current = digest(page, against.store)
    kept = reviews.standing(signatures, current)
    done = sum(one.step in REVIEWS for one in kept)
    steps = {"submit": SUBMITTED, "return": RETURNED, "sign": REVIEWS[min(done, len(REVIEWS) - 1)]}
    step = steps[options.action]
    why = reviews.objection(kept, step, options.by) or _unfit(page, against, step)
    if why:
        print(f"{page.path}：不能{STEPS[step]}。{why}", file=sys.stderr)
        return 1
    signature = Signature(datetime.now(BEIJING), step, options.by, current, options.note)
    ledger = options.content / beside(page.path)
    try:
        line = reviews.render_line(signature, against.store.text(beside(page.path)))
    except ValueError as error:
        print(str(error), file=sys.stderr)
        return 2
    durable.append_lines(ledger, [line])
    _show(page, (*signatures, signature), against)
    return 0


def _unfit(page: Manuscript, against: Setting, step: str) -> str:
    """Why *page* is not fit to be signed: its errors, but for missing reviews."""
    if step == RETURNED:
        return ""
    if page.notice.status == "draft":
        return "状态还是 draft（草稿），请先改为 published，再送审。"
    errors = [one for one in examine(page, against).problems if one.severity == "error"]
    errors = [one for one in errors if not one.rule.startswith("review-")]
    return "检查还有错误：\n" + "\n".join(map(str, errors)) if errors else ""


def _show(page: Manuscript, signatures: tuple[Signature, ...], against: Setting) -> None:
    current = digest(page, against.store)
    kept = reviews.standing(signatures, current)
    for one in signatures:
        void = "" if one in kept or one.step == RETURNED else "  （内容已改，作废）"
        when = one.moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        print(f"{when}  {STEPS[one.step]}  {one.person}  {one.note}{void}".rstrip())
    state = reviews.state(page.notice, kept, against.reviews, against.now)
    done, required = sum(one.step in REVIEWS for one in kept), against.reviews.required(page.notice)
    print(f"{page.path}：{STATES[state]}（须 {required} 审，已 {done} 审）")
