"""Reading notice files: every byte of them, and an error that names the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from notices.notice import render
from notices.problems import Problem
from plugins.notices.survey import listing, missing_media, payload_of, survey
from tests.plugins import city


@pytest.mark.parametrize("size", [0, 1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 200_000])
def test_every_byte_is_read(tmp_path: Path, size: int) -> None:
    payload = bytes(n % 251 for n in range(size))
    (tmp_path / "a.md").write_bytes(payload)
    assert payload_of(str(tmp_path / "a.md")) == payload


def test_of_a_file_that_is_too_large_little_is_read(tmp_path: Path) -> None:
    """It is a hole of 100 GB."""
    (tmp_path / "shi").mkdir()
    with (tmp_path / "shi" / "a.md").open("wb") as stream:
        stream.truncate(100 << 30)
    found = survey(tmp_path, listing(tmp_path))
    assert [(one.path, one.rule) for one in found.problems] == [("shi/a.md", "body-long")]
    assert found.seen == ()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.md"):
        payload_of(str(tmp_path / "none.md"))


REFERENCES = {
    "![图](../media/a.png)": 1,
    "[甲](../media/a.png '乙')": 1,
    "[甲]( <../media/a.png>)": 1,
    "[甲\\\\](../media/a.png)": 1,
    "![图][r]\n\n[r]: ../media/a.png": 3,
    "一\n\n<img alt='x>y'\nsrc = '../media/a.png'>": 4,
    "<a href=../media/a.png>甲</a>": 1,
}


@pytest.mark.parametrize("body", REFERENCES)
def test_a_reference_to_a_missing_file_is_a_problem(tmp_path: Path, body: str) -> None:
    assert [one.line - HEAD for one in missing(tmp_path, body)] == [REFERENCES[body]]


@pytest.mark.parametrize(
    "body",
    [
        "图片放在 ../media/a.png。",
        "`../media/a.png`",
        "background: url('../media/a.png')",
        r"\[甲\](../media/a.png)",
        "..&#47;media/a.png",
    ],
)
def test_words_about_a_file_are_no_reference(tmp_path: Path, body: str) -> None:
    """An imported page may say anything, and must not stop the site."""
    assert missing(tmp_path, body) == []


def test_what_the_head_says_is_no_reference(tmp_path: Path) -> None:
    assert missing(tmp_path, "甲", title="图 ![a](../media/a.png)") == []


HEAD = render(replace(city.own()[0], body="")).rstrip("\n").count("\n") + 2


def missing(content: Path, body: str, title: str = "甲") -> list[Problem]:
    """What a notice of *body* refers to that its department does not have."""
    (content / "water").mkdir()
    (content / "water" / "x.md").write_text(render(replace(city.own()[0], title=title, body=body)))
    found = survey(content, listing(content))
    assert found.problems == ()
    return missing_media(content, [one.record for one in found.seen if one.record is not None])
