"""Documents: names of files, hostile Word files, what is left to others, and the order in which files are asked."""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.draft import draft
from importers.model import MalformedExport, Post
from importers.outcomes import Outcomes
from importers.run import Request, run
from importers.sources import REMAINDER, SOURCES
from importers.sources.documents import filenames
from importers.sources.documents.attached import AttachedFiles
from importers.sources.documents.labelled import LabelledText
from importers.sources.documents.markdown_files import MarkdownFiles
from importers.sources.documents.word import Word
from notices.values import BEIJING
from tests.importers.city import DAY, PNG, City, Silent
from tests.importers.timing import measured

CASES = Path(__file__).parents[1] / "exports" / "documents"


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("2023-05-11 关于停水的通知.docx", "关于停水的通知", "2023-05-11"),
        ("20230511关于停水的通知.docx", "关于停水的通知", "2023-05-11"),
        ("2023年5月11日关于停水的通知.docx", "关于停水的通知", "2023-05-11"),
        ("[2023.05.11]停水.docx", "停水", "2023-05-11"),
        ("2018-03-04＠甲公告.txt", "甲公告", "2018-03-04"),
        ("停水公告_20230511.pdf", "停水公告", "2023-05-11"),
        ("停水公告（2023-05-11）.pdf", "停水公告", "2023-05-11"),
        ("3、停水公告.pdf", "停水公告", ""),
        ("2023年工作总结.docx", "2023年工作总结", ""),
        ("20231399公告.docx", "20231399公告", ""),
        ("5106121943814622.docx", "5106121943814622", ""),
        ("20230511.pdf", "20230511", ""),
        ("2023政策.doc".encode("gbk").decode("latin-1"), "2023政策", ""),
        ("café résumé.doc", "café résumé", ""),
        ("关于2023-05-11停水.doc", "关于2023-05-11停水", ""),
    ],
)
def test_what_a_name_says(name: str, title: str, day: str) -> None:
    found = filenames.read(Path(name))
    assert (found.title, found.witness.when.strftime("%Y-%m-%d") if found.witness else "") == (title, day)


@given(st.text("甲乙2019-._年月日（）@ 0135", min_size=1, max_size=30))
def test_a_title_is_never_lost(name: str) -> None:
    stem = Path(f"x{name}").stem
    assert filenames.read(Path(f"x{name}")).title or not stem.strip()


def package(document: str) -> bytes:
    """The golden Word file with another document part."""
    made = io.BytesIO()
    source = CASES / "word/input/临江街道/通知.docx"
    with zipfile.ZipFile(source) as original, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in original.namelist():
            content = original.read(name)
            if name == "word/document.xml":
                content = document.encode()
            changed.writestr(name, content)
    return made.getvalue()


HEAD = '<?xml version="1.0"?>'
OPEN = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
CLOSE = "</w:body></w:document>"
BOMB = (
    "<!DOCTYPE x ["
    + '<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 torn",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        package("<w:document"),
        package(f"{HEAD}{OPEN}{CLOSE}"),
        package(f"{HEAD}{BOMB}{OPEN}<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>{CLOSE}"),
        package(HEAD + OPEN + "<w:p>" + "x" * (33 << 20) + "</w:p>" + CLOSE),
    ],
    ids=["torn", "locked", "no-xml", "empty", "entities", "huge"],
)
def test_a_bad_word_file_is_one_clear_refusal(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    assert Word().detect(path, content[:512])
    with pytest.raises(MalformedExport):
        list(Word().read(path))


def test_a_word_file_takes_no_picture_from_outside(tmp_path: Path) -> None:
    with zipfile.ZipFile(CASES / "word/input/临江街道/2023-05-11 关于夏季停水的通知.docx") as original:
        document = original.read("word/document.xml").decode().replace('r:embed="rId5"', 'r:link="rId6"')
    path = tmp_path / "a.docx"
    path.write_bytes(package(document))
    try:
        (post,) = Word().read(path)
    except MalformedExport:
        return
    assert isinstance(post, Post)
    assert not any(one.path or one.content for one in post.pictures)


@pytest.mark.parametrize("target", ["../NULL", "media/gone.png", "https://example.com/a.png"])
def test_a_picture_that_is_gone_costs_only_itself(tmp_path: Path, target: str) -> None:
    source = CASES / "word/input/临江街道/2023-05-11 关于夏季停水的通知.docx"
    path = tmp_path / source.name
    outside = ' TargetMode="External"' if "://" in target else ""
    with zipfile.ZipFile(source) as original, zipfile.ZipFile(path, "w") as changed:
        for name in original.namelist():
            content = original.read(name)
            if name.endswith("document.xml.rels"):
                content = re.sub(rb'Target="media/[^"]*"', f'Target="{target}"{outside}'.encode(), content)
            changed.writestr(name, content)
    (whole,), (post,) = Word().read(source), Word().read(path)
    assert isinstance(whole, Post)
    assert isinstance(post, Post)
    assert post.body == whole.body
    assert [one.content for one in post.pictures] == [None]
    assert "〔图片未保存" in draft(post, datetime(2026, 1, 1, tzinfo=BEIJING)).body


def test_a_picture_inside_the_markdown_is_kept(tmp_path: Path) -> None:
    path, picture = tmp_path / "2020-01-02 通知.md", b"GIF89a\x09\0\x09\0" + bytes(40)
    source = f"data:image/gif;base64,{b64encode(picture).decode()}"
    path.write_text(f"# 通知\n\n正文\n\n![图]({source})\n", encoding="utf-8")
    (post,) = MarkdownFiles().read(path)
    assert isinstance(post, Post)
    assert [one.content for one in post.pictures] == [picture]


@pytest.mark.parametrize("size", [0, 300 << 20])
def test_a_workbook_that_is_a_bomb_is_attached_to_nothing(tmp_path: Path, size: int) -> None:
    path = tmp_path / "2020-01-02 表.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("xl/a.xml", "w") as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    if size:
        with pytest.raises(MalformedExport, match="炸弹"):
            list(AttachedFiles().read(path))
    else:
        path.write_bytes(b"PK\x03\x04" + bytes(600))
        with pytest.raises(MalformedExport, match="损坏"):
            list(AttachedFiles().read(path))


@pytest.mark.parametrize(
    ("source", "name", "head"),
    [
        (LabelledText(), "a.txt", "今天天气很好。\n标题：随后才来\n正文：x\n" * 3),
        (LabelledText(), "a.txt", "标题：只有标题\n然后是随便写的。"),
        (LabelledText(), "a.csv", "标题：甲\n正文：乙\n"),
        (MarkdownFiles(), "a.md", "只是几句话，没有标题。"),
        (MarkdownFiles(), "a.txt", "# 标题\n\n正文"),
        (MarkdownFiles(), "._a.md", "# 标题\n\n正文"),
        (Word(), "~$a.docx", "PK\x03\x04"),
    ],
)
def test_what_is_not_claimed(
    tmp_path: Path, source: LabelledText | MarkdownFiles | Word, name: str, head: str
) -> None:
    assert not source.detect(tmp_path / name, head.encode())


@pytest.mark.parametrize("label", ["tıtle", "tİtle", "ſource"])
def test_a_label_is_one_of_ours_letter_by_letter(tmp_path: Path, label: str) -> None:
    (tmp_path / "a.txt").write_text(
        f"标题：甲\n发布时间：2020-01-02\n正文：一\n{label}: 二\n", encoding="utf-8"
    )
    (post,) = LabelledText().read(tmp_path / "a.txt")
    assert isinstance(post, Post)
    assert post.body == f"一\n{label}: 二"


def test_files_that_a_post_uses_are_no_posts_of_their_own(city: City) -> None:
    page = '<html><head><meta name="ArticleTitle" content="公告"><meta name="SiteDomain" content="a.example"></head><body><p>发布日期：2020-01-02</p><div class="TRS_Editor"><p>见附件：<a href="a.pdf">甲</a></p></div></body></html>'
    city.file("site/page.html", page.encode())
    city.file("site/a.pdf", b"%PDF-1.4\n" + bytes(600))
    city.file("site/2020-01-03 另一份.pdf", b"%PDF-1.4\n" + bytes(700))
    city.file("site/b.md", b"# b\n\n![x](c.png)\n")
    city.file("site/c.png", PNG)
    request = Request(
        path=city.exports,
        content=city.content,
        archive=city.archive,
        imported=DAY,
        sources=SOURCES,
        remainder=REMAINDER,
        department="qinglan",
    )
    with Outcomes() as outcomes:
        run(request, outcomes, Silent())
        told = {one.input: one.outcome for one in outcomes}
    assert told == {
        "site/page.html": "published",
        "site/a.pdf": "merged",
        "site/2020-01-03 另一份.pdf": "published",
        "site/b.md": "withheld",
        "site/c.png": "withheld",
    }


@pytest.mark.parametrize(
    "text",
    [
        "![甲](" + " " * 2000, "![甲](a " * 4000, "![" * 12_000, "<img " * 8000 + ">", "来源：甲" + " " * 20_000 + "乙", "*" * 20_000,
        "---\ntitle: 甲" + " " * 19_500 + "乙\n---\n停水。",
    ],
    ids=["blanks", "pictures", "brackets", "tags", "stated", "stars", "front"],
)  # fmt: skip
def test_no_sign_is_followed_to_the_end_from_every_place(tmp_path: Path, text: str) -> None:
    """Hundredths of a second each; a second and more where every place is a beginning."""
    path = tmp_path / "2019-03-06＠停水.md"
    path.write_text(text if text.startswith("---") else f"# 停水\n\n{text}", encoding="utf-8")
    assert measured(lambda: list(MarkdownFiles().read(path))) < 0.2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![甲](a.png)", ["a.png"]),
        ("![甲]( <a b.png> '题' )", ["a b.png"]),
        ('![甲](a b.png "题")![乙](b.png\n)', ["a b.png", "b.png"]),
        ("![甲](a ![乙](b.png)", ["b.png"]),
        ("![![甲](a.png)", ["a.png"]),
        ("<img alt='<' SRC = 'a.png' width=1>", ["a.png"]),
        ("<img alt=甲> src='a.png'", []),
        ("<img src='a.png'", []),
        ("![甲](a.png", []),
    ],
)
def test_pictures_of_markdown(tmp_path: Path, text: str, expected: list[str]) -> None:
    for name in ("a.png", "b.png", "a b.png"):
        (tmp_path / name).write_bytes(PNG)
    (tmp_path / "甲.md").write_text(f"# 停水\n\n今晚停水。{text}\n", encoding="utf-8")
    (post,) = MarkdownFiles().read(tmp_path / "甲.md")
    assert isinstance(post, Post)
    assert [one.path and one.path.name for one in post.pictures] == expected


def test_what_states_nothing_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "甲.md").write_text(
        "# 停水\n\n**来源：**\n**作者：** 甲 **\n\n今晚停水。\n", encoding="utf-8"
    )
    (post,) = MarkdownFiles().read(tmp_path / "甲.md")
    assert isinstance(post, Post)
    assert (post.source, post.author, post.body) == ("", "甲", "今晚停水。")
