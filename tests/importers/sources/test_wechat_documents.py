"""Word files and texts of the tools: what is claimed, and damage named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from importers.model import HEAD_BYTES, MalformedExport, Post
from importers.sources.wechat.documents import WeChatDocument

CASES = Path(__file__).parents[1] / "exports" / "wechat"
EXPORTED = next((CASES / "exporter-docx" / "input").glob("*.docx"))
PRINTED = next((CASES / "download-docx" / "input").glob("*.docx"))
SOURCE = WeChatDocument()


def package(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("a.docx", EXPORTED.read_bytes(), True),
        (PRINTED.name, PRINTED.read_bytes(), True),
        ("[2025-12-20225424]海.docx", PRINTED.read_bytes(), True),
        # a clerk's own files
        ("关于公布热线的公告.docx", PRINTED.read_bytes(), False),
        ("20241101通知.docx", package(**{"word/document.xml": "<w/>", "word/media/image1.png": ""}), False),
        ("a.txt", "标题\n\n正文".encode(), False),
        ("a.docx", b"", False),
        ("a.zip", EXPORTED.read_bytes(), False),
    ],
)
def test_only_the_tools_files_are_claimed(tmp_path: Path, name: str, content: bytes, claimed: bool) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert SOURCE.detect(path, content[:HEAD_BYTES]) is claimed


@pytest.mark.parametrize(
    "content", [EXPORTED.read_bytes()[:-30], PRINTED.read_bytes()[:400], b"PK\x03\x04", b""]
)
def test_a_torn_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "20241101公告.docx"
    path.write_bytes(content)
    with pytest.raises(MalformedExport, match="Word 文件"):
        list(SOURCE.read(path))


def test_a_package_without_a_page_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(package(**{"word/afchunk.mht": "MIME-Version: 1.0\n\nno page"}))
    with pytest.raises(MalformedExport):
        list(SOURCE.read(path))


def test_the_bar_and_the_title_are_no_part_of_the_article() -> None:
    (post,) = SOURCE.read(EXPORTED)
    assert isinstance(post, Post)
    assert post.title not in post.body
    assert "赞" not in post.body
    assert "原文地址" not in post.body


def test_readers_words_are_left_out() -> None:
    post = next(iter(SOURCE.read(PRINTED)))
    assert isinstance(post, Post)
    assert "读者" not in post.body
    assert [bool(picture.content) for picture in post.pictures] == [True]
