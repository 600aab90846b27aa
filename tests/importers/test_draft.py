"""A post made ready: its pictures found or honestly missing, its text otherwise untouched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.draft import Draft, draft
from importers.model import AccountKey, Picture, Post, Witness
from importers.normalize import media
from notices.render import LONGEST_BODY, to_html, to_text
from notices.values import BEIJING
from tests.importers.city import PNG

WHEN = datetime(2022, 4, 29, 10, 42, tzinfo=BEIJING)
LATEST = datetime(2026, 11, 22, tzinfo=BEIJING)
NAME = media.name_of(PNG, "png")


def made(body: str, *pictures: Picture, title: str = "标题") -> Draft:
    post = Post(
        position="",
        account=AccountKey("weixin", ("gh_one",)),
        source_id="1",
        title=title,
        body=body,
        witnesses=(Witness(WHEN, "script", "ct=1"),),
        pictures=pictures,
    )
    return draft(post, LATEST)


HELD = Picture("k", url="https://pictures.example/a_b*c*", content=PNG)
GONE = Picture("k", url="https://pictures.example/a_b*c*?x=1&y=[2]")
LINE = "〔图片未保存：{alt}原地址：https://pictures.example/a_b*c*?x=1&y=[2]〕"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("![图](media:k)", f"![图](../media/{NAME})"),
        ("![](media:k)", f"![](../media/{NAME})"),
        (r"![a\]b](media:k)", rf"![a\]b](../media/{NAME})"),
        ("前![](media:k)中![](media:k)后", f"前![](../media/{NAME})中![](../media/{NAME})后"),
        ("[![](media:k)](https://a.example)", f"[![](../media/{NAME})](https://a.example)"),
        (r"注\[1\]与![图](media:k)", rf"注\[1\]与![图](../media/{NAME})"),
        ('<td><img src="media:k" alt="图"></td>', f'<td><img src="../media/{NAME}" alt="图"></td>'),
        ('<td><a href="media:k">名单</a></td>', f'<td><a href="../media/{NAME}">名单</a></td>'),
        # must not be touched
        (r"\![图](media-k)", r"\![图](media-k)"),
        (r"写作 \!\[图\](media:k)", r"写作 \!\[图\](media:k)"),
        ("[链接](https://media:k)", "[链接](https://media:k)"),
        ("普通文字 media:k", "普通文字 media:k"),
    ],
)
def test_a_held_picture_is_linked_by_its_content(body: str, expected: str) -> None:
    assert made(body, HELD).body == expected


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("![湖*光*](media:k)", LINE.format(alt="湖*光* ")),
        ("![](media:k)", LINE.format(alt="")),
        (r"![a\_b](media:k)", LINE.format(alt="a_b ")),
        (r"注\[1\]与![图](media:k)", f"注[1]与{LINE.format(alt='图 ')}"),
        ('<table><tr><td><img src="media:k" alt="图"></td></tr></table>', LINE.format(alt="图 ")),
        (
            "| 甲 | 乙 |\n| --- | --- |\n| ![a|b](media:k) | 二 |".replace("a|b", "ab"),
            f"甲\n乙\n{LINE.format(alt='ab ')}\n二",
        ),
        ("![图](media:unlisted)", "〔图片未保存：图〕"),
        ("[说明.doc](media:k)", LINE.format(alt="说明.doc ").replace("图片", "附件")),
    ],
)
def test_a_missing_picture_is_shown_as_words_exactly(body: str, shown: str) -> None:
    html = to_html(made(body, GONE).body)
    assert to_text(html) == shown
    assert "<img" not in html
    assert "href" not in html


@given(st.text(st.characters(codec="utf-8", exclude_characters="()"), max_size=60))
def test_text_without_media_is_kept_as_it_is(text: str) -> None:
    clean = "".join(one for one in text if one in "\t\n" or (one >= " " and one not in "\x7f\ufffe\uffff"))
    assert made(clean).body == clean.strip("\n")


def test_a_long_run_of_brackets_is_read_in_linear_time() -> None:
    made("[" * 200_000 + "![" * 100_000 + "\\" * 100_001)


def test_what_utf_8_cannot_hold_goes() -> None:
    assert made("一\ud800\x00二\x07").body == "一二"


@pytest.mark.parametrize(
    ("title", "shown"),
    [("  一\n二\t", "一 二"), ("", "（无标题）"), ("\x00", "（无标题）"), ("长" * 500, "长" * 200)],
)
def test_a_title_is_one_line(title: str, shown: str) -> None:
    assert made("", title=title).title == shown


def test_a_file_that_is_no_picture_becomes_a_link() -> None:
    held = made("![附表](media:k)", Picture("k", url="x/表.xlsx", content=b"PK\x03\x04rest"))
    assert held.body == f"[附表](../media/{held.media[0].name})"
    assert held.media[0].extension == "xlsx"


def test_a_linked_picture_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "link.png").symlink_to(tmp_path / "secret.png")
    made_one = made("![](media:k)", Picture("k", path=tmp_path / "link.png"))
    assert not made_one.media[0].name
    assert "未保存" in made_one.body


def test_script_and_kind_are_told_from_the_text() -> None:
    told = made("本會訂於今日開會，請各單位準時參加。", title="開會通知")
    assert (told.lang, told.kind) == ("zh-Hant", "通知")


def test_a_file_that_is_missing_is_said_so_in_a_table_too() -> None:
    gone = Picture("k", url="http://a.example/名单.xls")
    body = made('<td><a href="media:k">名单</a></td>', gone).body
    assert body == "<td>名单〔附件未保存：原地址：http://a.example/名单.xls〕</td>"


def test_a_body_longer_than_any_book_is_withheld_with_what_to_do() -> None:
    found = made("字" * (LONGEST_BODY + 1))
    assert "正文超过 100 万字（body-long）" in found.withheld_for
    assert found.cure == "拆成几件或改作附件后可公开"
    assert "body-long" not in made("字" * LONGEST_BODY).withheld_for
