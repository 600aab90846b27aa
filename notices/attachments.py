"""Attachments: their text for the privacy gate, and what pictures say about where they were taken.

Read by bytes, not by name, with bounds on size and depth; nothing is unpacked to the disk and no XML parser
runs, so entities and links to elsewhere mean nothing here.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

from notices import extract, photos, privacy
from notices.checks.model import Rule
from notices.problems import Problem

PERSONAL = Rule(
    "attachment-personal", "error", "附件里有个人信息", "Excel 名单里有身份证号一列", archived="same"
)
PLACE = Rule("picture-place", "error", "照片里存有拍摄地点", "手机照片的 EXIF 带经纬度", archived="same")
UNREAD = Rule(
    "attachment-unread",
    "warning",
    "这种附件机器读不了，须人工查看",
    ".doc、.wps、扫描的 PDF、加密的压缩包",
    archived="off",
)
RULES = (PERSONAL, PLACE, UNREAD)

LARGEST = 64 << 20  # bytes of one member; a larger one is no document
_MEMBERS = 2000
_DEPTH = 3
_TEXT_SUFFIXES = {".csv", ".txt"}
_XML_MEMBER = re.compile(
    r"(?:word|xl|ppt|docProps)/.*\.xml|content\.xml|meta\.xml|.*\.(?:xml|txt|csv|html?)", re.IGNORECASE
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")
_PDF = b"%PDF"
_OLE = b"\xd0\xcf\x11\xe0"
_BOOK = "Workbook".encode("utf-16-le")  # the stream that makes an OLE file a workbook
_CELL_END = re.compile(r"</(?:c|w:tc|a:tc|table:table-cell|td|th)>", re.IGNORECASE)
_ROW_END = re.compile(r"</(?:row|w:tr|a:tr|table:table-row|tr)>", re.IGNORECASE)
_BLOCK_END = re.compile(
    r"</(?:w:p|a:p|si|text:p|p|div|dc:\w+|cp:\w+|Company|Manager)>|<(?:w:br|w:tab|br)\b[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_SHARED = re.compile(r"<c\b[^<>]*\bt=\"s\"[^<>]*>(?:<f\b[^<>]*>[^<>]*</f>)?<v>(\d{1,9})</v></c>")
_SHARED_STRING = re.compile(r"<si\b[^<>]*>(.*?)</si>", re.DOTALL)
# A number of more digits than a spreadsheet keeps: an identity number typed as a number, its last digits gone.
_POWER = re.compile(r"<v>([0-9]\.[0-9]{1,20}[eE]\+?1[0-9])</v>")
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A readable part of an attachment: its *name* inside (empty: the file itself), its *text*, and its *place*."""

    name: str
    text: str
    unread: str = ""
    located: bool = False


def inspect(path: Path, shown: str, today: date) -> list[Problem]:
    """What must not be public in the attachment *path*, named *shown* in problems; never the number itself."""
    payload = path.read_bytes()
    found: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    for piece in pieces(path.name, payload):
        where = f"（{piece.name}）" if piece.name else ""
        if piece.located:
            problems.append(
                Problem(shown, 1, PLACE.id, f"照片{where}里存有拍摄地点，请另存为不带位置信息的图片。")
            )
        if piece.unread:
            message = f"附件{where}{piece.unread}，请人工查看有无个人信息，或改存为 docx、xlsx、txt。"
            problems.append(Problem(shown, 1, UNREAD.id, message, UNREAD.severity))
        for finding in privacy.findings(f"{piece.name}\n\n{piece.text}", today):
            found[where, finding.rule] = found.get((where, finding.rule), 0) + 1
    for (where, rule), count in found.items():
        message = f"附件{where}里有{count}处{privacy.RULES[rule]}，请遮盖后重新上传。"
        problems.append(Problem(shown, 1, PERSONAL.id, message))
    return problems


def pieces(name: str, payload: bytes, depth: int = 0) -> Iterator[Piece]:
    """The readable parts of the file *name* with the bytes *payload*; damaged and locked ones say so."""
    if payload.startswith(b"PK\x03\x04"):
        yield from _zipped(payload, depth)
    elif payload.startswith(_PICTURES):
        yield Piece("", photos.remarks(payload), located=photos.has_place(payload))
    elif payload.startswith(_PDF):
        yield _extracted("pdf", payload)
    elif payload.startswith(_OLE):
        yield _extracted("xls", payload) if _BOOK in payload else Piece("", "", unread="的格式机器读不了")
    elif Path(name).suffix.lower() in _TEXT_SUFFIXES:
        yield Piece("", _rows(decoded(payload)[0]))


def _extracted(kind: str, payload: bytes) -> Piece:
    """A PDF or an old workbook; one without a word of text is a scan."""
    text = extract.text_of(kind, payload)
    if text is None:
        return Piece("", "", unread="已损坏、加了密码或太复杂")
    return Piece("", _headed(text), "" if text.strip() else "只有图像，没有文字")


def _zipped(payload: bytes, depth: int) -> Iterator[Piece]:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if depth >= _DEPTH or len(members) > _MEMBERS:
                yield Piece("", "", unread="压缩层数或文件太多")
                return
            office = any(member.filename in {"[Content_Types].xml", "content.xml"} for member in members)
            strings = _shared_strings(archive) if office else []
            for member in members:
                yield from _member(archive, member, strings if office else None, depth)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        yield Piece("", "", unread="已损坏或加了密码")


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, strings: list[str] | None, depth: int
) -> Iterator[Piece]:
    if member.file_size > LARGEST:
        yield Piece(member.filename, "", unread="里的文件太大")
        return
    if (
        strings is not None
        and member.filename != "xl/sharedStrings.xml"
        and _XML_MEMBER.fullmatch(member.filename)
    ):
        yield Piece("", _xml_text(archive.read(member).decode("utf-8", "replace"), strings))
    elif strings is None or member.filename.startswith(
        ("word/media", "xl/media", "ppt/media", "word/embeddings")
    ):
        for piece in pieces(member.filename, archive.read(member), depth + 1):
            yield Piece(_named(member), piece.text, piece.unread, piece.located)


def _named(member: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag it is GBK in archives made on Chinese Windows."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    return member.filename.encode("cp437", "replace").decode("gb18030", "replace")


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    xml = archive.read("xl/sharedStrings.xml").decode("utf-8", "replace")
    return [_TAG.sub("", _PHONETIC.sub("", match[1])) for match in _SHARED_STRING.finditer(xml)]


def _xml_text(xml: str, strings: list[str]) -> str:
    """The text of an Office XML part, tables as rows of cells, runs of one paragraph joined."""
    if strings:
        xml = _SHARED.sub(lambda match: _shared(match, strings), xml)
    xml = _ROW_END.sub(" |\n", _CELL_END.sub(" | ", written_out(xml).replace("\n", "")))
    text = unescape(_TAG.sub("", _BLOCK_END.sub(lambda _: "\n" if "<row" not in xml else " ", xml)))
    return _headed(text)


def written_out(xml: str) -> str:
    """The *xml* of a sheet with its longest numbers, kept as powers of ten, digit by digit as they were typed."""
    return _POWER.sub(lambda match: f"<v>{int(Decimal(match[1]))}</v>", xml)


def _shared(match: re.Match[str], strings: list[str]) -> str:
    number = int(match[1])
    return f"{strings[number] if number < len(strings) else ''}</c>"


def _rows(text: str) -> str:
    """Comma or tab separated *text* with its cells parted by bars."""
    return _headed(re.sub(r"[,\t;]", " | ", text.replace('"', "")))


def _headed(text: str) -> str:
    """*text* with a ruler under the row of each table that names its columns: the first that is no caption."""
    kept: list[str] = []
    inside = False
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        row = " | " in f"{line} "
        plain = line.strip(" |") if row else line
        single = " | " not in plain
        caption = single and " | " in following.strip(" |")
        head = row and plain and not inside and not caption
        kept.append(f"{plain} |" if head and single else plain)  # without a bar it would head nothing
        if head:
            kept.append("|".join(["---"] * (plain.count(" | ") + 1)))
            inside = True
        inside = inside and row
    return "\n".join(kept)


def decoded(payload: bytes) -> tuple[str, str]:
    """The text of *payload* and its encoding: UTF-16 by its mark (Excel's "Unicode text"), UTF-8, GB18030, else damaged UTF-8."""
    if payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return payload.decode("utf-16", "replace"), "utf-16"
    for encoding in ("utf-8-sig" if payload.startswith(b"\xef\xbb\xbf") else "utf-8", "gb18030"):
        try:
            return payload.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return payload.decode("utf-8", "replace"), "utf-8"


def is_office(payload: bytes) -> bool:
    """Whether the archive *payload* is a document (OOXML or ODF). Raises BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        return not {"[Content_Types].xml", "content.xml"}.isdisjoint(archive.namelist())
