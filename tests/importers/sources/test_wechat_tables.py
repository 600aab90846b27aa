"""Tables of the tools: which file is whose, and rows that are not what they should be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.model import HEAD_BYTES, Listed, Lost, MalformedExport, Post, Problem, Skipped
from importers.sources.wechat.tables import WeChatTable, WeChatTableJson, biz_of
from notices.workbook import workbook

EXPORTER, JSON = WeChatTable("wechat-exporter"), WeChatTableJson("wechat-exporter")
DOWNLOAD, ACCESS = WeChatTable("wechat-download"), WeChatTable("wechat-access", named_by_folder=True)
COLUMNS = [
    "公众号",
    "ID",
    "链接",
    "标题",
    "封面",
    "摘要",
    "创建时间",
    "发布时间",
    "阅读",
    "点赞",
    "分享",
    "喜欢",
    "留言",
    "作者",
    "是否原创",
    "文章类型",
    "所属合集",
    "文章内容",
]


def book(*rows: list[str]) -> bytes:
    return workbook({"Sheet1": [COLUMNS, *rows]})


def row(**cells: str) -> list[str]:
    known = {
        "公众号": "青澜发布",
        "ID": "2650000001_1",
        "链接": "https://mp.weixin.qq.com/s/Sh0rtL1nkOfArt1cle0001",
    }
    return [
        (known | {"标题": "一条", "发布时间": "2024-03-04 09:30:00"} | cells).get(name, "")
        for name in COLUMNS
    ]


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("a.xlsx", book(row()), EXPORTER),
        ("a.xlsx", workbook({"S": [["序号", "发布时间", "文章名称", "文章链接"]]}), ACCESS),
        ("a.csv", b"title,url,time,like_num,read_num\r\n", DOWNLOAD),
        ("a.csv", b"\xef\xbb\xbftitle,url,time,like_num\r\n", DOWNLOAD),
        ("a.json", json.dumps([{"aid": 1, "appmsgid": 1, "itemidx": 1, "update_time": 1}]).encode(), JSON),
        ("a.xlsx", workbook({"S": [["序号", "标题", "发布时间"]]}), None),
        ("a.csv", b"title,url\r\n", None),
        ("a.json", b'[{"aid": 1}]', None),
        ("a.json", b'{"aid":1,"appmsgid":1,"itemidx":1,"update_time":1}', None),
        ("a.zip", book(row()), None),
    ],
)
def test_a_table_is_told_by_its_header(tmp_path: Path, name: str, content: bytes, source: object) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    claiming = [one for one in (EXPORTER, JSON, DOWNLOAD, ACCESS) if one.detect(path, content[:HEAD_BYTES])]
    assert claiming == ([source] if source else [])


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"文章内容": "正文"}, Post),
        ({"文章内容": "<p>正文</p>"}, Post),
        ({"文章内容": "一条"}, Listed),
        ({"文章内容": ""}, Listed),
        ({"标题": "", "文章内容": "正文"}, Post),
        ({"标题": "", "链接": ""}, Problem),
    ],
)
def test_what_a_row_is(tmp_path: Path, cells: dict[str, str], kind: type) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(row(**cells)))
    (found,) = EXPORTER.read(path)
    assert type(found) is kind


def test_when_the_draft_was_saved_proves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(row(创建时间="2024-03-01 08:00:00", 发布时间="", 文章内容="正文")))
    (post,) = EXPORTER.read(path)
    assert isinstance(post, Post)
    assert post.witnesses == ()


def test_a_repeated_header_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(row(), COLUMNS, row()))
    assert [type(one) for one in EXPORTER.read(path)] == [Listed, Skipped, Listed]


@pytest.mark.parametrize(
    ("said", "kind"), [(True, Lost), (1, Lost), (False, Listed), (0, Listed), (None, Listed)]
)
def test_what_the_platform_had_deleted_is_lost(tmp_path: Path, said: object, kind: type) -> None:
    path = tmp_path / "a.json"
    told = {
        "aid": "2650000001_1",
        "appmsgid": 1,
        "itemidx": 1,
        "update_time": 0,
        "title": "一条",
        "is_deleted": said,
    }
    path.write_text(json.dumps([told]), encoding="utf-8")
    (found,) = JSON.read(path)
    assert type(found) is kind
    assert found.witnesses == ()


@pytest.mark.parametrize("content", [b"[", b"[{", b"", b"nothing"])
def test_json_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(MalformedExport):
        list(JSON.read(path))


@pytest.mark.parametrize(
    ("said", "biz"),
    [("MzAwMDAwMDAwMQ==", "MzAwMDAwMDAwMQ=="), ("3000000001", ""), ("", ""), ("MjM5", "MjM5")],
)
def test_a_number_is_no_biz(said: str, biz: str) -> None:
    assert biz_of(said) == biz
