"""Fixed pages: a head of three known lines in a plain Markdown file, or the build says what is wrong where."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pelican.utils import sanitised_join

from plugins.notices import fixedpages

HEAD = "Title: 关于本站\nSlug: about\nDate: 2026-11-01\n"


def rules(content: Path, text: str | bytes, name: str = "page.md") -> list[str]:
    path = content / "pages" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return [f"{one.path}:{one.line} {one.rule}" for one in fixedpages.problems(content)]


def test_what_the_shipped_pages_look_like_is_fine(tmp_path: Path) -> None:
    assert rules(tmp_path, f"{HEAD}\n正文\nSave_as: index.html\n") == []
    assert rules(tmp_path, "\ufeff" + HEAD.replace("\n", "\r\n") + "\r\n正文") == []
    assert rules(tmp_path, HEAD) == []
    assert list(fixedpages.problems(tmp_path / "none")) == []


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (HEAD + "Save_as: ../site-evil/p.html\n", 4),
        (HEAD + "save_as: index.html\n", 4),
        ("Url: javascript:alert(1)\n" + HEAD, 1),
        (HEAD + "Template: ../../etc/passwd\n", 4),
        (HEAD + "Status: hidden\n", 4),
        (HEAD + "Translation: true\n", 4),
        (HEAD + "Title: 二\n", 4),
        (HEAD + "    说明\n", 4),
        (HEAD + " Save_as: index.html\n", 4),
        (HEAD + "---\nSave_as: index.html\n", 4),
        ("---\n" + HEAD + "---\n", 1),
        (HEAD.replace("about", "../../about"), 2),
        (HEAD.replace("about", "About us"), 2),
        (HEAD.replace("2026-11-01", "2026-99-01"), 3),
        (HEAD.replace("关于", "关\x01于"), 1),
        (HEAD.replace("本站", "本站\u2028Save_as: x"), 1),
        ("Title: 关于本站\nSlug: about\n", 1),
        ("正文", 1),
    ],
)
def test_what_pelican_would_obey_is_refused(tmp_path: Path, head: str, line: int) -> None:
    assert f"pages/page.md:{line} page-head" in rules(tmp_path, f"{head}\n正文")


@pytest.mark.parametrize("name", ["page.rst", "page.html", "passwd", "page.md.bak"])
def test_other_files_are_refused(tmp_path: Path, name: str) -> None:
    assert rules(tmp_path, HEAD, name) == [f"pages/{name}:1 page-kind"]


def test_links_are_refused_and_bytes_of_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.md").write_text(HEAD, encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/a.md").symlink_to(tmp_path / "elsewhere/secret.md")
    (tmp_path / "pages/b").symlink_to(tmp_path / "elsewhere")
    assert rules(tmp_path, HEAD.encode("gbk"), "c.md") == [
        "pages/a.md:1 page-link",
        "pages/b:1 page-link",
        "pages/c.md:1 not-utf8",
    ]


_ENDS = st.sampled_from(["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\n\n", " ", "\t", ""])
_PARTS = st.sampled_from(
    ["Title: 题", "Slug: a", "Date: 2026-11-01", "Save_as: x", "  url: y", "---", "...", "正文"]
)


@settings(max_examples=50)
@given(st.lists(st.tuples(_PARTS, _ENDS), max_size=8))
def test_no_head_that_passes_tells_markdown_anything_else(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str]]
) -> None:
    text = "".join(part + end for part, end in parts)
    content = tmp_path_factory.getbasetemp() / "law"
    if not rules(content, text):
        reader = markdown.Markdown(extensions=["meta"])
        reader.convert(text.removeprefix("\ufeff"))
        assert set(reader.Meta) == {"title", "slug", "date"}  # type: ignore[attr-defined]


def test_stock_pelican_lets_pages_out_of_its_output() -> None:
    """The control: why the keys above are refused here rather than there."""
    assert re.fullmatch("/city/output-evil/p.html", sanitised_join("/city/output", "../output-evil/p.html"))
