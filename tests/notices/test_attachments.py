"""Attachments: personal numbers are found wherever Office and archives keep text, and damage is said, not raised."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import attachments, photos

ID = "11010519491231002X"
TODAY = date(2026, 3, 5)
DOCUMENT = "<w:document><w:body>{}</w:body></w:document>"


def zipped(**members: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in members.items():
            archive.writestr(name, payload)
    return stream.getvalue()


def docx(body: str, **more: bytes | str) -> bytes:
    members = {"[Content_Types].xml": "<Types/>", "word/document.xml": DOCUMENT.format(body), **more}
    return zipped(**members)


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pdf(text: str) -> bytes:
    """The smallest PDF that shows *text*."""
    page = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(written))
        written += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF" % len(written)
    return written + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


OLE_BOOK = b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le")  # torn right after its name


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    parts = (b"\xff" + bytes([mark]) + struct.pack(">H", len(body) + 2) + body for mark, body in segments)
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xda\0\x02pixels\xff\xd9"


def exif(tag: int, entries: int = 4) -> bytes:
    first = struct.pack("<HHHII", 1, tag, 4, 1, 26) + struct.pack("<I", 0)
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + struct.pack("<H", entries) + bytes(entries * 12)


def rules(tmp_path: Path, name: str, payload: bytes) -> list[str]:
    path = tmp_path / name
    path.write_bytes(payload)
    return [problem.rule for problem in attachments.inspect(path, f"shi/media/{name}", TODAY)]


RUNS = f"<w:p><w:r><w:t>{ID[:6]}</w:t></w:r><w:r><w:t>{ID[6:]}</w:t></w:r></w:p>"
FOUND = {
    "split into runs.docx": docx(RUNS),
    "in a table.docx": docx(
        f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{ID}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "in a header.docx": docx("", **{"word/header1.xml": f"<w:hdr>{RUNS}</w:hdr>"}),
    "in a comment.docx": docx("", **{"word/comments.xml": f"<w:comments>{RUNS}</w:comments>"}),
    "as author.docx": docx(
        "", **{"docProps/core.xml": f"<cp:coreProperties><dc:creator>{ID}</dc:creator></cp:coreProperties>"}
    ),
    "text cell.xlsx": xlsx(("姓名", "证件"), ("王某", ID)),
    "number cell.xlsx": xlsx(("姓名", "电话"), ("王某", 13800001111)),
    "names beside aid.xlsx": xlsx(("姓名", "低保金额"), ("王建国", 600)),
    "below a caption.xlsx": xlsx(("石河镇低保对象名单", ""), ("姓名", "金额"), ("王建国", 600)),
    "typed as a number.xlsx": xlsx(("姓名", "身份证号"), ("王某", 1.10105194912310e17)),
    "unicode text.csv": "姓名\t电话\n王某\t13800001111\n".encode("utf-16"),
    "without headings.txt": "困难残疾人补贴发放名单\n1\t王建国\t600\n2\t李秀英\t600\n3\t欧阳雨桐\t600\n".encode(),
    "one column.xlsx": xlsx(("身份证号",), ("110105491231002",)),
    "sheet.csv": f"姓名,证件\n王某,{ID}\n".encode(),
    "gbk.csv": f"姓名,证件\n王某,{ID}\n".encode("gb18030"),
    "plain.txt": f"王某 {ID}".encode(),
    "inside.zip": zipped(**{"名单.txt": ID}),
    "named so.zip": zipped(**{f"{ID}.txt": "甲"}),
    "twice.zip": zipped(**{"a.zip": zipped(**{"b.csv": f"证件\n{ID}"})}),
    "office in archive.zip": zipped(**{"a.docx": docx(RUNS)}),
    "text.pdf": pdf(ID),
    "inside a.zip": zipped(**{"a.pdf": pdf(ID)}),
    "xlsx called txt.txt": xlsx(("证件",), (ID,)),
}
CLEAN = {
    "fine.docx": docx("<w:p><w:r><w:t>王某某，3205**********1234</w:t></w:r></w:p>"),
    "two cells.docx": docx(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>138</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>00001111</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "fine.xlsx": xlsx(("姓名", "金额"), ("王某某", 600), ("合计", 13800001111.5)),
    "amounts.csv": "项目,金额\n修路,13800001111\n".encode(),
    "hospitals.csv": "医疗救助定点医院名单\n1,云溪区人民医院\n2,石河镇卫生院\n3,白鹤县中医院\n".encode(),
    "fine.csv": "单位,信用代码\n路灯所,11441700007280420Y\n".encode(),
    "photo.jpg": jpeg((0xE0, b"JFIF\0")),
    "turned.jpg": jpeg((0xE1, exif(0x0112))),
    "no place in it.jpg": jpeg((0xE1, exif(0x8825, entries=1))),
    "empty.txt": b"",
    "fine.pdf": pdf("0999-5550123"),
}


@pytest.mark.parametrize("name", FOUND)
def test_it_is_found(tmp_path: Path, name: str) -> None:
    assert "attachment-personal" in rules(tmp_path, name, FOUND[name])


@pytest.mark.parametrize("name", CLEAN)
def test_it_is_left_alone(tmp_path: Path, name: str) -> None:
    assert rules(tmp_path, name, CLEAN[name]) == []


@pytest.mark.parametrize(
    "payload",
    [jpeg((0xE1, exif(0x8825))), jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='1'/>"))],
)
def test_a_place_in_a_photo_is_found(tmp_path: Path, payload: bytes) -> None:
    assert rules(tmp_path, "a.jpg", payload) == ["picture-place"]
    assert rules(tmp_path, "a.zip", zipped(**{"a.jpg": payload})) == ["picture-place"]


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0"),
        ("a.pdf", b"%PDF-1.4"),
        ("scan.pdf", pdf("")),
        ("a.xls", OLE_BOOK),
        ("a.docx", b"PK\x03\x04torn"),
        ("a.zip", zipped(**{"a.zip": zipped(**{"a.zip": zipped(**{"a.zip": zipped(a=b"")})})})),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, payload: bytes) -> None:
    assert rules(tmp_path, name, payload) == ["attachment-unread"]


def test_the_number_is_never_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"姓名,证件,手机\n王某,{ID},13800001111\n", encoding="utf-8")
    told = [problem.message for problem in attachments.inspect(path, "shi/media/a.csv", TODAY)]
    assert len(told) == 2
    assert not any(ID in message or "13800001111" in message for message in told)


def test_a_bomb_costs_nothing(tmp_path: Path) -> None:
    assert rules(tmp_path, "a.zip", zipped(**{"a.txt": bytes(70 << 20)})) == ["attachment-unread"]


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.docx", "a.jpg"]))
def test_no_bytes_raise(payload: bytes, name: str) -> None:
    for head in (b"", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n"):  # a PDF starts a process each
        list(attachments.pieces(name, head + payload))


@given(st.integers(0, 10_000))
def test_no_damage_raises(seed: int) -> None:
    chance = random.Random(seed)
    payload = bytearray(
        chance.choice(
            [*(one for name, one in FOUND.items() if "pdf" not in name), jpeg((0xE1, exif(0x8825)))]
        )
    )
    for _ in range(chance.randrange(1, 8)):
        payload[chance.randrange(len(payload))] = chance.randrange(256)
    list(attachments.pieces("a.zip", bytes(payload[: chance.randrange(len(payload)) + 1])))


def test_remarks_in_a_png_are_read() -> None:
    assert "Author 13800001111" in photos.remarks(b"\x89PNG\r\n\x1a\n\0\0\0\x13tEXtAuthor\x0013800001111\0")
