"""Accounts: known by any id, else by a name only one bears; added only when a department was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.model import AccountKey
from importers.registers import Registers, UnknownAccount, UnknownDepartment
from notices import accounts
from notices.accounts import Account
from tests.importers.city import City


def account(native_ids: str, name: str, platform: str = "weixin") -> Account:
    return Account(platform=platform, native_ids=tuple(native_ids.split()), name=name, department="qinglan")


@pytest.fixture
def content(city: City) -> Path:
    rows = [
        account("gh_one MzA4==", "青澜甲号"),
        account("gh_two", "青澜乙号"),
        account("gh_three", "同名号"),
        account("gh_four", "同名号"),
        account("1234567890", "青澜甲号", "weibo"),
    ]
    (city.content / "accounts.csv").write_bytes(accounts.render(rows))
    return city.content


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (AccountKey("weixin", ("gh_one",)), "gh_one"),
        (AccountKey("weixin", ("MzA4==",), "改了名"), "gh_one"),
        (AccountKey("weixin", ("gh_absent", "gh_two")), "gh_two"),
        (AccountKey("weixin", (), "青澜乙号"), "gh_two"),
        (AccountKey("weixin", (), " 青澜乙号\n"), "gh_two"),
        (AccountKey("weibo", (), "青澜甲号"), "1234567890"),
        # must not be found
        (AccountKey("weixin", ("GH_ONE",)), None),
        (AccountKey("weixin", (), "同名号"), None),
        (AccountKey("weibo", ("gh_one",)), None),
        (AccountKey("weixin"), None),
    ],
)
def test_an_account_is_found_by_id_or_unique_name(content: Path, key: AccountKey, found: str | None) -> None:
    account = Registers(content).find(key)
    assert (account and account.native_id) == found


def test_an_unknown_account_is_not_added_unasked(content: Path) -> None:
    before = (content / "accounts.csv").read_bytes()
    with pytest.raises(UnknownAccount, match="weixin,gh_new,新号,,停更"):
        Registers(content).account(AccountKey("weixin", ("gh_new",), "新号"))
    assert (content / "accounts.csv").read_bytes() == before


def test_with_a_department_it_is_added_and_the_rest_stays(content: Path) -> None:
    registers = Registers(content, "shuiwu")
    before = (content / "accounts.csv").read_bytes()
    added = registers.account(AccountKey("weixin", ("gh_new", "MzN=="), "新号"))
    assert registers.account(AccountKey("weixin", ("MzN==",))) is added
    after = (content / "accounts.csv").read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode() == "weixin,gh_new MzN==,新号,shuiwu,停更,,,,,,,\r\n"
    assert Registers(content).find(AccountKey("weixin", ("gh_new",)))


def test_an_account_whose_page_would_be_another_s_is_added_with_an_address_of_its_own(content: Path) -> None:
    registers = Registers(content, "qinglan")
    added = registers.account(AccountKey("weixin", ("GH-two",), "丁号"))
    assert added.native_ids == ("id-f661bb24", "GH-two")
    assert registers.account(AccountKey("weixin", ("GH-two",))) is added
    assert Registers(content).find(AccountKey("weixin", ("GH-two",)))


def test_accounts_without_id_are_told_apart_by_name(content: Path) -> None:
    registers = Registers(content, "qinglan")
    one, other = (registers.account(AccountKey("weixin", (), name)) for name in ("丙号", "丁号"))
    assert one.slug != other.slug
    assert one.native_id.isascii()
    assert registers.account(AccountKey("weixin", (), "丙号")) == one


def test_the_nameless_account_is_added_once(content: Path) -> None:
    registers = Registers(content, "qinglan")
    added = registers.account(AccountKey("website"))
    assert registers.account(AccountKey("website")) is added
    again = Registers(content).find(AccountKey("website"))
    assert again is not None
    assert again.native_id == added.native_id


def test_an_unregistered_department_is_refused(content: Path) -> None:
    with pytest.raises(UnknownDepartment, match="qinglan"):
        Registers(content, "absent")
