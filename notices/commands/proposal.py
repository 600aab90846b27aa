"""`proposal`: judge what a department wants to merge, without checking it out and without running any of it."""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import durable
from notices import reporting, setting
from notices.frontmatter import BadFrontMatter
from notices.inspection import Report, inspect_all
from notices.proposal import Change, judge

_EDITORS = "content/editors.toml"
_AT_ONCE = 500  # files taken out of the repository at once


def add(parser: argparse.ArgumentParser) -> None:
    """The options of `proposal`."""
    parser.add_argument("--base", required=True, help="要并入的分支，例如 origin/main")
    parser.add_argument("--head", required=True, help="投稿的提交，例如 FETCH_HEAD")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--department", action="append", help="投稿人所属部门的代号，可写多次")
    who.add_argument("--submitter", help=f"投稿人的登录名，按目标分支上的 {_EDITORS} 查部门")
    parser.add_argument("--repository", type=Path, default=Path(), help="版本库（默认当前目录）")
    parser.add_argument("--sarif", action="store_true", help="输出 SARIF 2.1.0")


def run(options: argparse.Namespace) -> int:
    """0 when it may be merged, 1 when not, 2 when git or the submitter is not known."""
    git = Git(options.repository)
    try:
        departments = options.department or _departments(git, options.base, options.submitter)
        changes = git.changes(options.base, options.head)
        report = Report(problems=sorted(judge(changes, departments)))
        if not report.problems:
            report = _inspected(git, options.head, {change.path for change in changes})
    except (Unknown, BadFrontMatter) as error:
        print(f"不能检查这次投稿：{error}", file=sys.stderr)
        return 2
    print(reporting.as_sarif(report, "") if options.sarif else "\n".join(reporting.lines(report)))
    return 1 if report.errors else 0


class Unknown(LookupError):
    """Git does not know what is to be judged, or the register not who proposes it; the message is Chinese."""


class Git:
    """The few questions we ask of a repository; nothing of it is checked out, no hook and no filter runs."""

    def __init__(self, repository: Path) -> None:
        """Ask the repository in *repository*."""
        self._repository = repository

    def ask(self, *arguments: str, told: bytes = b"") -> bytes:
        """What git answers, *told* on its standard input. Raises Unknown."""
        command = ["git", "-C", str(self._repository), "-c", "core.quotePath=false", *arguments]
        done = subprocess.run(command, input=told, capture_output=True, check=False)  # noqa: S603 - git itself, no shell
        if done.returncode:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
            raise Unknown(f"git 没有做成，请核对 --base、--head 和 --repository（{said}）。")
        return done.stdout

    def changes(self, base: str, head: str) -> list[Change]:
        """The files that *head* changes since it left *base*."""
        raw = self.ask(
            "diff", "--raw", "-z", "--no-renames", "--abbrev=40", "--end-of-options", f"{base}...{head}"
        )
        fields = raw.decode("utf-8", "surrogateescape").split("\0")
        found = []
        for meta, path in zip(fields[::2], fields[1::2], strict=False):
            _, mode, _, blob, _ = meta.removeprefix(":").split(" ")
            size = int(self.ask("cat-file", "-s", blob)) if mode.startswith("100") else 0
            found.append(Change(path, mode, size))
        return found

    def content(self, head: str, target: Path) -> None:
        """Write the plain files of `content/` in *head* under *target*; links and submodules are left out."""
        raw = self.ask("ls-tree", "-r", "-z", "--end-of-options", head, "content/")
        entries = [
            entry.split("\t", 1) for entry in raw.decode("utf-8", "surrogateescape").split("\0") if entry
        ]
        plain = [(meta.split(" ")[2], path) for meta, path in entries if meta.startswith("100644 ")]
        for at in range(0, len(plain), _AT_ONCE):
            part = plain[at : at + _AT_ONCE]
            blobs = io.BytesIO(
                self.ask("cat-file", "--batch", told="".join(f"{blob}\n" for blob, _ in part).encode())
            )
            with durable.batch() as batch:
                for _, path in part:
                    size = int(blobs.readline().split()[2])
                    batch.write(target / path, blobs.read(size + 1)[:-1])


def _departments(git: Git, base: str, submitter: str) -> list[str]:
    """The departments of *submitter* by the register of the branch *base*: a proposal cannot enrol itself."""
    text = git.ask("show", "--end-of-options", f"{base}:{_EDITORS}")
    try:
        table = tomllib.loads(text.decode("utf-8"))
    except ValueError as error:
        raise Unknown(f"{_EDITORS} 不是合乎格式的 TOML，请网站管理员改正（{error}）。") from None
    found = table.get(submitter)
    if not isinstance(found, list):
        raise Unknown(f"{_EDITORS} 里没有登记“{submitter}”，请联系网站管理员。")
    return [str(one) for one in found]


def _inspected(git: Git, head: str, changed: set[str]) -> Report:
    """The check of the whole content as it would be, told only for what *changed*."""
    with tempfile.TemporaryDirectory() as scratch:
        git.content(head, Path(scratch))
        content = Path(scratch) / "content"
        whole = inspect_all(content, setting.load(content))
    names = {path.removeprefix("content/") for path in changed}
    notices = {name.removesuffix(".reviews") + ".md" if name.endswith(".reviews") else name for name in names}
    return Report(
        len([name for name in notices if name.endswith(".md")]),
        [problem for problem in whole.problems if problem.path in names | notices],
        [one for one in whole.waived if one.problem.path in notices],
    )
