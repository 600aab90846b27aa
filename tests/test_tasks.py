"""What people may write after `invoke`, and what the tasks then get."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from invoke import Collection, Context, ParseError
from invoke.parser import Parser

import tasks
from plugins import standstill
from plugins.releases import manifest

PARSER = Parser(contexts=Collection.from_module(tasks).to_contexts())
NOTICE = "content/water/2026/a.md"
LONG = {"scheduler": "", "profile": False, "json": False}
GIVEN = [
    ("check", {"path": "content", "json": False, "sarif": False}),
    (f"check {NOTICE}", {"path": NOTICE, "json": False, "sarif": False}),
    (f"check --path {NOTICE}", {"path": NOTICE, "json": False, "sarif": False}),
    (f"check {NOTICE} --json", {"path": NOTICE, "json": True, "sarif": False}),
    (f"check --sarif {NOTICE}", {"path": NOTICE, "json": False, "sarif": True}),
    ("check --json", {"path": "content", "json": True, "sarif": False}),
    ("check build", {"path": "build", "json": False, "sarif": False}),
    ("rollback", {"id": ""}),
    ("rollback 20260101T000000-000000", {"id": "20260101T000000-000000"}),
    ("verify --backup /mnt/copies", {"json": False, "backup": "/mnt/copies"}),
    ("backup /mnt/copies", {"to": "/mnt/copies"}),
    ("restore /mnt/copies --replace", {"source": "/mnt/copies", "replace": True, "partial": False}),
    ("show --cut", {"what": "", "cut": True}),
    ("show 20260101-a --cut", {"what": "20260101-a", "cut": True}),
    ("publish --to /mnt/site", {"to": "/mnt/site"}),
    ("publish /mnt/site", {"to": "/mnt/site"}),
    ("release", {"conf": "publishconf.py", "all": False, "due": False, **LONG}),
    ("release --all --due", {"conf": "publishconf.py", "all": True, "due": True, **LONG}),
    ("build --keep-going", {"conf": "pelicanconf.py", "all": False, "keep_going": True, **LONG}),
    (
        "import a.zip --scheduler tcp://10.0.0.1:8786 --json",
        {"path": "a.zip", "department": "", **LONG, "scheduler": "tcp://10.0.0.1:8786", "json": True},
    ),
]


@pytest.mark.parametrize(("line", "given"), GIVEN, ids=[line for line, _ in GIVEN])
def test_arguments(line: str, given: dict[str, object]) -> None:
    (found,) = PARSER.parse_argv(line.split())
    assert found.as_kwargs == given


@pytest.mark.parametrize(
    "line", ["check a b", "publish", "backup", "restore", "mask", "search", "import", "rollback a b"]
)
def test_what_is_too_much_or_missing_is_refused(line: str) -> None:
    with pytest.raises(ParseError):
        PARSER.parse_argv(line.split())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nonsense", "“nonsense”：没有这个任务或选项，或多写了。写法见 invoke 任务 --help"),
        ("check a b", "“b”：没有这个任务或选项，或多写了。写法见 invoke check --help"),
        ("publish", "缺少 'to'。写法见 invoke publish --help"),
        ("serve --port", "--port 后面缺少内容。写法见 invoke serve --help"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_in_chinese(line: str, says: str) -> None:
    with pytest.raises(ParseError) as refused:
        PARSER.parse_argv(line.split())
    assert str(refused.value).startswith(says)


def test_two_tasks_in_a_row() -> None:
    found = PARSER.parse_argv(["check", NOTICE, "release"])
    assert [one.name for one in found] == ["check", "release"]


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The modules that a task runs, in a project folder of its own."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    monkeypatch.setattr(tasks, "run", lambda *arguments, aside=False: found.append(arguments))
    (tmp_path / "content").mkdir()
    return found


class Understood(BaseException):
    """Thrown in place of the work once the arguments are parsed."""


def understood(module: str, arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether *module* takes *arguments*; nothing of what they ask for is done."""
    parse = argparse.ArgumentParser.parse_args

    def parse_and_stop(parser: argparse.ArgumentParser, given: Sequence[str] | None = None) -> None:
        parse(parser, given)
        raise Understood

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_and_stop)
    name = module if module.rpartition(".")[2] == "watching" else f"{module}.__main__"
    try:
        import_module(name).main(list(arguments))
    except Understood:
        return True
    except SystemExit:
        return False
    raise AssertionError(f"{module} parsed nothing")


LINES = [
    "import a.zip --department water --scheduler tcp://10.0.0.1:8786 --profile --json",
    "report --html a.html --xlsx a.xlsx",
    "backup /mnt/copies",
    "restore /mnt/copies --replace --partial",
    "closings --apply",
    "show 20260101-a --cut",
    "media --fetch --allow a.example --allow b.example",
    "rollback 20260101T000000-000000",
    "publish --to /mnt/site",
    "serve --host 0.0.0.0 --port 8001",
    "serve --watch",
    "search 公告",
    "check content --json",
    "check content --sarif",
    "new --department water --kind 通知 --title 一 --from a.docx",
    "new --department water --kind 通知 --title 一",
    f"mask {NOTICE} --write --by 王某 --to content",
    f"review submit {NOTICE} --by 王某 --note 好",
    "links --missing",
    "links --check --archived",
]


@pytest.mark.parametrize("line", LINES)
def test_what_a_task_asks_for_is_understood(
    line: str, calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = PARSER.parse_argv(line.split())
    Collection.from_module(tasks)[found.name].body(Context(), **found.as_kwargs)
    ((module, *arguments),) = calls
    assert understood(module, arguments, monkeypatch)


def test_words_left_out_of_a_search_are_no_options(
    calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.search.body(Context(), "公告 -转载 --json")
    ((module, *arguments),) = calls
    assert arguments[-3:] == ["公告", "-转载", "--json"]
    assert understood(module, arguments, monkeypatch)


def test_a_module_that_would_refuse_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not understood("search", ["nonsense"], monkeypatch)


def proved(calls: list[tuple[str, ...]]) -> bool:
    return [call[0] for call in calls] == ["notices", "plugins"] and "--prove" in calls[1]


def serve_a_build(root: Path, due: datetime | None) -> None:
    """A build of what *root* holds now, out of date at *due*."""
    time.sleep(0.05)
    folder = root / ".builds/20260101T000000-000000"
    (folder / "site").mkdir(parents=True)
    seen = standstill.sight(standstill.sources(root / "content", root / "publishconf.py"))
    standstill.note(folder, seen, due)
    (folder / manifest.NAME).touch()
    (root / "output").symlink_to(folder / "site")


def test_a_release_by_hand_is_always_made(tmp_path: Path, calls: list[tuple[str, ...]]) -> None:
    serve_a_build(tmp_path, None)
    tasks.release.body(None)
    assert proved(calls)


SOON = datetime.now(UTC) + timedelta(days=1)
PAST = datetime.now(UTC) - timedelta(seconds=1)


@pytest.mark.parametrize(("due", "made"), [(None, False), (SOON, False), (PAST, True)])
def test_the_clock_releases_when_something_is_due(
    tmp_path: Path, calls: list[tuple[str, ...]], due: datetime | None, made: bool
) -> None:
    serve_a_build(tmp_path, due)
    tasks.release.body(None, due=True)
    assert proved(calls) is made


def test_the_clock_releases_what_was_only_built(tmp_path: Path, calls: list[tuple[str, ...]]) -> None:
    serve_a_build(tmp_path, None)
    ((tmp_path / "output").resolve().parent / manifest.NAME).unlink()
    tasks.build.body(None, conf="publishconf.py")
    assert calls == []
    tasks.release.body(None, due=True)
    assert proved(calls)


def test_the_clock_releases_what_changed(tmp_path: Path, calls: list[tuple[str, ...]]) -> None:
    serve_a_build(tmp_path, None)
    (tmp_path / "content/accounts.csv").write_text("changed")
    tasks.release.body(None, due=True)
    assert proved(calls)


def test_after_a_rollback_the_clock_waits_and_a_person_does_not(
    tmp_path: Path, calls: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    serve_a_build(tmp_path, PAST)
    (tmp_path / ".builds/held").write_text("20260101T000000-000000\n")
    tasks.release.body(None, due=True)
    assert calls == []
    assert "定时发布暂停" in capsys.readouterr().out
    tasks.release.body(None)
    assert proved(calls)
