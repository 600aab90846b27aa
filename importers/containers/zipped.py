"""Members of a zip file (PKWARE APPNOTE 6.3.10), read one after another and counted."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from durable import lacking
from importers.containers import names
from importers.containers.limits import BLOCK, Budget, Unreadable
from importers.containers.member import Member

# What the module zipfile raises for damaged files; OSError when a place in it lies before its beginning.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
    IndexError,
    OSError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_ENCRYPTED, _UTF8 = 0x1, 0x800
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x07"
_LARGEST_DIRECTORY = 64 << 20  # bytes of the list of members, which zipfile takes into memory whole
_UNICODE_PATH = 0x7075

# What makes a zip file one document instead of a container of files.
_DOCUMENTS = ("[Content_Types].xml", "OFD.xml", "mimetype", "datapackage.json", "AndroidManifest.xml")


def is_document(path: Path) -> bool:
    """Whether the zip file is a document of its own kind: Office, OFD, OpenDocument, EPUB, WACZ."""
    try:
        with opened(path) as archive:
            return any(name in archive.NameToInfo for name in _DOCUMENTS)
    except Unreadable:
        return False


def opened(path: Path) -> zipfile.ZipFile:
    """Open *path*. Raises Unreadable, or OSError."""
    _check_directory(path)
    try:
        return zipfile.ZipFile(path)
    except BROKEN as error:
        if lacking(error):
            raise
        raise Unreadable("压缩包不完整或已损坏，请重新打包或重新下载") from error


def members(path: Path, budget: Budget) -> Iterator[Member]:
    """Every file of the zip file *path*. Raises Unreadable, TooMuch, OSError."""
    with opened(path) as archive:
        found = [
            one for one in archive.infolist() if not one.orig_filename.endswith("/")
        ]  # is_dir() fails on an empty name
        raw = [_raw(one) for one in found if not one.flag_bits & _UTF8]
        encoding = names.encoding_of(raw)
        for one in found:
            budget.enter()
            yield _member(archive, one, budget, encoding)


def _member(archive: zipfile.ZipFile, one: zipfile.ZipInfo, budget: Budget, encoding: str) -> Member:
    name = _name(one, encoding)
    if one.flag_bits & _ENCRYPTED:
        return Member(name, problem="已加密，读不出内容；请解密后再导入", failed=True)
    if one.compress_type not in _METHODS:
        problem = f"压缩方法 {one.compress_type} 不支持，请用通用的 zip 格式重新打包"
        return Member(name, problem=problem, failed=True)
    if (one.external_attr >> 16) & 0o170000 == 0o120000:
        return Member(name, problem="是符号链接，不跟随；请放入文件本身")
    return Member(name, _blocks(archive, one, budget))


def _blocks(archive: zipfile.ZipFile, one: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    try:
        with archive.open(one) as stream:
            while block := stream.read(BLOCK):
                budget.spend(len(block))
                yield block
    except BROKEN as error:
        raise Unreadable("压缩包中的这个文件已损坏，请重新打包或重新下载") from error


def _raw(one: zipfile.ZipInfo) -> bytes:
    return one.orig_filename.encode("cp437", "replace")


def _name(one: zipfile.ZipInfo, encoding: str) -> str:
    if one.flag_bits & _UTF8:
        return one.orig_filename
    raw = _raw(one)
    return _unicode_path(one.extra, raw) or raw.decode(encoding, "replace")


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Info-ZIP's field with the name in UTF-8, which holds while the CRC of the plain name does."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if (
            kind == _UNICODE_PATH
            and len(field) > 5
            and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw)
        ):
            return field[5:].decode("utf-8", "replace")
    return ""


def _check_directory(path: Path) -> None:
    """Refuse a list of members that would not fit into memory. Raises Unreadable, OSError."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        start = max(0, size - 65_557 - 20)
        stream.seek(start)
        tail = stream.read()
        end = tail.rfind(_END)
        if end < 0 or end + 22 > len(tail):
            raise Unreadable("压缩包不完整（缺少末尾的目录），请重新打包或重新下载")
        (directory,) = struct.unpack_from("<I", tail, end + 12)
        locator = tail[max(0, end - 20) : end]
        if directory == 0xFFFFFFFF and locator.startswith(_END64):
            stream.seek(min(struct.unpack_from("<Q", locator, 8)[0], size))
            record = stream.read(56)
            directory = struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else directory
    if directory > _LARGEST_DIRECTORY:
        raise Unreadable("压缩包的目录过大或已损坏，请先解压再导入文件夹")
