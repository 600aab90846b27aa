"""A content folder: only notices are found in it."""

from __future__ import annotations

from pathlib import Path

from notices import read, tree


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
    (found,) = tree.files(tmp_path)
    assert found == tmp_path / "shi/2024/20240305-a.md" == tmp_path / tree.path_of(read(found))


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "elsewhere", "a.md")
    content = tmp_path / "content"
    (content / "shi" / "2024").mkdir(parents=True)
    (content / "shi" / "2024" / "a.md").symlink_to(outside)
    (content / "shi" / "2023").symlink_to(outside.parent)
    (content / "ju").symlink_to(outside.parent)
    assert list(tree.files(content)) == []
