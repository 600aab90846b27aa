"""WARC, ARC and WACZ, honest and defective: every page a record, every defect a reason."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from importers.model import MalformedExport, Post, Problem, Record, Skipped
from importers.sources.website import crawl
from importers.sources.website.warc import Wacz, Warc

# warcio's writer leaves its temporary files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in. <function SpooledTemporaryFile")

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PAGE = """<html><head><meta charset="utf-8"><meta name="SiteName" content="青澜市水务局"><meta name="ArticleTitle" content="停水公告"></head>
<body><p>发布日期：2017-05-15</p><div class="TRS_Editor"><p>今晚停水。</p><img src="/img/1.png"><a href="名单.pdf">名单</a></div></body></html>"""
HOST = "http://www.qinglan.example"


def made(*records: tuple[str, str, int, str, bytes], gzipped: bool = True) -> bytes:
    """A WARC of (kind, url, status, mime, content)."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for kind, url, status, mime, content in records:
        http = StatusAndHeaders(f"{status} X", [("Content-Type", mime)], protocol="HTTP/1.0")
        headers = {"WARC-Date": "2019-02-03T04:05:06Z"}
        if kind == "revisit":
            record = writer.create_revisit_record(
                url, "sha1:X", HOST + "/other", "2019-01-01T00:00:00Z", http
            )
        elif kind == "resource":
            record = writer.create_warc_record(url, kind, payload=io.BytesIO(content), warc_content_type=mime)
        else:
            record = writer.create_warc_record(
                url, kind, payload=io.BytesIO(content), http_headers=http, warc_headers_dict=headers
            )
        writer.write_record(record)
    return stream.getvalue()


CRAWL = (
    ("response", f"{HOST}/img/1.png", 200, "image/png", PNG),
    ("response", f"{HOST}/a/t20170515_1.shtml", 200, "text/html; charset=gb2312", PAGE.encode()),
    ("response", f"{HOST}/a/%E5%90%8D%E5%8D%95.pdf", 200, "application/pdf", b"%PDF-1.4"),
)


def read(folder: Path, content: bytes, name: str = "x.warc.gz") -> list[Record]:
    path = folder / name
    path.write_bytes(content)
    source = Wacz() if name.endswith(".wacz") else Warc()
    assert source.detect(path, content[:1000])
    return list(source.read(path))


def only(records: list[Record]) -> Post:
    (post,) = [one for one in records if isinstance(one, Post)]
    return post


@pytest.mark.parametrize("pack", ["members", "plain", "whole"])
def test_a_page_with_its_picture_and_attachment(tmp_path: Path, pack: str) -> None:
    content = made(*CRAWL, gzipped=pack == "members")
    records = read(tmp_path, gzip.compress(content) if pack == "whole" else content)
    post = only(records)
    assert (post.title, post.source_url, post.position) == (
        "停水公告",
        f"{HOST}/a/t20170515_1.shtml",
        "第 3 条记录",
    )
    assert post.account.ids == ("www.qinglan.example",)
    assert post.captured is not None
    assert post.captured.isoformat() == "2019-02-03T12:05:06+08:00"
    assert [one.content for one in post.pictures] == [PNG, b"%PDF-1.4"]
    assert [one.reason for one in records if isinstance(one, Skipped)] == [
        "不是页面：图片、附件、样式、脚本等 2 条，存档说明 1 条"
    ]


@pytest.mark.parametrize(
    ("record", "kind", "word"),
    [
        (("response", f"{HOST}/x.html", 404, "text/html", b"no"), Skipped, "404"),
        (("response", f"{HOST}/x.html", 302, "text/html", b""), Skipped, "转址 1 条"),
        (("response", "http://ads.example/x.html", 200, "text/html", PAGE.encode()), Skipped, "其他网站"),
        (("revisit", f"{HOST}/y.html", 200, "text/html", b""), Skipped, "别的存档文件"),
        (("request", f"{HOST}/y.html", 200, "text/html", b""), Skipped, "请求 1 条"),
    ],
)
def test_what_is_no_page_is_told(
    tmp_path: Path, record: tuple[str, str, int, str, bytes], kind: type, word: str
) -> None:
    records = read(tmp_path, made(*CRAWL, record))
    assert only(records)
    assert [one for one in records if isinstance(one, kind) and word in one.reason]


def test_a_resource_record_is_a_page_too(tmp_path: Path) -> None:
    assert only(read(tmp_path, made(("resource", f"{HOST}/r.html", 200, "text/html", PAGE.encode()))))


def test_a_revisit_of_a_page_in_the_file_is_no_loss(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        made(
            ("response", f"{HOST}/other", 200, "text/html", PAGE.encode()),
            ("revisit", f"{HOST}/y", 200, "text/html", b""),
        ),
    )
    assert [one for one in records if isinstance(one, Skipped) and "revisit" in one.reason]


@pytest.mark.parametrize("cut", [40, 200])
def test_of_a_torn_file_the_records_before_are_kept(tmp_path: Path, cut: int) -> None:
    last = (
        "response",
        f"{HOST}/b.html",
        200,
        "text/html",
        PAGE.replace("停水", "供水").encode() + bytes(500),
    )
    records = read(tmp_path, made(*CRAWL, last, gzipped=False)[:-cut], "x.warc")
    assert only(records)
    assert [one for one in records if isinstance(one, Problem)]


def test_wget_angle_brackets_and_a_changed_byte(tmp_path: Path) -> None:
    content = made(*CRAWL, gzipped=False).replace(
        b"WARC-Target-URI: " + HOST.encode() + b"/a/t20170515_1.shtml",
        b"WARC-Target-URI: <" + HOST.encode() + b"/a/t20170515_1.shtml>",
    )
    assert only(read(tmp_path, content, "x.warc")).source_url == f"{HOST}/a/t20170515_1.shtml"
    changed = made(*CRAWL, gzipped=False).replace("今晚".encode(), "明晚".encode())
    (problem,) = [one for one in read(tmp_path, changed, "x.warc") if isinstance(one, Problem)]
    assert "摘要" in problem.reason


def test_a_record_that_unpacks_for_ever_is_left_without_taking_it_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawl, "_LARGEST", 1 << 16)
    page = ("response", f"{HOST}/big.html", 200, "text/html", bytes(300 << 10))
    records = read(tmp_path, made(*CRAWL, page))
    assert only(records)
    assert [one.reason for one in records if isinstance(one, Problem)] == [
        f"{HOST}/big.html：内容超过 0 MB，没有读取"
    ]


def test_arc(tmp_path: Path) -> None:
    http = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    head = b"1 0 test\nURL IP-address Archive-date Content-type Archive-length\n\n"
    arc = b"filedesc://x.arc 0.0.0.0 20140216050221 text/plain %d\n" % (len(head) - 2) + head
    arc += b"%s/a.html 1.2.3.4 20140216050221 text/html %d\n" % (HOST.encode(), len(http)) + http + b"\n"
    assert only(read(tmp_path, arc, "x.arc")).source_url == f"{HOST}/a.html"


def wacz(files: dict[str, bytes], package: dict[str, object], signed: bool = True) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        listed = json.dumps(package).encode()
        archive.writestr("datapackage.json", listed)
        if signed:
            digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(listed).hexdigest()}"}
            archive.writestr("datapackage-digest.json", json.dumps(digest))
    return stream.getvalue()


def packages(content: bytes) -> Iterator[dict[str, object]]:
    path, digest = "archive/data.warc.gz", hashlib.sha256(content).hexdigest()
    yield {
        "profile": "data-package",
        "wacz_version": "1.0.0",
        "resources": [{"path": path, "stats": {"hash": digest, "bytes": 1}, "hashing": "sha256"}],
    }
    yield {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "resources": [{"path": path, "hash": f"sha256:{digest}"}],
    }
    yield {"profile": "wacz", "wacz_version": "1.2.0", "resources": [{"path": path, "hash": digest}]}


@pytest.mark.parametrize("version", range(3))
def test_wacz_of_every_version(tmp_path: Path, version: int) -> None:
    crawl = made(*CRAWL)
    package = list(packages(crawl))[version]
    post = only(read(tmp_path, wacz({"archive/data.warc.gz": crawl}, package), "x.wacz"))
    assert post.position == "archive/data.warc.gz 第 3 条记录"
    assert [one.content for one in post.pictures] == [PNG, b"%PDF-1.4"]


def test_wacz_whose_archive_was_changed(tmp_path: Path) -> None:
    package = next(packages(b"another"))
    records = read(tmp_path, wacz({"archive/data.warc.gz": made(*CRAWL)}, package), "x.wacz")
    (problem,) = records
    assert isinstance(problem, Problem)
    assert "摘要不符" in problem.reason


def test_wacz_with_files_missing_and_unlisted(tmp_path: Path) -> None:
    crawl = made(*CRAWL)
    package = {"resources": [{"path": "archive/gone.warc.gz", "hash": "sha256:0"}]}
    told = [
        one.reason
        for one in read(tmp_path, wacz({"archive/data.warc.gz": crawl}, package), "x.wacz")
        if isinstance(one, Problem)
    ]
    assert ["包里没有" in told[0], "没有摘要" in told[1]] == [True, True]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (wacz({}, {"resources": []}), "没有网页存档"),
        (wacz({"archive/a.warc": b""}, {}), "没有 resources"),
        (b"PK\x03\x04 torn", "不完整"),
        (
            wacz({"archive/a.warc": b""}, {"resources": []}).replace(
                b'"hash": "sha256:', b'"hash": "sha256:0'[:-1] + b"f", 1
            ),
            "不完整|不符|有效",
        ),
    ],
)
def test_an_invalid_wacz_is_refused_with_a_reason(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(MalformedExport, match=word):
        read(tmp_path, content, "x.wacz")


SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "website"


@pytest.mark.parametrize(
    "path",
    sorted([*SAMPLES.glob("warc/*"), *SAMPLES.glob("wacz/*")]) or [None],
    ids=lambda path: path.name if path else "none",
)
def test_every_real_archive_is_read_or_refused(path: Path | None) -> None:
    if path is None:
        pytest.skip("the real samples do not lie beside the project")
    source = Wacz() if path.suffix == ".wacz" else Warc()
    assert source.detect(path, path.read_bytes()[: 1 << 18])
    if path.name == "invalid_example_1.wacz":
        with pytest.raises(MalformedExport):
            list(source.read(path))
    else:
        assert list(source.read(path))
