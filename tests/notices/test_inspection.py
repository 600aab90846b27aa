"""The check over files: the whole folder or one notice, what lies about in it, and how it is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from notices import memory, setting
from notices.__main__ import main
from notices.inspection import inspect_all, inspect_some
from tests.notices.checks.desk import NOW, ROOT, text

DEPARTMENTS = '[shi]\nname = "青澜市人民政府"\nlevel = "市"\n[ju]\nname = "青澜市民政局"\nlevel = "市"\n'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "shi" / "2026").mkdir(parents=True)
    (folder / "departments.toml").write_text(DEPARTMENTS, encoding="utf-8")
    shutil.copytree(ROOT / "content" / "words", folder / "words")
    put(folder, "a")
    return folder


def put(content: Path, slug: str, body: str = "正文。", **head: str) -> Path:
    slug = f"20260305-{slug}"
    path = content / head.get("department", "shi") / "2026" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(body, **{"slug": slug, "title": f"通知{slug}", **head}), encoding="utf-8")
    return path


def found(content: Path, *paths: Path, workers: int = 1) -> list[tuple[str, str]]:
    against = setting.load(content, NOW)
    report = (
        inspect_some(content, paths, against) if paths else inspect_all(content, against, workers=workers)
    )
    return [(problem.path, problem.rule) for problem in report.problems]


def test_a_good_folder_has_no_problem(content: Path) -> None:
    assert found(content) == []


@pytest.mark.parametrize("only", [False, True])
def test_doubles_are_found_in_both_ways(content: Path, only: bool) -> None:
    path = put(content, "b", title="通知20260305-a")
    other = put(content, "a", "另一条。", department="ju")
    one = found(content, path, other) if only else found(content)
    assert sorted(one) == sorted(
        [
            ("shi/2026/20260305-b.md", "notice-twice"),
            ("ju/2026/20260305-a.md" if only else "shi/2026/20260305-a.md", "slug-twice"),
        ]
    )


def test_a_file_that_is_too_large_is_not_read(content: Path) -> None:
    """It is a hole of 100 GB: reading it would end the check."""
    path = put(content, "b")
    with path.open("r+b") as stream:
        stream.truncate(100 << 30)
    assert found(content) == found(content, path) == [("shi/2026/20260305-b.md", "body-long")]


def test_archived_reposts_may_repeat(content: Path) -> None:
    for slug, department in (("x", "shi"), ("y", "ju")):
        head = {"title": "转发", "platform": "weixin", "source_id": slug, "department": department}
        put(content, slug, **head)
    assert found(content) == []


def test_what_does_not_belong_is_named(content: Path) -> None:
    (content / "shi" / "run.py").write_text("1", encoding="utf-8")
    (content / "shi" / "2026.MD").write_text(
        "通知", encoding="utf-8"
    )  # would stay unpublished without a word
    (content / "shi" / "media").mkdir()
    (content / "shi" / "media" / "a.html").write_text("1", encoding="utf-8")
    (content / "shi" / "media" / "a.jpg").write_bytes(b"\xff\xd8\xff")
    (content / "shi" / "media" / "b.jpg").symlink_to("/etc/hostname")
    (content / "ju").symlink_to("/etc")
    assert found(content) == [
        ("ju", "file-kind"),
        ("shi/2026.MD", "file-kind"),
        ("shi/media/a.html", "file-kind"),
        ("shi/media/b.jpg", "file-kind"),
        ("shi/run.py", "file-kind"),
    ]


def test_attachments_are_looked_into(content: Path) -> None:
    (content / "shi" / "media").mkdir()
    (content / "shi" / "media" / "a.csv").write_text("电话\n13800001111\n", encoding="utf-8")
    path = put(content, "b", "[附件](../media/a.csv)")
    assert found(content) == found(content, path) == [("shi/media/a.csv", "attachment-personal")]
    assert found(content, content / "shi/2026/20260305-a.md") == []


def test_the_number_of_processes_changes_nothing(content: Path) -> None:
    for number in range(450):
        put(
            content,
            f"n{number}",
            f"第{number}条，手机13800001111。" if number % 50 == 0 else f"第{number}条。",
        )
    assert found(content) == found(content, workers=2)
    assert len(found(content)) == 9


def test_a_notice_that_cannot_be_read_hides_no_other(content: Path) -> None:
    (content / "shi" / "2026" / "b.md").write_bytes(b"---\ntitle: \xff\n")
    put(content, "c", "13800001111")
    assert found(content) == [("shi/2026/20260305-c.md", "privacy-mobile"), ("shi/2026/b.md", "not-utf8")]


def remembering(content: Path) -> tuple[int, list[str]]:
    """How many notices a check with a memory takes apart again, and the rules it finds broken."""
    path, key = content.parent / "memory.jsonl", memory.key(content)
    known = memory.load(path, key)
    against = setting.load(content, NOW)
    report = inspect_all(content, against, workers=1, memory=known)
    memory.save(path, key, report.memory)
    skipped = {one.path for one in known.fit(report_stamps(content))}
    return len(report.seen) - len(skipped), [problem.rule for problem in report.problems]


def report_stamps(content: Path) -> dict[str, memory.Stamp]:
    return memory.stamps(content, [path for path in content.glob("*/*/*") if path.is_file()])


def test_what_is_fit_and_unchanged_is_not_read_again(content: Path) -> None:
    for slug in "bcd":
        put(content, slug)
    assert remembering(content) == (4, [])
    assert remembering(content) == (0, [])
    put(content, "c", "13800001111")
    assert remembering(content) == (1, ["privacy-mobile"])
    assert remembering(content) == (1, ["privacy-mobile"])  # what is unfit is told each time


def test_doubles_are_found_against_what_is_remembered(content: Path) -> None:
    remembering(content)
    put(content, "b", title="通知20260305-a")
    assert remembering(content)[1] == ["notice-twice"]


def test_a_picture_taken_away_and_a_new_word_are_noticed(content: Path) -> None:
    (content / "shi" / "media").mkdir()
    picture = content / "shi" / "media" / "a.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    put(content, "b", "![图](../media/a.jpg)")
    put(content, "c", "[见](/shi/2026/20260305-a.html)")
    assert remembering(content) == (3, [])
    picture.unlink()
    (content / "shi" / "2026" / "20260305-a.md").unlink()
    assert sorted(remembering(content)[1]) == ["link-broken", "picture-missing"]
    word = 'rule = "wording-slip"\n[[word]]\nfind = "正文"\nsource = "甲"\nadded = 2026-03-01\n'
    put(content, "d")
    remembering(content)
    (content / "words" / "more.toml").write_text(word, encoding="utf-8")
    assert "wording-slip" in remembering(content)[1]


def test_what_time_changes_is_read_again(content: Path) -> None:
    put(content, "b", review_by="2026-03-06")
    remembering(content)
    assert remembering(content)[0] == 1


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "x"}', "\0"])
def test_a_damaged_memory_costs_time_only(content: Path, damage: str) -> None:
    remembering(content)
    path = content.parent / "memory.jsonl"
    first = path.read_text(encoding="utf-8").splitlines()[0]
    for written in (damage, f"{first}\n{damage}x\n"):
        path.write_text(written, encoding="utf-8")
        assert remembering(content) == (1, [])


def check(content: Path, *arguments: str) -> int:
    return main(["check", "--content", str(content), *arguments])


def test_people_read_errors_first(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(content, "b", "![](../media/x.jpg)")
    assert check(content) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "错误（改好才能发布） 1 处："
    assert lines[1].startswith("  shi/2026/20260305-b.md:9  picture-missing  ")
    assert lines[2] == "提醒 1 处："
    assert lines[-1] == "检查 2 条：1 处错误，1 处提醒，不能发布。"
    assert check(content, "--quiet") == 1
    assert capsys.readouterr().out.splitlines() == [*lines[:2], lines[-1]]


def test_waivers_are_printed(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(content, "b", "13800001111", waivers="privacy-mobile 王敏 2026-03-01 值班手机")
    assert check(content) == 0
    assert "王敏 2026-03-01 放行：值班手机" in capsys.readouterr().out


def test_machines_read_json_and_sarif(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(content, "b", "13800001111\n\n护照E12345678", waivers="privacy-mobile 王敏 2026-03-01 值班手机")
    assert check(content, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["notices"], told["errors"], told["warnings"]) == (2, 1, 0)
    assert told["problems"][0]["rule"] == "privacy-passport"
    assert told["waived"][0]["person"] == "王敏"
    assert check(content, "--sarif") == 1
    run = json.loads(capsys.readouterr().out)["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/shi/2026/20260305-b.md"
    assert place["region"]["startLine"] == 12
    assert run["results"][1]["suppressions"][0]["kind"] == "inSource"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"privacy-passport", "privacy-mobile"}


def test_one_notice_or_folder_can_be_named(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = put(content, "b", "13800001111", department="ju")
    assert check(content, str(content / "shi")) == 0
    assert check(content, str(bad)) == 1
    assert check(content, str(content)) == 1
    assert "检查 2 条" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["没有.md", "/etc/passwd"])
def test_a_path_elsewhere_is_refused(content: Path, capsys: pytest.CaptureFixture[str], path: str) -> None:
    assert check(content, path) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_broken_registers_are_told_all_at_once(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "departments.toml").write_text("[", encoding="utf-8")
    (content / "reviews.toml").write_text("default = 9", encoding="utf-8")
    assert check(content) == 1
    told = capsys.readouterr().out
    assert "departments-toml" in told
    assert "reviews-toml" in told
