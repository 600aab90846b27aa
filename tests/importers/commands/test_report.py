"""`report` over what imports left behind: it balances, and says so when somebody took something away."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from importers.__main__ import main
from importers.holdings import Folders, sheet
from notices import accounts
from tests.importers.city import City

DAY = date(2026, 11, 21)


def numbers(city: City) -> dict[str, tuple[int, dict[str, int], int]]:
    made = sheet(Folders(city.content, city.archive), DAY)
    assert made.balanced
    return {
        one.account.name if one.account else "": (
            one.records,
            {key: count for key, count in one.posts.items() if count},
            one.merged,
        )
        for one in made.rows
    }


def report(city: City, *more: str) -> int:
    return main(["report", "--content", str(city.content), "--archive", str(city.archive), *more])


def test_every_record_of_an_import_stands_in_the_sheet(city: City) -> None:
    city.export(
        "a.posts",
        {"id": "1", "date": "2022-04-29", "body": "短"},
        {"id": "2"},
        {"id": "3", "lost": "发布者已删除"},
        {"id": "4", "listed": "清单里的一条"},
        {"id": "1", "listed": "清单里的另一条"},
        {"skipped": "列表页"},
        {"problem": "少了三列"},
    )
    city.export("b.posts", {"id": "1", "date": "2022-04-29", "body": "长一些的正文"})
    city.run()
    assert numbers(city) == {
        "青澜甲号": (6, {"published": 1, "withheld": 1, "lost": 1, "listed": 1}, 2),
        "": (2, {"failed": 1}, 0),
    }
    assert numbers(city.run(day=date(2026, 12, 1)))["青澜甲号"][0] == 6


def test_a_failure_for_want_of_a_register_row_is_settled_by_the_next_import(city: City) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29"})
    city.run(department="")
    assert numbers(city) == {"": (1, {"failed": 1}, 0)}
    city.run()
    assert numbers(city) == {"青澜甲号": (1, {"published": 1}, 0)}


def test_a_file_that_could_be_read_later_is_no_failure_any_more(city: City) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29"})
    city.run()
    path = city.archive / "unassigned/ledger.jsonl"
    original = city.notice("1").read_text(encoding="utf-8").split("original: ")[1][:64]
    path.parent.mkdir(exist_ok=True)
    line = (
        '{"input": "a.posts", "outcome": "failed", "original": "%s", "date": "2026-01-01", "role": "file"}\n'
    )
    path.write_text(line % original, encoding="utf-8")
    assert "" not in numbers(city)
    path.write_text((line % original).replace("2026-01-01", "2026-11-21"), encoding="utf-8")
    assert numbers(city)[""] == (1, {"failed": 1}, 0)


def test_a_withheld_post_that_a_clerk_published_counts_as_published(city: City) -> None:
    city.run(city.export("a.posts", {"id": "2", "title": "没有日期"}))
    assert numbers(city)["青澜甲号"] == (1, {"withheld": 1}, 0)
    (draft,) = (city.archive / "withheld").rglob("*.md")
    target = city.content / "qinglan/2022" / draft.name
    target.parent.mkdir(parents=True)
    text = draft.read_text(encoding="utf-8").replace("status: withheld", "date: 2022-04-29")
    target.write_text(text, encoding="utf-8")
    draft.unlink()
    assert numbers(city)["青澜甲号"] == (1, {"published": 1}, 0)


@pytest.mark.parametrize("dated", [{"date": "2022-04-29"}, {}], ids=["published", "withheld"])
def test_what_two_accounts_handed_in_is_one_post_of_the_one(city: City, dated: dict[str, str]) -> None:
    for name in ("甲", "乙"):
        city.export(f"{name}.posts", {"id": "1", **dated, "account": f"gh_{name}", "name": name})
    state = "published" if dated else "withheld"
    assert sorted(numbers(city.run()).values(), key=lambda one: -one[2]) == [(1, {}, 1), (1, {state: 1}, 0)]


@pytest.mark.parametrize("taken", ["content/qinglan", "archive/weixin"])
def test_what_somebody_took_away_is_named_and_exits_1(
    city: City, taken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    city.run(city.export("a.posts", {"id": "1", "date": "2022-04-29"}))
    assert report(city) == 0
    shutil.rmtree(city.root / taken)
    assert report(city) == 1
    assert "收支不符" in capsys.readouterr().out


def test_an_account_that_left_the_register_keeps_its_line(city: City) -> None:
    city.run(city.export("a.posts", {"id": "1", "date": "2022-04-29"}))
    (city.content / "accounts.csv").write_bytes(accounts.render([]))
    assert numbers(city) == {"gh_one（没有登记）": (1, {"published": 1}, 0)}


def test_page_and_workbook_are_written(city: City, tmp_path: Path) -> None:
    city.run(city.export("a.posts", {"id": "1", "date": "2022-04-29"}))
    page, book = tmp_path / "out/r.html", tmp_path / "out/r.xlsx"
    assert report(city, "--html", str(page), "--xlsx", str(book)) == 0
    assert "青澜甲号" in page.read_text(encoding="utf-8")
    assert book.read_bytes().startswith(b"PK")


def test_without_an_archive_there_is_nothing_to_report(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(city) == 2
    assert capsys.readouterr().err.count("\n") == 1
