"""`reposts` over a content folder: the highest level leads, then the earliest; one account's own repetitions do not count."""

from __future__ import annotations

import json

import pytest

from importers.__main__ import main
from importers.reposts.finding import find
from notices import reposts
from notices.reposts import Group
from tests.importers.city import City, Lines

BODY = "各有关单位：为做好青澜市2024年度冬季供暖工作，现将有关事项通知如下，请遵照执行，不得延误。"
REGISTER = """[shi]
name = "青澜市政府"
level = "市"
[zhen]
name = "石河镇"
level = "镇街"
"""


@pytest.fixture
def levels(city: City) -> City:
    (city.content / "departments.toml").write_text(REGISTER, encoding="utf-8")
    return city


def post(city: City, department: str, source_id: str, date: str, **more: object) -> str:
    """Import one post of the department's own account; returns its slug."""
    row = {
        "id": source_id,
        "date": date,
        "title": "供暖通知",
        "body": BODY,
        "account": f"gh_{department}",
        **more,
    }
    city.run(city.export(f"{source_id}.posts", {"name": department, **row}), department=department)
    return city.notice(source_id).stem


def test_the_highest_level_leads_and_of_these_the_earliest(levels: City) -> None:
    town = post(levels, "zhen", "1", "2024-11-01")
    later = post(levels, "shi", "2", "2024-11-03")
    city = post(levels, "shi", "3", "2024-11-02", account="gh_other", name="other")
    assert find(levels.content) == [Group(city, (later, town))]
    assert reposts.load(levels.content / reposts.FILE) == [Group(city, (later, town))]


def test_an_account_that_repeats_itself_is_no_repost(levels: City) -> None:
    post(levels, "zhen", "1", "2024-11-01")
    post(levels, "zhen", "2", "2024-11-02")
    assert find(levels.content) == []
    assert not (levels.content / reposts.FILE).exists()


def test_withdrawn_notices_are_left_out_and_the_file_follows(levels: City) -> None:
    post(levels, "zhen", "1", "2024-11-01")
    post(levels, "shi", "2", "2024-11-02")
    assert len(find(levels.content)) == 1
    path = levels.notice("2")
    path.write_text(
        path.read_text(encoding="utf-8").replace("imported:", "status: withdrawn\nimported:"),
        encoding="utf-8",
    )
    assert find(levels.content) == []
    assert (levels.content / reposts.FILE).read_bytes() == b""


def test_an_import_renews_the_groups(levels: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.__main__.SOURCES", (Lines(),))
    rows = [
        {
            "id": str(n),
            "date": "2024-11-01",
            "title": "供暖通知",
            "body": BODY,
            "account": f"gh_{n}",
            "name": str(n),
        }
        for n in range(2)
    ]
    levels.export("a.posts", *rows)
    folders = ["--content", str(levels.content), "--archive", str(levels.archive)]
    assert main([str(levels.exports), *folders, "--department", "shi"]) == 0
    line = json.loads((levels.content / reposts.FILE).read_text(encoding="utf-8"))
    assert sorted([line["canonical"], *line["copies"]]) == sorted(
        levels.notice(str(n)).stem for n in range(2)
    )


def test_the_command_counts_and_names_what_it_cannot_read(
    levels: City, capfd: pytest.CaptureFixture[str]
) -> None:
    post(levels, "zhen", "1", "2024-11-01")
    post(levels, "shi", "2", "2024-11-02")
    assert main(["reposts", "--content", str(levels.content)]) == 0
    assert "1 组，转载 1 件" in capfd.readouterr().out
    levels.notice("2").write_text("---\ntitle: x\n---\n\n正文\n", encoding="utf-8")
    assert main(["reposts", "--content", str(levels.content)]) == 2
    assert "缺少“date”" in capfd.readouterr().err
