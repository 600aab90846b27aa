"""The command line: exit codes, the report, one Chinese line for what cannot begin."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from importers import __main__ as command
from importers.__main__ import FAILED, OK, USAGE, main
from tests.importers.city import City, Greedy, Lines


@pytest.fixture(autouse=True)
def made_up_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SOURCES", (Lines(),))


def call(city: City, *more: str, path: Path | None = None) -> int:
    folders = ["--content", str(city.content), "--archive", str(city.archive)]
    return main([str(path or city.exports), *folders, *more])


def test_a_run_without_failure_exits_0_and_shows_the_totals(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29"}, {"lost": "已删除"})
    assert call(city, "--department", "qinglan") == OK
    shown = capsys.readouterr().out
    assert "共 1 个文件，2 条记录" in shown
    assert [line.split("│")[1:3] for line in shown.splitlines() if "│ 已公开" in line] == [
        [" 已公开   ", "    1 "]
    ]


def test_a_failure_exits_1_and_names_file_and_position(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29"}, {"problem": "少了三列"})
    assert call(city, "--department", "qinglan") == FAILED
    assert "a.posts 第 2 行：少了三列" in capsys.readouterr().out


def test_an_unknown_account_is_shown_once_however_many_posts(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    city.export("a.posts", *({"id": str(number), "date": "2022-04-29"} for number in range(9)))
    assert call(city) == FAILED
    assert capsys.readouterr().out.count("weixin,gh_one,青澜甲号") == 1


def test_many_failures_are_cut_short(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    city.export("a.posts", *({"problem": f"坏行{number}"} for number in range(50)))
    assert call(city) == FAILED
    shown = capsys.readouterr().out
    assert shown.count("坏行") == 20
    assert "--report" in shown


def test_the_report_adds_up(city: City) -> None:
    city.export(
        "a.posts",
        {"id": "1", "date": "2022-04-29"},
        {"id": "1", "date": "2022-04-29", "body": "更长的正文在此"},
    )
    city.export("b.posts", {"problem": "x"}, {"skipped": "y"}, {"id": "2"})
    city.file("c.bin", b"\x00")
    report = city.root / "deep" / "report.json"
    call(city, "--department", "qinglan", "--report", str(report))
    told = json.loads(report.read_bytes())
    assert list(told) == ["files", "records", "totals", "outcomes"]
    assert (told["files"], told["records"]) == (3, 6)
    assert told["totals"] == {
        "published": 1,
        "merged": 1,
        "withheld": 1,
        "lost": 0,
        "skipped": 2,
        "failed": 1,
    }
    assert sum(told["totals"].values()) == told["records"] == len(told["outcomes"])
    assert all(
        list(one) == ["input", "position", "id", "outcome", "reason", "notice"] for one in told["outcomes"]
    )
    assert [one["outcome"] for one in told["outcomes"][:2]] == ["merged", "published"]
    counted = [one["outcome"] for one in told["outcomes"]]
    assert {name: counted.count(name) for name in told["totals"]} == told["totals"]


def test_the_day_of_import_can_be_given(city: City) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29"})
    call(city, "--department", "qinglan", "--imported", "2025-05-06")
    assert "imported: 2025-05-06" in city.notice("1").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda city: {"path": city.exports / "absent"}, "没有这个文件或文件夹"),
        (lambda city: {}, "文件夹是空的"),
        (lambda city: {"path": city.export("a.posts") and city.root}, "不能把导入结果再导入一次"),
    ],
)
def test_what_cannot_begin_is_one_chinese_line(
    city: City, capsys: pytest.CaptureFixture[str], make: object, message: str
) -> None:
    assert callable(make)
    assert call(city, **make(city)) == USAGE
    told = capsys.readouterr()
    assert message in told.err
    assert told.err.count("\n") == 1
    assert str(city.root) in told.err
    assert not told.out


@pytest.mark.parametrize("register", ["departments.toml", "accounts.csv"])
def test_a_broken_register_is_named(city: City, capsys: pytest.CaptureFixture[str], register: str) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29"})
    (city.content / register).write_bytes(b"\xff\xfe [")
    assert call(city) == USAGE
    assert register in capsys.readouterr().err


def test_an_unknown_department_lists_the_known_ones(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    city.export("a.posts", {"id": "1"})
    assert call(city, "--department", "qinglna") == USAGE
    assert "qinglan、shuiwu" in capsys.readouterr().err


def test_a_missing_content_folder_is_named(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    city.export("a.posts", {"id": "1"})
    assert (
        main([str(city.exports), "--content", str(city.root / "no"), "--archive", str(city.archive)]) == USAGE
    )
    assert "departments.toml" in capsys.readouterr().err
    assert not (city.root / "no").exists()


def test_a_full_disk_is_one_line_and_exit_1(
    city: City, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert call(city, "--department", "qinglan") == FAILED
    assert "重新运行即可继续" in capsys.readouterr().err


def test_a_wrong_day_is_refused_by_the_parser(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call(city, "--imported", "昨天")
    assert stopped.value.code == USAGE
    assert "不是日期" in capsys.readouterr().err


def test_ambiguous_files_fail_the_run(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SOURCES", (Lines(), Greedy()))
    city.export("a.posts", {"id": "1"})
    assert call(city) == FAILED


def test_worker_processes_of_the_real_command_account_for_every_file(city: City) -> None:
    """More than fifty files: the command starts processes, with the sources it has."""
    for number in range(60):
        city.file(f"{number}.bin", bytes([0, 1, number]))
    report = city.root / "r.json"
    folders = ["--content", str(city.content), "--archive", str(city.archive)]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "importers",
            str(city.exports),
            *folders,
            "--report",
            str(report),
            "--workers",
            "2",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == OK
    assert done.stderr.startswith("导入 · 60 个文件 · ")
    assert "Traceback" not in done.stderr
    told = json.loads(report.read_bytes())
    assert told["totals"]["skipped"] == told["files"] == 60
    assert [one["input"] for one in told["outcomes"]] == sorted(f"{number}.bin" for number in range(60))
    assert len([path for path in (city.archive / "unassigned/data").rglob("*") if path.is_file()]) == 60


def test_the_last_screen_is_the_balance_sheet_of_the_accounts_touched(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    city.export("a.posts", {"id": "1", "date": "2022-04-29", "account": "gh_two", "name": "青澜乙号"})
    assert call(city, "--department", "qinglan") == OK
    city.export("a.posts", {"id": "2", "date": "2022-04-29"})
    capsys.readouterr()
    assert call(city, "--department", "qinglan") == OK
    shown = capsys.readouterr().out
    assert "收支表" in shown
    assert "青澜甲号" in shown
    assert "青澜乙号" not in shown


def test_a_record_without_an_end_is_noticed(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importers.desk.Desk._settle_absent", lambda *_: None)
    city.export("a.posts", {"id": "1", "date": "2022-04-29"}, {"skipped": "列表页"}, {"lost": "已删除"})
    assert call(city, "--department", "qinglan") == FAILED
    assert "读到 3 条，有结果的 2 条" in capsys.readouterr().err
