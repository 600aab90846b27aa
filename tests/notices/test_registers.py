"""The registers: who publishes, which accounts there were; mistakes named before anything is built on them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices import BadFrontMatter, accounts, departments, tables
from notices.accounts import ACCOUNT_STATUSES, Account
from notices.departments import FormerName
from notices.frontmatter import clean_line

CITY = '[shi]\nname = "青澜市人民政府"\nlevel = "市"\n'


def rules(path: Path) -> list[str]:
    with pytest.raises(BadFrontMatter) as caught:
        departments.load(path)
    return [problem.rule for problem in caught.value.problems]


def test_departments_keep_order_parents_and_former_names(tmp_path: Path) -> None:
    path = tmp_path / "departments.toml"
    path.write_text(
        CITY
        + '[nongye]\nname = "农业农村局"\nshort_name = "农业局"\nlevel = "市"\nparent = "shi"\n'
        + 'former = [{ name = "乡村振兴局", until = 2024-05-31 }]\n',
        encoding="utf-8",
    )
    found = departments.load(path)
    assert list(found) == ["shi", "nongye"]
    assert found["shi"].short_name == "青澜市人民政府"
    assert found["nongye"].former == (FormerName("乡村振兴局", date(2024, 5, 31)),)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[shi", "departments-toml"),
        ('shi = "x"', "department-bad"),
        ("[shi]\nlevel = '市'", "department-bad"),
        ("[shi]\nname = 'x'\nlevel = '省'", "department-bad"),
        ("[search]\nname = 'x'\nlevel = '市'", "department-bad"),
        ("['../x']\nname = 'x'\nlevel = '市'", "department-bad"),
        ("[shi]\nname = 'x'\nlevel = '市'\ncolour = 1", "department-bad"),
        ("[shi]\nname = 'x'\nlevel = '市'\nparent = 'y'", "department-parent"),
        ("[shi]\nname = 'x'\nlevel = '市'\nsuccessor = 'y'", "department-successor"),
        ("[shi]\nname = 'x'\nlevel = '市'\nsuccessor = 'shi'", "department-successor"),
        ("[shi]\nname = 'x'\nlevel = '市'\ndissolved = '去年'", "department-bad"),
        ("[shi]\nname = 'x'\nlevel = '市'\nparent = 'shi'", "department-parent"),
    ],
)
def test_a_bad_department_is_named(tmp_path: Path, text: str, rule: str) -> None:
    path = tmp_path / "departments.toml"
    path.write_text(text, encoding="utf-8")
    assert set(rules(path)) == {rule}


def test_a_missing_register_is_named(tmp_path: Path) -> None:
    assert rules(tmp_path / "departments.toml") == ["departments-missing"]


words = st.text(min_size=1, max_size=20).map(clean_line).filter(bool)
ids = st.from_regex(r"[A-Za-z0-9_=]{1,20}", fullmatch=True)
rows = st.lists(
    st.builds(
        Account,
        platform=st.sampled_from(["weixin", "weibo"]),
        native_ids=st.lists(ids, min_size=1, max_size=3, unique=True).map(tuple),
        name=words,
        department=st.just("shi"),
        status=st.sampled_from(ACCOUNT_STATUSES),
        notice_date=st.none() | st.dates(),
        closed_on=st.none() | st.dates(),
        declared_posts=st.none() | st.integers(0, 10**6),
        successor=words,
        note=words,
    ),
    max_size=5,
    unique_by=lambda account: account.native_ids,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_the_account_register_survives_a_round_trip(tmp_path: Path, register: list[Account]) -> None:
    keys = [(account.platform, one) for account in register for one in account.native_ids]
    path = tmp_path / "accounts.csv"
    path.write_bytes(accounts.render(register))
    if len(keys) == len(set(keys)) and len(register) == len({account.slug for account in register}):
        assert [accounts.row(account) for account in accounts.load(path, ["shi"])] == [
            accounts.row(account) for account in register
        ]
    else:
        with pytest.raises(BadFrontMatter):
            accounts.load(path, ["shi"])


def test_excel_shows_the_register_in_chinese() -> None:
    assert accounts.render([]).startswith("\ufeff平台,平台编号,".encode())


def test_a_line_can_be_pasted(tmp_path: Path) -> None:
    account = Account(platform="weixin", native_ids=("gh_1", "Mz=="), name='青澜"发布"', department="shi")
    path = tmp_path / "accounts.csv"
    path.write_bytes(accounts.render([]) + accounts.line(account).encode() + b"\r\n")
    (found,) = accounts.load(path, ["shi"])
    assert accounts.row(found) == accounts.row(account)
    assert found.line == 2
    assert found.slug == "weixin-gh-1"


@pytest.mark.parametrize(("one", "other"), [("MzAx", "mzax"), ("a_b", "a-b"), ("青澜", "青岛"), ("-x", "x")])
def test_two_accounts_cannot_have_one_page(tmp_path: Path, one: str, other: str) -> None:
    path = tmp_path / "accounts.csv"
    rows = [
        Account(platform="weixin", native_ids=(an_id,), name="名", department="shi") for an_id in (one, other)
    ]
    path.write_bytes(accounts.render(rows))
    with pytest.raises(BadFrontMatter) as caught:
        accounts.load(path, ["shi"])
    assert [(problem.line, problem.rule) for problem in caught.value.problems] == [(3, "account-address")]
    path.write_bytes(accounts.render([rows[0], replace(rows[1], native_ids=("other", other))]))
    assert [found.native_ids for found in accounts.load(path, ["shi"])] == [(one,), ("other", other)]


@pytest.mark.parametrize(
    "cells",
    [
        "weixin,gh_1,名,nowhere,停更,,,,,,",
        "wechat,gh_1,名,shi,停更,,,,,,",
        "weixin,,名,shi,停更,,,,,,",
        "weixin,gh_1,,shi,停更,,,,,,",
        "weixin,gh_1,名,shi,关了,,,,,,",
        "weixin,gh_1,名,shi,停更,去年,,,,,",
        "weixin,gh_1,名,shi,停更,,,,约三百,,",
    ],
)
def test_a_bad_account_is_named_with_its_line(tmp_path: Path, cells: str) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes(accounts.render([]) + cells.encode() + b"\r\n")
    with pytest.raises(BadFrontMatter) as caught:
        accounts.load(path, ["shi"])
    assert [(problem.line, problem.rule) for problem in caught.value.problems] == [(2, "account-bad")]


def test_one_account_is_registered_once(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    row = "weixin,gh_1,名,shi,停更,,,,,,\r\n"
    path.write_bytes(accounts.render([]) + (row + row).encode())
    with pytest.raises(BadFrontMatter, match="已登记在第 2 行"):
        accounts.load(path, ["shi"])


def test_a_register_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes("平台,平台编号".encode("gbk"))
    with pytest.raises(BadFrontMatter, match="CSV UTF-8"):
        accounts.load(path, ["shi"])


def test_no_register_means_no_account(tmp_path: Path) -> None:
    assert accounts.load(tmp_path / "accounts.csv", ["shi"]) == []


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://a.example","点")', "＝1+1", "@青澜", "+8610", "-1", "'=1", "''@x"]
)
def test_no_register_runs_when_it_is_opened(tmp_path: Path, name: str) -> None:
    """An export says what an account or a lost post is called; the web team opens the register in a spreadsheet."""
    account = Account(platform="weixin", native_ids=("gh_1",), name=name, department="shi", note="-")
    lines = (accounts.render([account]), accounts.line(account).encode(), tables.write({"a": "甲"}, [[name]]))
    cells = [cell for one in lines for row in csv.reader(io.StringIO(one.decode())) for cell in row]
    (tmp_path / "accounts.csv").write_bytes(accounts.render([account]))
    (found,) = accounts.load(tmp_path / "accounts.csv", ["shi"])
    (tmp_path / "a.csv").write_bytes(tables.write({"a": "甲"}, [[name]]))
    assert not [one for one in cells if len(one) > 1 and one[0] in "=+-@＝"]
    assert (found.name, found.note) == (name, "-")
    assert tables.read(tmp_path / "a.csv", {"a": "甲"}, "x") == [(2, {"a": name})]


@pytest.mark.parametrize("cell", ["", "-", "'", "'甲", "1-1", "https://a.example/"])
def test_other_cells_of_a_register_stand_as_they_are(cell: str) -> None:
    assert tables.guarded(cell) == cell
    assert tables.unguarded(cell) == cell
