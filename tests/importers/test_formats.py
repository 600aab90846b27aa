"""Cases of `importers.formats`."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers import formats
from tests.importers.timing import measured


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("users.csv", "用户id,昵称,性别\n1,甲,f\n", "微博爬虫 weibo-crawler 账号表"),
        (
            "imgs-甲.csv",
            "https://wx1.sinaimg.cn/large/a.jpg,\nhttps://wx1.sinaimg.cn/large/b.jpg",
            "Weibo-archiver 图片清单",
        ),
        ("a.json", '{"ok":1,"data":{"cards":[{"card_type":9}]}}', "微博接口 JSON（没有微博的页面）"),
        ("a.json", '{"id":"1","extractor_key":"BiliBili"}', "yt-dlp 视频说明 info.json"),
        ("a.json", '{"x":1}', "JSON 文件"),
        (
            "a.html",
            "<!DOCTYPE html><title>404</title>",
            "网页（不是已支持平台的保存页；网站页面请在文件夹里放 site.toml 说明）",
        ),
        (
            "a.html",
            "<!--https://www.example.com/a.html-->\n<!-- 二 -->\n<html><body>",
            "网页（不是已支持平台的保存页；网站页面请在文件夹里放 site.toml 说明）",
        ),
        ("a.txt", "<html><head><title>甲", "网页，扩展名不对；请把扩展名改成 .html 再导入"),
        (
            "a.xls",
            '<html xmlns:x="urn:x"><table>',
            "网页格式的表格或文档，请用 Excel、Word 或 WPS 打开后另存为 xlsx 或 docx",
        ),
        ("a.jpg", "<html><head><title>403 Forbidden</title>", "错误提示网页，存成了图片的文件名"),
        ("a.csv", "标题,时间,内容\n", "表格 CSV（看不出标题和日期在哪一列；可在旁边放 .columns.toml 说明）"),
        ("a.sql", "/* x */\nINSERT INTO `t` VALUES (1);\n", "数据库导出 SQL"),
        ("a.csv", "title,url,time,like_num\n", "微信文章清单 CSV（只有标题和网址）"),
        ("a.md", "# 标题\n\n> 公众号: 青澜发布\n", "微信文章 Markdown（Access_wechat_article）"),
        ("a.md", "正文", "Markdown 文档（没有文件头，也没有一级标题）"),
        (
            "a.mhtml",
            "MIME-Version: 1.0\nContent-Type: multipart/related;\n",
            "网页归档 MHTML，请用浏览器打开后另存为“网页，全部”",
        ),
        ("a.xml", '<?xml version="1.0"?><rss version="2.0">', "RSS 或 Atom 订阅"),
        ("a.xml", '<rss ?xml version="2.0">', "RSS 或 Atom 订阅"),
        ("a.css", "body{}", "样式表 CSS"),
        ("a.js", "var a=1", "脚本 JS"),
        ("a.txt", "标题:甲", "文本文件 TXT"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_text_formats_are_named_in_any_encoding(name: str, head: str, expected: str, encoding: str) -> None:
    plain = head if encoding == "utf-8" else head.removeprefix("\ufeff")
    assert formats.name(Path(name), plain.encode(encoding)) == expected


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.db", b"SQLite format 3\0rest", "SQLite 数据库"),
        ("640", b"\xff\xd8\xff\xe0", "图片"),
        ("a.xlsx", b"PK\x03\x04", "Excel 表格 xlsx（台账或导出清单）"),
        ("a.docx", b"PK\x03\x04", "Word 文档 docx"),
        ("a.zip", b"PK\x03\x04", "压缩包 zip"),
        ("a.csv", b"PK\x03\x04", None),
        ("a.xlsm", b"PK\x03\x04", "含宏的 Excel 表格 xlsm，请另存为 xlsx"),
        ("a.ODS", b"PK\x03\x04", "ODF 表格 ods，请另存为 xlsx"),
        ("a.doc", b"{\\rtf1\\ansi", "RTF 文档，请用 Word 或 WPS 打开后另存为 docx"),
        ("a.pdf", b"%PDF-1.7", "PDF 文档"),
        ("a.bin", bytes(range(256)), None),
        ("a.csv", b"", None),
        ("a.jpg", b"\xff\xff\xff\xff", None),
        ("a.json", b"not json", None),
    ],
)
def test_bytes_count_more_than_the_name(name: str, head: bytes, expected: str | None) -> None:
    assert formats.name(Path(name), head) == expected


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.md", "# 甲" + " " * 30_000 + "。"),
        ("a.csv", "http://" + "sinaimg.cn/" * 5000),
        ("a.html", "<!---->" * 30_000 + "<p>"),
        ("a.html", "<!--" * 50_000),
    ],
    ids=["blanks", "hosts", "comments", "open comments"],
)
def test_no_sign_is_followed_to_the_end_from_every_place(name: str, head: str) -> None:
    assert measured(lambda: formats.name(Path(name), head.encode())) < 0.2
