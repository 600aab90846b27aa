"""Names of formats that are met in exports but that no source reads yet, so that a report can say what was skipped.

Recognised by first bytes, then by words that only this format begins with, then by extension: names of files
lie more often than their contents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from importers.normalize import media
from importers.normalize.text import head_text

_BY_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", "SQLite 数据库"),
    (b"\x1f\x8b", "压缩包 gzip"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包 7z，请先解压再导入"),
    (b"Rar!\x1a\x07", "压缩包 rar，请先解压再导入"),
    (b"wOFF", "字体文件"),
    (b"wOF2", "字体文件"),
    (b"{\\rtf", "RTF 文档，请用 Word 或 WPS 打开后另存为 docx"),
)
_BY_CONTAINER: dict[str, str] = {
    **dict.fromkeys(("jpg", "png", "gif", "webp", "bmp", "avif", "heic"), "图片"),
    "svg": "矢量图 SVG",
    **dict.fromkeys(("mp4", "mov", "webm", "mkv", "flv", "avi"), "视频"),
    **dict.fromkeys(("mp3", "amr", "m4a"), "音频"),
    "pdf": "PDF 文档",
    "docx": "Word 文档 docx",
    "doc": "Word 文档 doc",
    "wps": "WPS 文档",
    "xlsx": "Excel 表格 xlsx（台账或导出清单）",
    "xls": "Excel 表格 xls（台账或导出清单）",
    "et": "WPS 表格",
    **dict.fromkeys(("pptx", "ppt", "dps"), "演示文稿"),
    "ofd": "OFD 版式文档",
    "zip": "压缩包 zip",
}
# zip and OLE files that only their name tells apart
_BY_SUFFIX: dict[str, str] = {
    ".xlsm": "含宏的 Excel 表格 xlsm，请另存为 xlsx",
    ".xlsb": "Excel 二进制表格 xlsb，请另存为 xlsx",
    ".docm": "含宏的 Word 文档 docm，请另存为 docx",
    ".pptm": "含宏的演示文稿 pptm，请另存为 pptx",
    ".ods": "ODF 表格 ods，请另存为 xlsx",
    ".odt": "ODF 文档 odt，请另存为 docx",
    ".odp": "ODF 演示文稿 odp，请另存为 pptx",
}


@dataclass(frozen=True, slots=True)
class _Words:
    """A text format: the *words* (a pattern, all of it within the head) that tell it, under any of *suffixes*."""

    name: str
    suffixes: tuple[str, ...]
    words: str

    def fits(self, suffix: str, text: str) -> bool:
        return (not self.suffixes or suffix in self.suffixes) and re.match(self.words, text) is not None


_MARKDOWN = (".md", ".markdown")
_OFFICE = (".xls", ".xlsx", ".et", ".doc", ".docx", ".wps")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
# Each comment is passed over once and for all: a head may hold thousands.
_PAGE = r"(?i)\s*(?:<\?xml[^>]*>\s*)?(?>(?:(?><!--[\s\S]*?-->)\s*)*)<(?:!doctype\s+html|html|head|body)\b"
_JSON = (".json", ".jsonl", ".js", "")

_BY_WORDS: tuple[_Words, ...] = (
    _Words("Weibo-archiver 图片清单", (".csv",), r"https?://(?=[^\s,]*sinaimg\.cn/)[^\s,]*+,?\s"),
    _Words("微博爬虫 weibo-crawler 账号表", (".csv",), "用户id,昵称,"),
    _Words("微博爬虫 weibo-crawler 未下载清单", (".txt",), r"\d{10,19}:https?://"),
    _Words("微博接口 JSON（没有微博的页面）", _JSON, r'[\[{](?=[\s\S]*"(?:cardlistInfo|card_type)"\s*:)'),
    _Words("微博图片 JSON", _JSON, r'[\[{](?=[\s\S]*"(?:bmiddle_pic|thumbnail_pic)"\s*:)'),
    _Words("weiboSpider 测试网址对照表", _JSON, r'\{\s*"https?://weibo\.cn/'),
    _Words(
        "MediaCrawler 导出（贴吧、知乎等平台）",
        (*_JSON, ".csv"),
        r"(?=[\s\S]*?\b(?:note_id|content_id|liked_count|voteup_count)\b)(?:[\[{]|\w+,)",
    ),
    _Words("yt-dlp 视频说明 info.json", _JSON, r'\{(?=[\s\S]*"extractor_key"\s*:)'),
    _Words(
        "微信公众号接口 JSON",
        _JSON,
        r'\{(?=[\s\S]*"(?:news_item|appmsgid|app_msg_list|general_msg_list)"\s*:)',
    ),
    _Words("微信文章清单 CSV（只有标题和网址）", (".csv",), "title,url,time,"),
    _Words("微信公众号名录 CSV", (".csv",), "name,bizid,"),
    _Words("微信文章 Markdown（Access_wechat_article）", _MARKDOWN, r"#[^\n]*(?:\n\s*|\s)> 公众号[:：]"),
    _Words("微信文章 Markdown（wechat-article-exporter）", _MARKDOWN, r"\s*\S[^\n]*\\\* \{ margin: 0;"),
    _Words("微信文章 Markdown（wechatDownload）", _MARKDOWN, r"(?=[\s\S]*mmbiz\.qpic\.cn)"),
    _Words("Markdown 文档（没有文件头，也没有一级标题）", _MARKDOWN, ""),
    _Words(
        "网页归档 MHTML，请用浏览器打开后另存为“网页，全部”",
        (),
        r"(?=[\s\S]{0,4000}?MIME-Version:)(?=[\s\S]{0,4000}?multipart/related)",
    ),
    _Words("RSS 或 Atom 订阅", (), r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?<(?:rss|feed|rdf:RDF)\b"),
    _Words("错误提示网页，存成了图片的文件名", _PICTURES, _PAGE),
    _Words("网页格式的表格或文档，请用 Excel、Word 或 WPS 打开后另存为 xlsx 或 docx", _OFFICE, _PAGE),
    _Words("网页，扩展名不对；请把扩展名改成 .html 再导入", (".txt", ".md", ".json", ".xml", ".csv"), _PAGE),
    _Words("网页（不是已支持平台的保存页；网站页面请在文件夹里放 site.toml 说明）", (), _PAGE),
    _Words("XML 文件", (), r"\s*<\?xml"),
    _Words("样式表 CSS", (".css",), ""),
    _Words("脚本 JS", (".js", ".mjs"), ""),
    _Words("JSON 文件", (".json", ".jsonl"), r"\s*[\[{]"),
    _Words("数据库导出 SQL", (".sql",), r"[\s\S]*?(?i:insert\s+into|create\s+table)"),
    _Words("表格 TSV", (".tsv",), r"[^\n]*\t"),
    _Words(
        "表格 CSV（看不出标题和日期在哪一列；可在旁边放 .columns.toml 说明）", (".csv",), r"[^\n]*[,;\t，]"
    ),
    _Words("文本文件 TXT", (".txt",), r"[\s\S]*\S"),
)


def name(path: Path, head: bytes) -> str | None:
    """Give the Chinese name of the format of *path*, which begins with *head*, or None when it is unknown."""
    found = next((shown for start, shown in _BY_BYTES if head.startswith(start)), None)
    kind = media.extension(head, path.name)
    found = found or (_BY_SUFFIX.get(path.suffix.lower()) if kind == "bin" else _BY_CONTAINER.get(kind))
    if found:
        return found
    text, suffix = head_text(head), path.suffix.lower()
    return next((one.name for one in _BY_WORDS if text and one.fits(suffix, text)), None)
