"""Files made to hurt whoever reads them; each small on the disk, however much it claims to hold."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

PAGE = b"<html><body><div id=js_article><div id=js_content>text</div></div></body></html>"
_SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1:9/">]>'
_RSS = "<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>t</title><wp:wxr_version>1.2</wp:wxr_version><item><title>&{};</title><content:encoded>&{};</content:encoded><wp:post_id>1</wp:post_id></item></channel></rss>"
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def zeros_zipped(name: str, size: int) -> bytes:
    """A zip file whose one member is *size* zero bytes, made without ever holding them."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return stream.getvalue()


def nested(depth: int, copies: int) -> bytes:
    """An archive of archives, as 42.zip is."""
    content = zeros_zipped("zeros.html", 64 << 20)
    for level in range(depth):
        content = zipped({f"{level}-{n}.zip": content for n in range(copies)}, zipfile.ZIP_STORED)
    return content


def slipping() -> bytes:
    names = [
        "../../slip.html",
        "/tmp/slip.html",
        "..\\..\\slip.html",
        "C:\\slip.html",
        "a/../../../slip.html",
        "\u202e/slip.html",
    ]
    return zipped(
        dict.fromkeys(names, PAGE) | {"CON.html": PAGE, "nul": PAGE, "a.": PAGE, "-rf": PAGE, "汉" * 86: PAGE}
    )


def symlinked() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link.html")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("link.html/x.html", PAGE)
    return stream.getvalue()


def crowded() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for number in range(3000):
            archive.writestr(f"{number % 7}/{'a' * (number % 3)}{number}", b"")
    return stream.getvalue()


def lying() -> bytes:
    """A zip file whose directory says another size and crc than its member has."""
    raw = bytearray(zeros_zipped("a.html", 1 << 20))
    place = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<III", raw, place + 16, 0, 10, 10)
    return bytes(raw)


def taped() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, kind, target in (
            ("../../slip.html", tarfile.REGTYPE, ""), ("link.html", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard.html", tarfile.LNKTYPE, "../../../etc/passwd"), ("null", tarfile.CHRTYPE, ""), ("pipe", tarfile.FIFOTYPE, ""),
            ("sparse", tarfile.GNUTYPE_SPARSE, ""), ("good.html", tarfile.REGTYPE, ""),
        ):  # fmt: skip
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            member.size = len(PAGE) if kind == tarfile.REGTYPE else 0
            member.devmajor = member.devminor = 1
            archive.addfile(member, io.BytesIO(PAGE))
    return stream.getvalue()


def workbook(strings: str = "", sheet: str = "") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.xml": _BOOK.encode(),
            "xl/_rels/workbook.xml.rels": _RELATIONS.encode(),
            "xl/sharedStrings.xml": strings.encode(),
            "xl/worksheets/sheet1.xml": (sheet or _SHEET.format("")).encode(),
        }
    )


def far_cells() -> bytes:
    """A sheet of a few cells at its very corners: 17 billion cells to whoever makes a table of it."""
    cell = '<row r="{0}"><c r="{1}{0}" t="inlineStr"><is><t>微博id</t></is></c></row>'
    return workbook(sheet=_SHEET.format(cell.format(1, "A") + cell.format(1048576, "XFD")))


def many_strings() -> bytes:
    some = "<si><t>" + "长" * 30 + "</t></si>"
    head = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n}</v></c></row>' for n in range(1, 200))
    return workbook(head + some * 1_500_000 + "</sst>", _SHEET.format(rows))


def word(body: str, before: str = "") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": (before + _WORD.format(body)).encode(),
        }
    )


def database(*statements: str) -> bytes:
    with sqlite3.connect(":memory:") as made:
        for statement in statements:
            made.execute(statement)
        made.commit()
        return made.serialize()


WEIBO = "id TEXT, bid TEXT, user_id TEXT, screen_name TEXT, text TEXT, topics TEXT, at_users TEXT, pics TEXT, video_url TEXT, location TEXT, created_at TEXT, source TEXT, attitudes_count INT, comments_count INT, reposts_count INT, retweet_id TEXT"
_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"


def flipped(seed: int) -> bytes:
    """A database of posts with 40 bits turned."""
    dice = random.Random(seed)
    rows = [f"INSERT INTO weibo (id, text) VALUES ('{n}', '{'正文' * 50}')" for n in range(200)]
    raw = bytearray(database(f"CREATE TABLE weibo ({WEIBO})", *rows))
    for _ in range(40):
        raw[dice.randrange(100, len(raw))] ^= 1 << dice.randrange(8)
    return bytes(raw)


def mail(depth: int) -> bytes:
    """Parts within parts within parts."""
    head = b"From: <Saved by Blink>\nSnapshot-Content-Location: https://mp.weixin.qq.com/s/x\nMIME-Version: 1.0\n"
    parts = b"".join(
        b'Content-Type: multipart/related; type="text/html"; boundary="b%d"\n\n--b%d\n' % (n, n)
        for n in range(depth)
    )
    return head + parts + b"Content-Type: text/html\n\n" + PAGE


def picture(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


def page(body: bytes) -> bytes:
    return b"<html><body><div id=js_article><div id=js_content>" + body + b"</div></div></body></html>"


MAKERS: dict[str, Callable[[], bytes]] = {
    "slip.zip": slipping,
    "link.zip": symlinked,
    "crowd.zip": crowded,
    "lying.zip": lying,
    "bomb.zip": lambda: zeros_zipped("a.html", 700 << 20),
    "nest.zip": lambda: nested(3, 5),
    "deep.zip": lambda: nested(8, 1),
    "bomb.html.gz": lambda: gzip.compress(bytes(700 << 20), 1),
    "bomb.html.bz2": lambda: bz2.compress(bytes(200 << 20)),
    "tape.tar.gz": taped,
    "laughs.xlsx": lambda: workbook(_LAUGHS + "<sst><si><t>&l9;</t></si></sst>"),
    "outside.xlsx": lambda: workbook(_OUTSIDE + "<sst><si><t>&x;</t></si></sst>"),
    "far.xlsx": far_cells,
    "strings.xlsx": many_strings,
    "bomb.xlsx": lambda: zeros_zipped("xl/worksheets/sheet1.xml", 600 << 20),
    "laughs.docx": lambda: word("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", _LAUGHS),
    "outside.docx": lambda: word("<w:p><w:r><w:t>&x;&y;</w:t></w:r></w:p>", _OUTSIDE),
    "tables.docx": lambda: word("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000),
    "flat.docx": lambda: word("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 400_000),
    "laughs.xml": lambda: (_LAUGHS + _RSS.format("l9", "l9")).encode(),
    "outside.xml": lambda: (_OUTSIDE + _RSS.format("x", "y")).encode(),
    "endless.db": lambda: database(f"CREATE TABLE weibo_ ({WEIBO})", f"CREATE VIEW weibo AS {_ENDLESS} x AS id FROM n"),
    "trigger.db": lambda: database(
        f"CREATE TABLE weibo ({WEIBO})", f"CREATE VIEW user AS {_ENDLESS} x AS id, x AS nick_name FROM n"
    ),
    "computed.db": lambda: database(
        f"CREATE TABLE weibo ({WEIBO}, more TEXT AS (hex(zeroblob(60000000))))",
        "INSERT INTO weibo (id, text) VALUES ('1', '正文')",
        "INSERT INTO weibo (id, text) VALUES ('2', '正文')",
    ),
    **{f"flipped-{seed}.db": (lambda seed=seed: flipped(seed)) for seed in range(12)},  # type: ignore[misc]
    "torn.db": lambda: flipped(0)[:5000],
    "nest.mhtml": lambda: mail(10_000),
    "deep.json": lambda: b"[" * 100_000,
    "deep-weibo.json": lambda: b'{"weibo":' + b'{"a":' * 100_000,
    "digits.json": lambda: b'{"weibo": [{"id": ' + b"9" * 100_000 + b"}]}",
    "lone.json": lambda: b'{"user": {"id": "1"}, "weibo": [{"id": 1, "text": "\\ud800"}]}',
    "nest.html": lambda: page(b"<div>" * 100_000),
    "tables.html": lambda: page(b"<table><tr><td>" * 20_000),
    "open.html": lambda: page(b"<" * 2_000_000),
    "comment.html": lambda: page(b"<!--" * 500_000),
    "attributes.html": lambda: page(b"<p " + b"a=1 " * 500_000 + b">x</p>"),
    "entities.html": lambda: page(b"&lt" * 500_000),
    "swollen.json": lambda: b'{"user": {"id": "1"}, "weibo": [' + b"{},[]," * 10_000_000 + b"{}]}",
    "swollen-list.json": lambda: b"[" + b'{"id":1},' * 7_000_000 + b"{}]",
    "swollen.html": lambda: page(b"<p><b>x</b>" * 2_700_000),
    "swollen-attributes.html": lambda: page(b"<p" + b" a=1" * 7_000_000 + b">x</p>"),
    "swollen.mjs": lambda: b"export const data = " + b'{"a":[' * 10 + b"{},[]," * 9_000_000,
    "swollen.csv": lambda: "\ufeffid,bid,正文\n".encode() + b"1,2," + b"," * 60_000_000,
    "swollen.md": lambda: b"# t\n\n" + b"- x\n\n" * 12_000_000,
    "swollen.txt": lambda: "标题：甲\n发布时间：2020-01-01\n正文：".encode() + "一\n".encode() * 15_000_000,
    "swollen.xml": lambda: b"<rss version='2.0'><channel><title>t</title>" + b"<item/>" * 8_000_000 + b"</channel></rss>",
    "swollen.warc": lambda: b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 60000000\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"<p><b>x</b>" * 6_000_000,
    "one-line.csv": lambda: "\ufeffid,bid,正文,".encode() + b"a" * 20_000_000,
    "quote.csv": lambda: '\ufeffid,bid,正文\n1,2,"'.encode() + "行\n".encode() * 1_000_000,
    "marks.md": lambda: b"# t\n\n" + b"[" * 200_000,
    "stars.md": lambda: b"# t\n\n" + b"*a " * 200_000,
    "ticks.md": lambda: b"# t\n\n" + b"`" * 200_000 + b" " + b"``" * 100_000,
    "quotes.md": lambda: b"# t\n\n" + b">" * 100_000,
    "front.md": lambda: b"---\n" + b"title: x\n" * 200_000,
    "label.txt": lambda: "标题：\n".encode() * 100_000 + "发布时间：2020-01-01\n正文：一".encode(),
    "big.png": lambda: picture(65535, 65535),
    "page-picture.html": lambda: page(b"<p>x</p><img src='big.png'>"),
    "empty.html": lambda: b"",
    "nul.html": lambda: bytes(100_000),
    "utf16.html": lambda: PAGE.decode().encode("utf-16"),
    "pdf.pdf": lambda: b"%PDF-1.7\n" + b"1 0 obj<</Length 99999999999>>stream\n" * 10_000,
    "warc.warc": lambda: b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999\r\n\r\n" + b"x" * 1000,
    "bomb.warc.gz": lambda: gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 300000000\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b" " * 300_000_000, 1),
}  # fmt: skip
_NAMES = [
    "CON.html",
    "nul",
    "a.",
    "b ",
    "\u202egnp.html",
    "\u2066x\u2069.html",
    "．．／x.html",
    "-rf",
    "%2e%2e%2fx.html",
    "é.html",
    "e\u0301.html",
    "汉" * 80 + ".html",
    "a\nb.html",
    "a\x1b[31m.html",
    "=cmd|x.html",
    "'; DROP.html",
]


def write(folder: Path, only: tuple[str, ...] = ()) -> list[str]:
    """Make the files in *folder* (all, or *only* some) with awkward names besides; the names of all."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [name for name in MAKERS if not only or name in only]
    for name in made:
        (folder / name).write_bytes(MAKERS[name]())
    for name in _NAMES:
        (folder / name).write_bytes(PAGE)
    (folder / "link").symlink_to("/etc/passwd")
    return [*made, *_NAMES, "link"]
