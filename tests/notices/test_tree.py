"""A content folder: only notices are read, and what is wrong between them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from notices import tree
from notices.departments import Department

SHI = {"shi": Department("shi", "青澜市", "青澜市", "市")}


def put(content: Path, path: str, slug: str = "20240305-a", department: str = "shi") -> Path:
    target = content / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        f"---\ntitle: 一\ndate: 2024-03-05\ndepartment: {department}\nslug: {slug}\nkind: 通知\n---\n\n正文\n",
        encoding="utf-8",
    )
    return target


def test_notices_are_found_and_placed(tmp_path: Path) -> None:
    put(tmp_path, "shi/2024/20240305-a.md")
    put(tmp_path, "pages/about.md")
    put(tmp_path, "shi/media/x.md")
    found = tree.load(tmp_path, SHI)
    assert list(found.notices) == ["shi/2024/20240305-a.md"]
    assert not found.problems
    assert tree.path_of(found.notices["shi/2024/20240305-a.md"]) == "shi/2024/20240305-a.md"


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "elsewhere", "a.md")
    content = tmp_path / "content"
    (content / "shi" / "2024").mkdir(parents=True)
    (content / "shi" / "2024" / "a.md").symlink_to(outside)
    (content / "shi" / "2023").symlink_to(outside.parent)
    (content / "ju").symlink_to(outside.parent)
    assert list(tree.files(content)) == []


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        ({"path": "shi/2024/b.md"}, "slug-twice"),
        ({"path": "shi/2024/b.md", "slug": "b", "department": "ju"}, "department-unknown"),
        ({"path": "ju/2024/b.md", "slug": "b"}, "department-folder"),
    ],
)
def test_what_is_wrong_between_notices_is_named(tmp_path: Path, second: dict[str, str], rule: str) -> None:
    put(tmp_path, "shi/2024/a.md")
    put(tmp_path, **second)
    assert [problem.rule for problem in tree.load(tmp_path, SHI).problems] == [rule]


def test_one_bad_notice_hides_no_other(tmp_path: Path) -> None:
    put(tmp_path, "shi/2024/a.md")
    put(tmp_path, "shi/2024/b.md").write_text("---\n", encoding="utf-8")
    found = tree.load(tmp_path, SHI)
    assert list(found.notices) == ["shi/2024/a.md"]
    assert [(problem.path, problem.rule) for problem in found.problems] == [
        ("shi/2024/b.md", "front-matter-open")
    ]
