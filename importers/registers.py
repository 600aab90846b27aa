"""Whose account a post is of: the account register as the run asks and completes it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import durable
from importers.model import AccountKey
from notices import accounts, departments
from notices.accounts import Account
from notices.departments import Department
from notices.fields import PLATFORMS
from notices.frontmatter import clean_line

ACCOUNTS = "accounts.csv"
DEPARTMENTS = "departments.toml"
_NAMELESS = "未具名账号"


class UnknownAccount(LookupError):
    """An account that the register lacks; the message gives the line to add, *account* what is known of it."""

    def __init__(self, account: Account) -> None:
        """Name *account* and the line."""
        super().__init__(
            f"账号“{account.name}”（{PLATFORMS[account.platform]}）没有登记。请在 {ACCOUNTS} 加一行：{accounts.line(account)}"
            "（第四列填部门代号），或重新运行并加上 --department 部门代号。"
        )
        self.account = account


class UnknownDepartment(LookupError):
    """A department that departments.toml lacks."""


class Registers:
    """The registers of a content folder. *department* takes accounts that are not registered yet, if given.

    Raises BadFrontMatter when a register is wrong, UnknownDepartment when *department* is not registered.
    """

    def __init__(self, content: Path, department: str = "") -> None:
        """Read both registers."""
        self.departments: dict[str, Department] = departments.load(content / DEPARTMENTS)
        if department and department not in self.departments:
            known = "、".join(self.departments) or "（还没有部门）"
            raise UnknownDepartment(f"部门“{department}”没有登记在 {DEPARTMENTS}，已登记：{known}。")
        self._path = content / ACCOUNTS
        self._department = department
        self._accounts = accounts.load(self._path, self.departments)
        self._by_id: dict[tuple[str, str], Account] = {}
        self._by_name: dict[tuple[str, str], Account | None] = {}
        for account in self._accounts:
            self._learn(account)

    def account(self, key: AccountKey) -> Account:
        """The registered account of *key*, by any of its ids, else by a name that only one account bears.

        Raises UnknownAccount, unless a department was given: then the account is added to the register file.
        """
        if found := self.find(key):
            return found
        proposed = self._apart(_proposed(key, self._department))
        if not self._department:
            raise UnknownAccount(proposed)
        self._add(proposed)
        return proposed

    def find(self, key: AccountKey) -> Account | None:
        """The registered account of *key*, or None."""
        for native_id in key.ids:
            if found := self._by_id.get((key.platform, native_id)):
                return found
        name = clean_line(key.name) or ("" if key.ids else _NAMELESS)
        return self._by_name.get((key.platform, name))

    def has(self, key: AccountKey) -> bool:
        """Whether *key* is registered beyond doubt: by an id where it shows one, as a like name proves nothing."""
        known = any((key.platform, one) in self._by_id for one in key.ids)
        return known or (not key.ids and self.find(key) is not None)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every registered account, in the order of the file."""
        return tuple(self._accounts)

    def known_as(self, platform: str, native_id: str) -> tuple[str, str]:
        """*platform* and the id by which the register names the account that has *native_id*, registered or not."""
        found = self._by_id.get((platform, native_id))
        return (platform, found.native_id if found else native_id)

    def _apart(self, proposed: Account) -> Account:
        """*proposed*, with an id of our own before its others where its page would have the address of another's."""
        if all(one.slug != proposed.slug for one in self._accounts):
            return proposed
        own = f"id-{hashlib.sha256(proposed.native_id.encode()).hexdigest()[:8]}"
        return replace(proposed, native_ids=(own, *proposed.native_ids))

    def _add(self, account: Account) -> None:
        durable.atomic_write(self._path, accounts.render([*self._accounts, account]))
        self._accounts.append(account)
        self._learn(account)

    def _learn(self, account: Account) -> None:
        for native_id in account.native_ids:
            self._by_id[account.platform, native_id] = account
        name = (account.platform, account.name)
        self._by_name[name] = None if name in self._by_name else account


def _proposed(key: AccountKey, department: str) -> Account:
    """The register row for *key*; an account that shows no id is known by a hash of its name (names are not ASCII)."""
    name = clean_line(key.name) or (key.ids[0] if key.ids else _NAMELESS)
    ids = tuple(one for one in key.ids if one and not any(map(str.isspace, one)))
    stand_in = f"name-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return Account(platform=key.platform, native_ids=ids or (stand_in,), name=name, department=department)
