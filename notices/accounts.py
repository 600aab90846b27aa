"""The account register (清单), `content/accounts.csv`: every account, whose it is, and what became of it.

UTF-8 with a byte order mark, so that a double click in Excel shows Chinese.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from notices import values
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem
from notices.tables import guarded, unguarded

COLUMNS: dict[str, str] = {
    "platform": "平台",
    "native_id": "平台编号",
    "name": "账号名称",
    "department": "部门",
    "status": "状态",
    "notice_date": "公告日期",
    "notice_url": "公告网址",
    "closed_on": "关停日期",
    "declared_posts": "申报条数",
    "successor": "承接去处",
    "note": "备注",
    "deregister_on": "注销日",
}
# Registers of before the column was thought of lack it, and stay valid.
_OPTIONAL = frozenset(["deregister_on"])

ACCOUNT_STATUSES = ("运行", "停更", "冻结", "注销", "迁移", "保留")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One row. *native_ids* are the platform's ids, best first (in the file parted by spaces); *line* is 1-based.

    *deregister_on* is the day on which the platform is to delete the account, as the web team found it out: how
    long accounts stay frozen differs by platform and is no rule of ours.
    """

    platform: str
    native_ids: tuple[str, ...]
    name: str
    department: str
    status: str = "停更"
    notice_date: date | None = None
    notice_url: str = ""
    closed_on: date | None = None
    declared_posts: int | None = None
    successor: str = ""
    note: str = ""
    deregister_on: date | None = None
    line: int = 0

    def __hash__(self) -> int:
        """By platform and ids, which no two of a register share: accounts are looked up by the page."""
        return hash((self.platform, self.native_ids))

    @property
    def native_id(self) -> str:
        """The id by which notices name this account."""
        return self.native_ids[0]

    @property
    def slug(self) -> str:
        """The ASCII path segment of the account's page: platform and id, other characters as hyphens."""
        return _slug(self.platform, self.native_id)


@lru_cache(1 << 12)  # asked for with every notice
def _slug(platform: str, native_id: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", f"{platform}-{native_id}".lower()).strip("-")


def load(path: Path, departments: Iterable[str]) -> list[Account]:
    """The accounts of *path*, whose departments must be among *departments*. Raises BadFrontMatter."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        raise BadFrontMatter(
            [
                Problem(
                    str(path),
                    1,
                    "accounts-not-utf8",
                    "账号清单不是 UTF-8 编码，请在 Excel 中另存为“CSV UTF-8”。",
                )
            ]
        ) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = {alias: name for name, alias in COLUMNS.items()}
    reader.fieldnames = [names.get(column.strip(), column.strip()) for column in reader.fieldnames or []]
    missing = [alias for name, alias in COLUMNS.items() if name not in {*reader.fieldnames, *_OPTIONAL}]
    if missing:
        raise BadFrontMatter(
            [Problem(str(path), 1, "accounts-header", f"账号清单缺少列：{'、'.join(missing)}。")]
        )
    known = set(departments)
    found: list[Account] = []
    problems: list[Problem] = []
    for row in reader:
        if any(row.get(name) for name in COLUMNS):
            try:
                found.append(_account(row, known, reader.line_num))
            except ValueError as error:
                problems.append(Problem(str(path), reader.line_num, "account-bad", str(error)))
    problems += _doubles(found, str(path))
    if problems:
        raise BadFrontMatter(problems)
    return found


def _account(row: Mapping[str, str | None], departments: set[str], line: int) -> Account:
    cell = {name: unguarded((row.get(name) or "").strip()) for name in COLUMNS}
    if cell["department"] not in departments:
        raise ValueError(f"部门“{cell['department']}”没有登记在 departments.toml。")
    if cell["status"] not in ACCOUNT_STATUSES:
        raise ValueError(f"状态“{cell['status']}”不在可选之列：{'、'.join(ACCOUNT_STATUSES)}。")
    if not cell["native_id"] or not cell["name"]:
        raise ValueError("平台编号和账号名称都要填写。")
    if cell["declared_posts"] and not cell["declared_posts"].isdecimal():
        raise ValueError(f"申报条数“{cell['declared_posts']}”不是整数。")
    return Account(
        platform=values.parse_platform(cell["platform"]),
        native_ids=tuple(cell["native_id"].split()),
        name=cell["name"],
        department=cell["department"],
        status=cell["status"],
        notice_date=values.parse_day(cell["notice_date"]) if cell["notice_date"] else None,
        notice_url=cell["notice_url"],
        closed_on=values.parse_day(cell["closed_on"]) if cell["closed_on"] else None,
        declared_posts=int(cell["declared_posts"]) if cell["declared_posts"] else None,
        successor=cell["successor"],
        note=cell["note"],
        deregister_on=values.parse_day(cell["deregister_on"]) if cell["deregister_on"] else None,
        line=line,
    )


def _doubles(accounts: list[Account], path: str) -> list[Problem]:
    seen: dict[tuple[str, str], int] = {}
    pages: dict[str, Account] = {}
    problems: list[Problem] = []
    for account in accounts:
        first = pages.setdefault(account.slug, account)
        if first.native_id != account.native_id or first.platform != account.platform:
            message = (
                f"{account.native_id} 的账号页与第 {first.line} 行 {first.native_id} 的网址相同（网址只留小写字母和数字），"
                "请在这一行的平台编号最前面加一个字母数字的编号和空格，原编号留在后面。"
            )
            problems.append(Problem(path, account.line, "account-address", message))
        for key in ((account.platform, native_id) for native_id in account.native_ids):
            if key in seen:
                problems.append(
                    Problem(
                        path,
                        account.line,
                        "account-twice",
                        f"{key[1]} 已登记在第 {seen[key]} 行，请删去一行。",
                    )
                )
            seen.setdefault(key, account.line)
    return problems


def render(accounts: Iterable[Account]) -> bytes:
    """The bytes of the register holding *accounts*: byte order mark, Chinese header, CRLF lines (RFC 4180)."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS.values())
    writer.writerows(map(guarded, row(account)) for account in accounts)
    return stream.getvalue().encode("utf-8-sig")


def row(account: Account) -> list[str]:
    """The cells of *account* in the order of `COLUMNS`."""
    shown = [
        getattr(account, name) if name != "native_id" else " ".join(account.native_ids) for name in COLUMNS
    ]
    return ["" if value is None else str(value) for value in shown]


def line(account: Account) -> str:
    """The line that adds *account* to the register, as a person would paste it."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="").writerow(map(guarded, row(account)))
    return stream.getvalue()
