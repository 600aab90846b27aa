"""`python -m importers closings`: closing notices found among the posts, proposed for the account register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import durable
from importers.closings import Closing, closing
from importers.commands.folders import OK, USAGE, refuse
from importers.registers import ACCOUNTS, Registers
from notices import BadFrontMatter, Notice, accounts, tree
from notices.accounts import Account
from notices.notice import read
from notices.values import BEIJING
from running.asking import Parser


@dataclass(frozen=True, slots=True)
class Proposal:
    """The closing notice *path* of *account*, and the row that the register would have with it."""

    account: Account
    path: str
    proposed: Account

    @property
    def changes(self) -> dict[str, str]:
        """The cells that are empty in the register and would be filled, by Chinese heading."""
        names = [name for name in accounts.COLUMNS if name != "native_id"]
        return {
            accounts.COLUMNS[name]: str(getattr(self.proposed, name))
            for name in names
            if getattr(self.proposed, name) != getattr(self.account, name)
        }


def main(arguments: Sequence[str]) -> int:
    """Show what was found, write it with --apply; returns 0, or 2 when registers or notices cannot be read."""
    asking = Parser(
        "python -m importers closings", description="在条目中找出停更、注销、迁移公告，补全账号清单。"
    )
    asking.add_argument("--content", type=Path, required=True, help="公开信息所在的文件夹 content/")
    asking.add_argument("--apply", action="store_true", help="把找到的写入 accounts.csv 的空格子")
    asked = asking.parse_args(arguments)
    try:
        found = list(proposals(asked.content))
        if asked.apply:
            apply(asked.content, found)
    except BadFrontMatter as error:
        return refuse(str(error), USAGE)
    except OSError as error:
        return refuse(durable.explained(error), USAGE)
    _show(found, applied=asked.apply)
    return OK


def proposals(content: Path) -> Iterator[Proposal]:
    """The latest closing notice of every account that has one, in the order of the register.

    Only empty cells are filled: what the web team wrote is never changed. Raises BadFrontMatter, OSError.
    """
    registers = Registers(content)
    found: dict[tuple[str, str], tuple[Notice, str, Closing]] = {}
    named = {(one.platform, one.native_id): one for one in registers.accounts}
    for path in tree.files(content):
        shown = path.relative_to(content).as_posix()
        notice = read(path, shown)
        key = registers.known_as(notice.platform, notice.account)
        if key not in named or notice.status != "published":
            continue
        said = closing(named[key].name, notice.title, notice.body)
        if said is not None and (key not in found or notice.date > found[key][0].date):
            found[key] = (notice, shown, said)
    for key, account in named.items():
        if key in found:
            notice, shown, said = found[key]
            yield Proposal(account, shown, _filled(account, notice, said))


def _filled(account: Account, notice: Notice, said: Closing) -> Account:
    return replace(
        account,
        notice_date=account.notice_date or notice.date.astimezone(BEIJING).date(),
        notice_url=account.notice_url or notice.source_url,
        closed_on=account.closed_on or said.closed_on,
        successor=account.successor or said.successor,
    )


def apply(content: Path, found: Sequence[Proposal]) -> None:
    """Write the rows proposed by *found* into the register. Raises BadFrontMatter, OSError."""
    rows = {(one.account.platform, one.account.native_id): one.proposed for one in found}
    register = Registers(content).accounts
    written = [rows.get((one.platform, one.native_id), one) for one in register]
    if written != list(register):
        durable.atomic_write(content / ACCOUNTS, accounts.render(written))


def _show(found: Sequence[Proposal], *, applied: bool) -> None:
    for one in found:
        cells = "，".join(f"{heading}：{value}" for heading, value in one.changes.items())
        print(f"{one.account.name}　{one.path}\n    {cells or '清单中已有'}")
    open_cells = sum(bool(one.changes) for one in found)
    told = "已写入 accounts.csv" if applied else "核对后加上 --apply 写入 accounts.csv"
    print(f"找到停更公告的账号 {len(found)} 个，其中 {open_cells} 个的清单可以补全；{told}。")
