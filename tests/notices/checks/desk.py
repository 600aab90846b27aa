"""A made-up desk for the checks: registers, word lists, a content folder in memory, and notices to lay on it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from notices.accounts import Account
from notices.checks import Manuscript, Setting, manuscript
from notices.checks.verdict import Verdict, examine
from notices.departments import Department, FormerName
from notices.reviews import Policy
from notices.tree import path_of
from notices.values import BEIJING
from notices.words import load

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 3, 5, 10, 0, tzinfo=BEIJING)
WORDS = load(ROOT / "content" / "words")

DEPARTMENTS = {
    "shi": Department("shi", "青澜市人民政府", "市政府", "市"),
    "nongye": Department(
        "nongye",
        "青澜市农业农村局",
        "市农业农村局",
        "市",
        "shi",
        (FormerName("青澜市农业局", date(2019, 1, 17)),),
    ),
}
CLOSED = Account(
    platform="weixin",
    native_ids=("gh_one",),
    name="甲",
    department="shi",
    status="注销",
    closed_on=date(2024, 12, 20),
)
HEAD = {
    "title": "关于更换滨河路路灯的通知",
    "date": "2026-03-05 09:00",
    "department": "shi",
    "slug": "20260305-a",
    "kind": "通知",
}
ARCHIVED = {"date": "2024-03-05", "platform": "weixin", "account": "gh_one", "source_id": "1"}
BODY = "定于3月10日更换滨河路路灯，施工期间请绕行。"


@dataclass
class Shelf:
    """A content folder in memory: file names and their texts."""

    files: dict[str, str] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        return path in self.files

    def sha256(self, path: str) -> str:
        return hashlib.sha256(self.files[path].encode()).hexdigest() if path in self.files else ""

    def text(self, path: str) -> str:
        return self.files.get(path, "")


FILES = {"shi/media/a.jpg": "图", "shi/media/b.docx": "文", "shi/2025/20250101-b.md": "旧"}


def setting(policy: Policy | None = None, files: dict[str, str] | None = None) -> Setting:
    return Setting(
        departments=DEPARTMENTS,
        accounts={("weixin", "gh_one"): CLOSED},
        words=WORDS,
        reviews=policy or Policy(),
        now=NOW,
        store=Shelf({**FILES, **(files or {})}),
    )


def text(body: str = BODY, **head: str) -> str:
    lines = [f"{key}: {value}" for key, value in {**HEAD, **head}.items()]
    return "\n".join(["---", *lines, "---", "", body, ""])


def page(body: str = BODY, path: str = "", **head: str) -> Manuscript:
    raw = text(body, **head)
    return manuscript(raw, path or path_of(manuscript(raw, "x.md").notice))


def verdict(body: str = BODY, path: str = "", **head: str) -> Verdict:
    return examine(page(body, path, **head), setting())


def rules(body: str = BODY, path: str = "", **head: str) -> set[str]:
    return {problem.rule for problem in verdict(body, path, **head).problems}
