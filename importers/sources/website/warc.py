"""The sources WARC/ARC and WACZ: crawls of websites, every page of them a record."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import durable
from importers.model import MalformedExport, Problem, Record, Skipped
from importers.normalize import urls
from importers.sources.website import page, site
from importers.sources.website.crawl import Crawl, Found, Torn, records, unpacked
from importers.sources.website.markup import decode
from importers.sources.website.site import Site

_BLOCK = 1 << 20
_FLOOR, _RATIO = 512 << 20, 20  # a WACZ stores its WARC files uncompressed: more than that is no honest one


class Warc:
    """WARC and ARC files, compressed by the record, as a whole, or not."""

    name = "warc"
    label = "网页存档 WARC/ARC"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* begins an archive, compressed or not."""
        return _plain(head)[:12].startswith((b"WARC/", b"filedesc://"))

    def read(self, path: Path) -> Iterator[Record]:
        """Every page of *path*, and one record for what else it holds. Raises OSError."""
        with path.open("rb") as stream:
            try:
                plain = unpacked(stream)
            except Torn as error:
                raise MalformedExport(str(error)) from None
            with plain:
                yield from _pages([("", plain)], site.of(path), path.stem)


class Wacz:
    """WACZ 1.0 to 1.2: a zip file of WARC files with a list of digests."""

    name = "wacz"
    label = "网页存档 WACZ"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *path* is a zip file that names itself WACZ, or holds a data package with archives."""
        if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return False
        try:
            with zipfile.ZipFile(path) as package:
                names = package.namelist()
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            if durable.lacking(error):
                raise
            return path.suffix.lower() == ".wacz"
        return path.suffix.lower() == ".wacz" or ("datapackage.json" in names and _archives(names) != [])

    def read(self, path: Path) -> Iterator[Record]:
        """Every page of its archives whose digests hold. Raises MalformedExport or OSError."""
        with ExitStack() as stack:
            try:
                package = stack.enter_context(zipfile.ZipFile(path))
            except (ValueError, zipfile.BadZipFile, NotImplementedError):
                raise MalformedExport("WACZ 不完整或已损坏，请重新下载或重新导出") from None
            checked = _Package(package, max(_FLOOR, _RATIO * path.stat().st_size))
            streams = [(name, stack.enter_context(stream)) for name, stream in checked.archives()]
            yield from checked.problems
            plain = [(name, stack.enter_context(unpacked(stream))) for name, stream in streams]
            yield from _pages(plain, site.of(path), path.stem)


def _plain(head: bytes) -> bytes:
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, 64)
    except zlib.error:
        return b""


def _archives(names: list[str]) -> list[str]:
    return sorted(
        name for name in names if name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz"))
    )


@dataclass(slots=True)
class _Package:
    """A WACZ's list of resources (Data Package) and what is wrong with them."""

    package: zipfile.ZipFile
    most: int
    problems: list[Record] = field(default_factory=list)

    def archives(self) -> list[tuple[str, BinaryIO]]:
        """The WARC files whose digests hold, each in an unnamed file. Raises MalformedExport."""
        listed = self._listed()
        names = _archives(self.package.namelist())
        for name in sorted(set(listed) - set(self.package.namelist())):
            self.problems.append(
                Problem(name, "清单（datapackage.json）列有此文件，包里没有；请重新下载或重新导出")
            )
        if not names:
            raise MalformedExport("WACZ 里没有网页存档（archive/*.warc.gz），不能导入；请核对导出工具")
        found = []
        for name in names:
            if stream := self._checked(name, listed.get(name, ("", ""))):
                found.append((name, stream))
        return found

    def _listed(self) -> dict[str, tuple[str, str]]:
        """Algorithm and digest of each listed resource, in the forms of 1.0 (`stats`) and of 1.1 and 1.2 (`hash`)."""
        raw = self._json("datapackage.json")
        stated = (
            self._json("datapackage-digest.json")
            if "datapackage-digest.json" in self.package.namelist()
            else {}
        )
        if stated:
            digest = hashlib.sha256(self.package.read("datapackage.json")).hexdigest()
            if str(stated.get("hash", "")).rpartition(":")[2] != digest:
                raise MalformedExport("WACZ 的清单（datapackage.json）与其摘要不符，包在导出后被改动或损坏")
        resources = raw.get("resources")
        if not isinstance(resources, list):
            raise MalformedExport("WACZ 的清单（datapackage.json）没有 resources，不是有效的 WACZ")
        return {
            str(one["path"]): _digest(one) for one in resources if isinstance(one, dict) and "path" in one
        }

    def _json(self, name: str) -> dict[str, Any]:
        try:
            if self.package.getinfo(name).file_size > 64 << 20:
                raise ValueError(name)
            found = json.loads(self.package.read(name))
        except (KeyError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError, RecursionError):
            raise MalformedExport(f"WACZ 缺少可读的 {name}，不是有效的 WACZ") from None
        return found if isinstance(found, dict) else {}

    def _checked(self, name: str, stated: tuple[str, str]) -> BinaryIO | None:
        algorithm, digest = stated
        if not digest:
            self.problems.append(
                Problem(name, "不在清单（datapackage.json）里或没有摘要，无法证明未被改动，没有读取")
            )
            return None
        if algorithm not in hashlib.algorithms_guaranteed or algorithm.startswith("shake"):
            self.problems.append(Problem(name, f"摘要算法 {algorithm} 不认识，没有读取"))
            return None
        summed = hashlib.new(algorithm)
        stream = durable.spooled(self._blocks(name, summed))
        if summed.hexdigest() == digest.lower():
            return stream
        stream.close()
        self.problems.append(Problem(name, "内容与清单的摘要不符，包在导出后被改动或损坏，没有读取"))
        return None

    def _blocks(self, name: str, summed: Any) -> Iterator[bytes]:  # noqa: ANN401 - hashlib names no type
        try:
            with self.package.open(name) as stream:
                while block := stream.read(_BLOCK):
                    self.most -= len(block)
                    if self.most < 0:
                        raise MalformedExport("WACZ 解开后的大小与文件不相称，没有读取")
                    summed.update(block)
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
            summed.update(b"torn")  # then the digest cannot hold


def _digest(resource: dict[str, Any]) -> tuple[str, str]:
    algorithm, _, digest = str(resource.get("hash", "")).rpartition(":")
    if digest:
        return algorithm or "sha256", digest
    stats = resource.get("stats")
    return str(resource.get("hashing", "sha256")), str(stats.get("hash", "")) if isinstance(
        stats, dict
    ) else ""


# Pages -------------------------------------------------------------------------------------------------------


def _pages(archives: list[tuple[str, BinaryIO]], found: Site, holder: str) -> Iterator[Record]:
    crawl = Crawl([stream for _, stream in archives])
    hosts: Counter[str] = Counter()
    pages: set[str] = set()
    for number, (_, stream) in enumerate(archives):
        for one in _readable(stream):
            crawl.learn(number, one)
            if one.is_page and one.status == 200:
                hosts[urls.host_of(one.url)] += 1
                pages.add(one.url)
    reading = _Reading(
        crawl, found, holder, _base(found.host or next((host for host, _ in hosts.most_common(1)), "")), pages
    )
    for name, stream in archives:
        yield from reading.read(name, stream)


def _readable(stream: BinaryIO) -> Iterator[Found]:
    stream.seek(0)
    try:
        yield from records(stream)
    except Torn:
        return


@dataclass(slots=True)
class _Reading:
    """One way through the archives, page by page. *base* is the end of the host names that belong to the website."""

    crawl: Crawl
    site: Site
    holder: str
    base: str
    pages: set[str]
    others: Counter[str] = field(default_factory=Counter)

    def read(self, name: str, stream: BinaryIO) -> Iterator[Record]:
        stream.seek(0)
        where = f"{name} " if name else ""
        self.others.clear()
        try:
            for one in records(stream):
                record = self._record(one, f"{where}第 {one.number} 条记录")
                if record is not None:
                    yield record
        except Torn as error:
            yield Problem(name, f"{error}；之前的记录已读取，请核对原文件")
        if self.others:
            told = "，".join(f"{kind} {count} 条" for kind, count in sorted(self.others.items()))
            yield Skipped(f"{where}其余记录", f"不是页面：{told}")

    def _record(self, one: Found, position: str) -> Record | None:
        if one.kind == "revisit" and one.mime.startswith("text/html"):
            return self._revisit(one, position)
        if not one.is_page:
            self.others[_KINDS.get(one.kind, "图片、附件、样式、脚本等")] += 1
            return None
        if 300 <= one.status < 400:
            self.others["转址"] += 1
            return None
        if not self._belongs(urls.host_of(one.url)):
            return Skipped(
                position,
                f"是其他网站的页面（{urls.host_of(one.url)}）；如属同一网站，请写入 site.toml 的 aliases",
            )
        if one.status != 200:
            reason = f"抓取时网站返回 {one.status or '残缺的应答'}，没有页面内容：{one.url}"
            return Skipped(position, reason)
        try:
            text = decode(one.payload(), one.charset)
        except Torn as error:
            return Problem(position, f"{one.url}：{error}")
        saved = page.Saved(text, self.site, self.crawl, one.url, one.when, position, self.holder)
        try:
            return page.record(saved)
        except MalformedExport as error:
            return Problem(position, f"{one.url}：{error}")

    def _revisit(self, one: Found, position: str) -> Record:
        if (one.refers_to or one.url) in self.pages:
            return Skipped(position, "与本文件中先前抓取的同一页内容相同（revisit），没有另存内容")
        return Skipped(
            position, f"只记下内容没有变化（revisit），正文在别的存档文件里，请一并导入：{one.url}"
        )

    def _belongs(self, host: str) -> bool:
        return (
            not self.base or host in self.site.aliases or host == self.base or host.endswith(f".{self.base}")
        )


_KINDS = {
    "warcinfo": "存档说明",
    "request": "请求",
    "metadata": "元数据",
    "revisit": "未变化的文件",
    "conversion": "转换件",
    "continuation": "分段",
}


def _base(host: str) -> str:
    """*host* without `www.`, but never a domain under which everybody registers (gov.cn)."""
    bare = host.removeprefix("www.")
    return host if bare.split(".")[0] in ("gov", "com", "org", "net", "edu") or "." not in bare else bare
