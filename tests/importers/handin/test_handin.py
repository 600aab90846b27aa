"""From a clerk's file to a draft: text, tables, pictures and attachments are all there, and messages are Chinese."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from importers.handin.__main__ import main
from importers.handin.convert import Unreadable, convert, convert_apart
from notices import Notice, read

DEPARTMENTS = '[shi]\nname = "青澜市人民政府"\nlevel = "市"\n'
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PICTURE = (
    '<w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><wp:inline><wp:docPr id="1" name="p" descr="路灯照片"/>'
    '<a:graphic><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
)


def paragraph(text: str, inner: str = "") -> str:
    return f"<w:p><w:r><w:t>{text}</w:t>{inner}</w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def docx(path: Path, *blocks: str) -> Path:
    """A Word file as small as Word accepts, with one picture."""
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships {relations}><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships {relations}><Relationship Id="rId9" Type="{OFFICE}/image" Target="media/a.png"/></Relationships>',
        )
        archive.writestr("word/media/a.png", PNG)
        archive.writestr(
            "word/document.xml", f"<w:document {W} {R}><w:body>{''.join(blocks)}</w:body></w:document>"
        )
    return path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "departments.toml").write_text(DEPARTMENTS, encoding="utf-8")
    return folder


def drafted(content: Path, source: Path, *more: str) -> Notice:
    assert main([str(source), "--department", "shi", "--content", str(content), *more]) == 0
    (path,) = content.glob("shi/*/*.md")
    notice = read(path)
    assert notice.status == "draft"
    return notice


def test_a_word_file_keeps_text_table_and_picture(content: Path, tmp_path: Path) -> None:
    source = docx(
        tmp_path / "a.docx",
        paragraph("青政办发〔2026〕3号"),
        paragraph("关于更换路灯的通知"),
        paragraph("各单位：", PICTURE),
        table(("路段", "长度"), ("滨河路", "1200")),
        paragraph("特此通知。"),
    )
    notice = drafted(content, source)
    assert notice.title == "关于更换路灯的通知"
    assert notice.title not in notice.body
    assert "青政办发〔2026〕3号" in notice.body
    assert all(word in notice.body for word in ("各单位：", "路段", "滨河路", "1200", "特此通知。"))
    (picture,) = content.glob("shi/media/*.png")
    assert f"![路灯照片](../media/{picture.name})" in notice.body


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ("青澜市交通运输局文件\n\n青交发〔2026〕12号\n\n关于印发\n《线网方案》的通知\n\n各单位：", "关于印发《线网方案》的通知"),
        ("市交通局关于印发\n\n《线网方案》的通知\n\n各单位：", "市交通局关于印发《线网方案》的通知"),
        ("青澜市交通运输局文件\n\n青交发〔2026〕12号\n\n三夏服务安排\n\n各单位：", "三夏服务安排"),
        ("关于张贴的说明\n\n现予说明。\n\n特此\n通知", "关于张贴的说明"),
        ("A&B路口改造公告\n\n定于明日。", "A&B路口改造公告"),
    ],
)  # fmt: skip
def test_the_title_below_a_letterhead_and_in_two_lines(tmp_path: Path, blocks: str, title: str) -> None:
    (tmp_path / "a.md").write_text(blocks.replace("A&B", "A&amp;B"), encoding="utf-8")
    made = convert(tmp_path / "a.md")
    assert made.title == title
    assert "各单位：" not in blocks or made.body.endswith("各单位：")
    assert made.body.startswith("青澜市交通运输局文件\n\n青交发") == blocks.startswith("青澜市交通运输局文件")


def test_a_traditional_text_is_marked_as_such(content: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("關於村務公開的公告\n\n請各村民於週五前來領取憑證，並帶齊證件。", encoding="utf-8")  # fmt: skip
    assert drafted(content, tmp_path / "a.txt").lang == "zh-Hant"


def test_a_percentage_and_a_tick_stay_what_the_sheet_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([0.125, 0.3, True, 0.125])
    book.active["A1"].number_format, book.active["B1"].number_format = "0.0%", "0%"
    book.save(tmp_path / "a.xlsx")
    assert "| 12.5% | 30% | 是 | 0.125 |" in convert(tmp_path / "a.xlsx").body


def test_a_workbook_keeps_its_merged_cells(content: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["财务收支", None], ["收入", 1200.0], ["支出", "<98>"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "a.xlsx")
    body = drafted(content, tmp_path / "a.xlsx", "--title", "收支公开", "--kind", "公示").body
    assert 'colspan="2"' in body
    assert "1200" in body
    assert "1200.0" not in body
    assert "&lt;98&gt;" in body


def test_a_plain_table_becomes_a_plain_table(content: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("姓名,金额\n王某,600\n".encode("gb18030"))
    assert "| 王某 | 600 |" in drafted(content, tmp_path / "a.csv").body


@pytest.mark.parametrize(
    "payload", ["学校\t人数\n一小\t3\n".encode("utf-16"), "学校;人数\n一小;3\n".encode()]
)
def test_a_table_parted_by_tabs_or_semicolons_is_one(tmp_path: Path, payload: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(payload)
    assert "| 一小 | 3 |" in convert(tmp_path / "a.csv").body


def test_pasted_text_is_shown_as_it_was(content: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("关于停水的公告\n\n1*2*3 与 <b>\n# 不是标题\n", encoding="utf-8")
    notice = drafted(content, tmp_path / "a.txt")
    assert notice.title == "关于停水的公告"
    assert r"1\*2\*3" in notice.body


def test_a_folder_brings_its_attachments(content: Path, tmp_path: Path) -> None:
    folder = tmp_path / "投稿"
    folder.mkdir()
    docx(folder / "正文.docx", paragraph("关于报名的公告"), paragraph("请报名。"))
    (folder / "报名表.pdf").write_bytes(b"%PDF-1.4")
    for junk in ("~$正文.docx", "Thumbs.db", "desktop.ini", ".DS_Store"):
        (folder / junk).write_bytes(b"junk")
    body = drafted(content, folder).body
    (attached,) = content.glob("shi/media/*.pdf")
    assert f"附件：[报名表](../media/{attached.name})" in body


def test_the_same_twice_is_refused(content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "a.txt"
    source.write_text("关于停水的公告\n\n明日停水。", encoding="utf-8")
    drafted(content, source)
    assert main([str(source), "--department", "shi", "--content", str(content)]) == 2
    assert "已经起草过同名" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "payload", "why"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "另存为"),
        ("a.docx", b"PK\x03\x04 torn", "已损坏"),
        ("a.docx", b"", "已损坏"),
        ("a.xlsx", b"not a workbook", "已损坏"),
        ("a.txt", b"\x81\xff\xff\x80", "编码"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, payload: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(payload)
    with pytest.raises(Unreadable, match=why):
        convert_apart(tmp_path / name)


def test_a_file_that_ends_its_parser_is_named_and_ends_nothing_else(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = docx(tmp_path / "深.docx", "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000)
    with pytest.raises(RecursionError):
        convert(deep)
    assert main([str(deep), "--department", "shi", "--content", str(content)]) == 2
    assert "深.docx：读取时解析程序中止" in capsys.readouterr().err
    assert not list(content.glob("shi/**/*"))
    good = docx(tmp_path / "a.docx", paragraph("关于停水的公告"), paragraph("明日停水。"))
    assert convert_apart(good) == convert(good)


@pytest.mark.parametrize("arguments", [["没有.docx", "--department", "shi"], ["a.txt", "--department", "ju"]])
def test_what_is_wrong_is_said_in_one_line(
    content: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main([*arguments, "--content", str(content)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not list(content.glob("shi/**/*"))


def test_an_attachment_nobody_may_publish_is_refused(content: Path, tmp_path: Path) -> None:
    folder = tmp_path / "投稿"
    folder.mkdir()
    (folder / "正文.txt").write_text("关于报名的公告\n\n请报名。", encoding="utf-8")
    (folder / "setup.exe").write_bytes(b"MZ")
    assert main([str(folder), "--department", "shi", "--content", str(content)]) == 2
    assert not list(content.glob("shi/**/*"))
