"""Records of web archives (WARC 1.0/1.1, ISO 28500; ARC 1.0): the only file that knows warcio.

A crawl is gone through twice: once to learn what lies where, once to read its pages; pictures and attachments are
then looked up where they lie. A file compressed as one gzip member allows no looking up and is unpacked first.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import logging
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

import durable
from importers.model import Picture
from importers.normalize import dates
from importers.normalize.text import count_of

_LARGEST = 64 << 20  # bytes of a payload that is taken into memory
_UNPACKED_MOST = 8 << 30
_BLOCK = 1 << 20
_SLACK = 4  # bytes by which writers of old archives count a record's line ends wrong
_BROKEN = (ArchiveLoadFailed, EOFError, OSError, zlib.error, ValueError, KeyError, IndexError, AttributeError)
_HTML = ("text/html", "application/xhtml+xml")

logging.getLogger("warcio").setLevel(logging.CRITICAL)  # its warnings go to the record's own outcome


class Torn(Exception):
    """The archive cannot be read beyond a record."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record: its 1-based *number*, *kind* (`response`, `revisit`…), *url*, *status* (0: none), *mime*, and *when*."""

    number: int
    kind: str
    url: str
    status: int
    mime: str
    charset: str
    when: datetime | None
    refers_to: str
    record: ArcWarcRecord
    offset: int = 0

    @property
    def is_page(self) -> bool:
        """Whether it is a web page as a server or a tool gave it."""
        return self.kind in ("response", "resource") and self.mime in _HTML and self.url.startswith("http")

    def payload(self) -> bytes:
        """The content, without transfer and content coding. Raises Torn when it is damaged or too large."""
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                stream = self.record.content_stream()
                content: bytes = stream.read(_LARGEST + 1)
                while len(content) <= _LARGEST and (more := stream.read(_BLOCK)):
                    content += more
                while len(content) <= _LARGEST and self.record.raw_stream.read(_BLOCK):
                    pass  # to the end, where the digest is checked
        except _BROKEN as error:
            raise Torn("内容解不开，可能已损坏") from error
        if len(content) > _LARGEST:
            raise Torn(f"内容超过 {_LARGEST >> 20} MB，没有读取")
        if getattr(self.record.raw_stream, "limit", 0) > _SLACK:
            raise Torn("文件在这条记录的中间断了")
        checker = self.record.digest_checker
        if checker and any("block digest failed" in problem for problem in checker.problems):
            raise Torn("摘要（WARC-Block-Digest）不符，内容在抓取后改变或损坏")
        return content


def records(stream: BinaryIO) -> Iterator[Found]:
    """Every record of the archive in *stream*. Raises Torn where it cannot be read on."""
    number = 0
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            iterator = ArchiveIterator(stream, arc2warc=True, check_digests=True)
        while True:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                record = next(iterator, None)
            if record is None:
                return
            number += 1
            yield _found(number, record, iterator.offset)  # get_record_offset() would read the record away
    except _BROKEN as error:
        raise Torn(_reason(str(error), number)) from error


def _reason(error: str, number: int) -> str:
    if "non-chunked gzip" in error:
        return "不是逐条压缩的 gzip"
    return f"第 {number} 条记录之后读不下去：文件断了、长度不符，或不是 WARC 内容"


def _found(number: int, record: ArcWarcRecord, offset: int) -> Found:
    headers, http = record.rec_headers, record.http_headers
    kind = record.rec_type
    stated = (http.get_header("content-type") if http else None) or (
        headers.get_header("Content-Type") if kind == "resource" else None
    )
    mime, _, parameters = (stated or "").partition(";")
    status = http.get_statuscode() if http else ""
    charset = (
        parameters.lower().rpartition("charset=")[2].strip(" \"'") if "charset=" in parameters.lower() else ""
    )
    return Found(
        number=number,
        kind=kind,
        url=(headers.get_header("WARC-Target-URI") or "").strip("<> "),
        status=count_of(status or "") or (200 if kind == "resource" else 0),
        mime=mime.strip().lower(),
        charset=charset,
        when=dates.parse(headers.get_header("WARC-Date") or "", None),
        refers_to=(headers.get_header("WARC-Refers-To-Target-URI") or "").strip("<> "),
        record=record,
        offset=offset,
    )


def unpacked(stream: BinaryIO) -> BinaryIO:
    """*stream* itself, or its content where it is one gzip file around many records. Raises Torn."""
    head = stream.read(2)
    stream.seek(0)
    if head != b"\x1f\x8b":
        return stream
    try:
        for count, _ in enumerate(records(stream)):
            if count:  # a second record was found where the first one's member ended
                break
    except Torn as error:
        stream.seek(0)
        return _whole(stream) if "gzip" in str(error) else stream
    stream.seek(0)
    return stream


def _whole(stream: BinaryIO) -> BinaryIO:
    return durable.spooled(_blocks(stream))


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    total = 0
    with gzip.open(stream) as plain:
        while True:
            try:
                block = plain.read(_BLOCK)
            except (EOFError, OSError, zlib.error):
                return  # torn: the records before stay readable, the reading names the end
            total += len(block)
            if not block or total > _UNPACKED_MOST:
                return
            yield block


@dataclass(slots=True)
class Crawl:
    """Pictures and attachments of the archives in *streams*, by address."""

    streams: list[BinaryIO]
    places: dict[bytes, tuple[int, int]] = field(default_factory=dict)

    def learn(self, stream: int, found: Found) -> None:
        """Note where *found* lies when it is a file that pages may refer to."""
        if found.kind in ("response", "resource") and found.status == 200 and found.mime not in _HTML:
            self.places.setdefault(_key(found.url), (stream, found.offset))

    def find(self, address: str) -> Picture | None:
        """The file at *address*, None when no record holds it."""
        place = self.places.get(_key(address)) if address.startswith(("http://", "https://")) else None
        if place is None:
            return None
        stream = self.streams[place[0]]
        back = stream.tell()
        try:
            stream.seek(place[1])
            content = next(records(stream)).payload()
        except (Torn, StopIteration):
            return None
        finally:
            stream.seek(back)
        return Picture(key="", content=content)


def _key(url: str) -> bytes:
    """An address as it is looked up: scheme and fragment do not count, escapes are undone."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return b""
    plain = f"{(parts.hostname or '').lower()}{unquote(parts.path) or '/'}?{parts.query}"
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest()
