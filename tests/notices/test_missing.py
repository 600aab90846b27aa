"""What a body says is missing is counted, whichever importer wrote the line, and nothing else is."""

from __future__ import annotations

import pytest

from importers.draft import link_media
from importers.model import Picture
from importers.normalize.text import PLAIN_ONLY
from notices.missing import Missing, missing, without_addresses
from notices.render import to_html


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("正文。", Missing(0, 0)),
        ("图片未保存，请见谅。", Missing(0, 0)),
        ("〔图片〕未保存：", Missing(0, 0)),
        ("〔图片未保存〕〔图片未保存：水厂 原地址：https://a.example/x〕", Missing(2, 0)),
        ("| 〔附件未保存：名单\\.xls〕 |", Missing(0, 1)),
        ("[〔音频：早安，4分43秒，未随导出保存〕](https://a.example/x)\n\n〔图片未保存〕", Missing(1, 0, 1)),
        (PLAIN_ONLY, Missing(0, 0, 1)),
        ("〔原文未完整导出：导出工具只得到开头部分，全文未保存〕", Missing(0, 0, 1)),
        ("他说：录音未随导出保存。〔注〕", Missing(0, 0)),
    ],
)
def test_what_is_counted(body: str, found: Missing) -> None:
    assert missing(body) == found
    assert bool(found) is (found != Missing(0, 0))
    assert bool(str(found)) is bool(found)


def test_the_lines_that_importers_write_are_counted() -> None:
    pictures = {"a": Picture("a", url="https://a.example/x?y=1&z=2"), "b": Picture("b")}
    body = link_media(
        '![图](media:a) ![](media:b) [表](media:c)\n\n<img src="media:a" alt="图"> <a href="media:c">表</a>',
        {},
        pictures,
    )
    assert missing(body) == missing(to_html(body)) == Missing(3, 2)


def test_what_is_missing_is_put_into_words() -> None:
    assert str(Missing(2, 1, 3)) == "图片 2 张、附件 1 个、音视频等 3 处"
    assert str(Missing(0, 1)) == "附件 1 个"


def test_nobody_searches_for_the_letters_of_a_former_address() -> None:
    text = "〔图片未保存：水厂 原地址：https://a.example/x?y=1〕〔附件未保存：原地址：https://a.example/b〕原地址：滨河路"
    assert without_addresses(text) == "〔图片未保存：水厂〕〔附件未保存〕原地址：滨河路"
    assert without_addresses("〔图片未保存〕原地址：滨河路〕") == "〔图片未保存〕原地址：滨河路〕"
