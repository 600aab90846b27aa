"""What a body says is missing is counted, whichever importer wrote the line, and nothing else is."""

from __future__ import annotations

import pytest

from importers.draft import link_media
from importers.model import Picture
from notices.missing import Missing, missing
from notices.render import to_html


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("正文。", Missing(0, 0)),
        ("图片未保存，请见谅。", Missing(0, 0)),
        ("〔图片〕未保存：", Missing(0, 0)),
        ("〔图片未保存〕〔图片未保存：水厂 原地址：https://a.example/x〕", Missing(2, 0)),
        ("| 〔附件未保存：名单\\.xls〕 |", Missing(0, 1)),
    ],
)
def test_what_is_counted(body: str, found: Missing) -> None:
    assert missing(body) == found
    assert bool(found) is (found != Missing(0, 0))


def test_the_lines_that_importers_write_are_counted() -> None:
    pictures = {"a": Picture("a", url="https://a.example/x?y=1&z=2"), "b": Picture("b")}
    body = link_media(
        '![图](media:a) ![](media:b) [表](media:c)\n\n<img src="media:a" alt="图"> <a href="media:c">表</a>',
        {},
        pictures,
    )
    assert missing(body) == missing(to_html(body)) == Missing(3, 2)
