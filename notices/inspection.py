"""Checks over files: some notices, or the whole content folder with several processes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from durable import walk
from notices import attachments, tree
from notices import memory as remembered
from notices.checks import Manuscript, Rule, Setting, manuscript
from notices.checks.media import KINDS
from notices.checks.verdict import Waived, examine
from notices.frontmatter import BadFrontMatter
from notices.memory import Memory, Seen, Stamp
from notices.problems import Problem
from notices.reviews import SUFFIX
from running.lifeline import forked
from running.progress import Progress, silent

TWIN = Rule("notice-twice", "error", "与已有的一条标题、正文完全相同", "同一份通知交了两次")
SLUG = Rule("slug-twice", "error", "编号与另一条相同", "复制旧文件时忘了换编号", archived="same")
FILE = Rule(
    "file-kind", "error", "这种文件不能放在 content 里", "符号链接、.html、.exe、.py", archived="same"
)
FILE_RULES = (TWIN, SLUG, FILE, *attachments.RULES)

_MANY = 400  # fewer notices are read faster than processes start
_CHUNK = 250


@dataclass(slots=True)
class Report:
    """The outcome: how many notices there are, all problems in order, all that named people let through.

    *seen* is what was read of each notice, *memory* what the next check need not read again.
    """

    notices: int = 0
    problems: list[Problem] = field(default_factory=list)
    waived: list[Waived] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)

    @property
    def errors(self) -> int:
        """How many problems keep something from being published."""
        return sum(problem.severity == "error" for problem in self.problems)

    def add(self, other: Report) -> None:
        """Take in what *other* found."""
        self.notices += other.notices
        self.problems += other.problems
        self.waived += other.waived
        self.seen += other.seen


def inspect_all(
    content: Path,
    setting: Setting,
    *,
    workers: int | None = None,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check every notice and file of *content*, but for what *memory* knows to be fit and unchanged.

    *workers* is the number of processes (default: one a core); *progress* hears of every batch.
    """
    memory = memory or Memory()
    paths, attached = list(tree.files(content)), list(_media(content))
    stamps = remembered.stamps(content, [*paths, *attached])
    known = list(memory.fit(stamps))
    skipped = {seen.path for seen in known}
    report = Report(notices=len(known), seen=known)
    rest = [path for path in paths if path.relative_to(content).as_posix() not in skipped]
    told = progress or silent()
    told.begin("检查公开信息", "件", len(rest))
    for part in _parts(content, rest, setting, workers or os.cpu_count() or 1):
        report.add(part)
        told.advance(part.notices)
    told.begin("检查附件和重复")
    report.problems += _doubles(report.seen)
    report.problems += _strangers(content)
    for path in attached:
        name = path.relative_to(content).as_posix()
        if memory.attachments.get(name) != stamps[name]:
            report.problems += attachments.inspect(path, name, setting.today)
    report.problems.sort()
    report.memory = _memory(report, stamps)
    told.end()
    return report


def _memory(report: Report, stamps: Mapping[str, Stamp]) -> Memory:
    """What of *report* the next check can rest on."""
    unfit = {problem.path for problem in report.problems} | {one.problem.path for one in report.waived}
    fit = (seen for seen in report.seen if seen.lasting and seen.path not in unfit)
    return Memory(
        {seen.path: (stamps[seen.path], seen) for seen in fit},
        {name: one for name, one in stamps.items() if f"/{tree.MEDIA}/" in name and name not in unfit},
    )


def inspect_some(content: Path, paths: Sequence[Path], setting: Setting) -> Report:
    """Check the notices *paths* of *content*, the files they refer to, and doubles within their departments."""
    report = _read(content, setting, paths)
    for seen in report.seen:
        report.problems += _doubles_of(seen, content)
        for name in seen.files:
            if f"/{tree.MEDIA}/" in name and setting.store.exists(name):
                report.problems += attachments.inspect(content / name, name, setting.today)
    report.problems = sorted(set(report.problems))
    return report


def _parts(content: Path, paths: list[Path], setting: Setting, workers: int) -> Iterator[Report]:
    chunks = [paths[at : at + _CHUNK] for at in range(0, len(paths), _CHUNK)]
    if workers == 1 or len(paths) < _MANY:
        yield from map(partial(_read, content, setting), chunks)
        return
    with forked(workers) as pool:
        yield from pool.map(partial(_read, content, setting), chunks)


def _read(content: Path, setting: Setting, paths: Iterable[Path]) -> Report:
    report = Report()
    for path in paths:
        shown = path.relative_to(content).as_posix()
        report.notices += 1
        try:
            page = manuscript(_text(path, shown), shown)
        except BadFrontMatter as error:
            report.problems += error.problems
            continue
        verdict = examine(page, setting)
        report.problems += verdict.problems
        report.waived += verdict.waived
        report.seen.append(_seen(page, setting))
    return report


def _seen(page: Manuscript, setting: Setting) -> Seen:
    notice = page.notice
    inside = (page.target(one.target) for one in page.references if ":" not in one.target)
    files = {re.sub(r"\.html$", ".md", name) for name in inside if re.search(r"/media/|\.html$", name)}
    days = (notice.review_by, notice.publish_at)
    lasting = days == (None, None) and not setting.reviews.required(notice)
    digest = _digest(notice.title, notice.body)
    return Seen(page.path, notice.slug, digest, notice.archived, tuple(sorted(files)), lasting)


def _text(path: Path, shown: str) -> str:
    """The text of the file *path*. Raises BadFrontMatter for one that is too large, or is none."""
    if problems := tree.oversize(shown, path.stat().st_size):
        raise BadFrontMatter(problems)
    payload = path.read_bytes()
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError as error:
        line = payload.count(b"\n", 0, error.start) + 1
        raise BadFrontMatter(
            [Problem(shown, line, "not-utf8", "文件不是 UTF-8 编码，请另存为 UTF-8。")]
        ) from None


def _digest(title: str, body: str) -> str:
    return hashlib.sha256(f"{title}\0{body.strip()}".encode()).hexdigest()[:32]


def _doubles(seen: Iterable[Seen]) -> Iterator[Problem]:
    """Doubled numbers; and new notices that repeat one that is there (archived reposts may)."""
    by_slug: dict[str, str] = {}
    by_text: dict[str, str] = {}
    for one in sorted(seen, key=lambda one: (not one.archived, one.path)):
        if one.slug in by_slug:
            yield _slug_twice(one.path, by_slug[one.slug])
        if not one.archived and one.digest in by_text:
            yield _twin(one.path, by_text[one.digest])
        by_slug.setdefault(one.slug, one.path)
        by_text.setdefault(one.digest, one.path)


def _doubles_of(seen: Seen, content: Path) -> Iterator[Problem]:
    for path in sorted(content.glob(f"*/*/{seen.slug}.md")):
        shown = path.relative_to(content).as_posix()
        if shown != seen.path:
            yield _slug_twice(seen.path, shown)
    if seen.archived:
        return
    text = (content / seen.path).read_text(encoding="utf-8")
    for path in tree.files_of(content / seen.path.split("/", 1)[0]):
        shown = path.relative_to(content).as_posix()
        if shown != seen.path and _same_text(path, shown, seen, text):
            yield _twin(seen.path, shown)


def _same_text(path: Path, shown: str, seen: Seen, text: str) -> bool:
    payload = path.read_text(encoding="utf-8", errors="replace")
    if not payload.rstrip().endswith(text.rpartition("\n---\n")[2].strip()[-40:]):
        return False  # spares taking nearly all of them apart
    try:
        notice = manuscript(payload, shown).notice
    except BadFrontMatter:
        return False
    return _digest(notice.title, notice.body) == seen.digest


def _slug_twice(path: str, other: str) -> Problem:
    return Problem(path, 1, SLUG.id, f"编号与 {other} 相同，请给其中一个换编号。")


def _twin(path: str, other: str) -> Problem:
    return Problem(path, 1, TWIN.id, f"标题和正文与 {other} 完全相同，请勿重复提交；要更正，请改原来那一条。")


def _strangers(content: Path) -> Iterator[Problem]:
    """Links and files of other kinds in the folders of departments: nothing else may reach the site."""
    for department in sorted(content.iterdir()):
        if department.is_symlink():
            yield _stranger(department.name, "是符号链接")
        elif department.is_dir() and department.name not in {tree.PAGES, "words"}:
            for parent, folders, names in walk(department):
                for name in sorted(folders + names):
                    path = Path(parent, name)
                    why = _strange(path, Path(parent).name == tree.MEDIA)
                    if why:
                        yield _stranger(path.relative_to(content).as_posix(), why)


def _strange(path: Path, in_media: bool) -> str:
    if path.is_symlink():
        return "是符号链接"
    if path.is_dir():
        return ""
    allowed = path.suffix.lower().lstrip(".") in KINDS if in_media else path.suffix in {".md", SUFFIX}
    if not in_media and path.suffix.lower() == ".md" != path.suffix:
        return "扩展名没有写成小写的 .md（改名即可）"
    return "" if allowed and path.is_file() else "不是公开信息或常用格式的附件"


def _stranger(path: str, why: str) -> Problem:
    return Problem(path, 1, FILE.id, f"{why}，不能放在这里，请移走。")


def _media(content: Path) -> Iterator[Path]:
    for folder in sorted(content.glob(f"*/{tree.MEDIA}")):
        yield from sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
