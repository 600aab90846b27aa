"""Archive files: every member an input file of its own, nothing written where the archive wants it, limits kept."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.containers import Limits, expand, names, scratch
from importers.walk import Entry, walk
from tests.importers.city import City
from tests.importers.containers.making import saved, tarred, zipped, zipped_raw

GOOD = {"甲/页面.html": b"<html>", "甲/页面_files/1.png": b"png"}


def opened(folder: Path, limits: Limits | None = None) -> dict[str, Entry]:
    return {one.name: one for one in expand(walk(folder / "in"), folder / "out", limits)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped(GOOD)),
        ("a.ZIP", zipped(GOOD, zipfile.ZIP_STORED)),
        ("a.zip", zipped(GOOD, zipfile.ZIP_BZIP2)),
        ("a.dat", zipped(GOOD)),
        ("a.tar", tarred(GOOD)),
        ("a.tar.gz", tarred(GOOD, "w:gz")),
        ("a.tgz", tarred(GOOD, "w:gz")),
        ("a.tar.bz2", tarred(GOOD, "w:bz2")),
        ("a.tar.xz", tarred(GOOD, "w:xz")),
    ],
)
def test_every_member_is_an_input_file(tmp_path: Path, name: str, content: bytes) -> None:
    saved(tmp_path / "in", {name: content})
    found = opened(tmp_path)
    assert list(found) == [name, f"{name}!甲/页面.html", f"{name}!甲/页面_files/1.png"]
    assert found[name].told == "压缩包，其中 2 个文件已逐一读取"
    page, picture = list(found.values())[1:]
    assert (page.path.read_bytes(), picture.path.read_bytes()) == (b"<html>", b"png")
    assert picture.path.parent.parent == page.path.parent, "pages find their folders"
    assert all(one.path.is_relative_to(tmp_path / "out") for one in (page, picture))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_is_one_member(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    saved(tmp_path / "in", {"微博.csv.gz": pack(b"id,bid") + pack(b",text")})
    (_, inner) = opened(tmp_path).values()
    assert (inner.name, inner.path.name, inner.path.read_bytes()) == (
        "微博.csv.gz!微博.csv",
        "微博.csv",
        b"id,bid,text",
    )


@pytest.mark.parametrize(
    "content",
    [
        zipped({"[Content_Types].xml": b"", "word/document.xml": b""}),
        zipped({"datapackage.json": b"{}", "archive/data.warc.gz": b""}),
        zipped({"OFD.xml": b""}),
        gzip.compress(b"WARC/1.0\r\n"),
        gzip.compress(b"filedesc://a.arc"),
        b"<html>",
        b"",
        b"\x00" * 1024,
    ],
)
def test_what_is_one_document_is_not_opened(tmp_path: Path, content: bytes) -> None:
    saved(tmp_path / "in", {"a.bin": content})
    (only,) = opened(tmp_path).values()
    assert not only.told


def test_archives_in_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    inner = zipped({"x.txt": b"x"})
    for level in range(3):
        inner = zipped({f"{level}.zip": inner}) if level % 2 else tarred({f"{level}.zip": inner}, "w:gz")
    saved(tmp_path / "in", {"a.zip": inner})
    assert "a.zip!2.zip!1.zip!0.zip!x.txt" in opened(tmp_path)
    shallow = opened(tmp_path, Limits(depth=2))
    assert [one.failed for one in shallow.values()] == [False, False, True]
    assert "套了 2 层" in shallow["a.zip!2.zip!1.zip"].told


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "/etc/evil.txt",
        "C:\\evil.txt",
        "a/../../evil.txt",
        "..\\evil.txt",
        "x" * 300,
        "a\nb",
        "./.",
    ],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str, pack: object) -> None:
    assert callable(pack)
    saved(tmp_path / "in", {"a.zip": pack({name: b"evil"})})
    members = [one for one in opened(tmp_path).values() if "!" in one.name]
    assert [one.path.read_bytes() for one in members] == [b"evil"]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(written) == sorted([tmp_path / "in/a.zip", members[0].path.resolve()])
    assert members[0].path.resolve().is_relative_to(tmp_path / "out")


@given(st.text(max_size=300))
def test_steps_are_plain_names(name: str) -> None:
    steps = names.steps(name)
    assert steps
    assert all(one not in ("", ".", "..") and "/" not in one and "\0" not in one for one in steps)
    assert all(len(one.encode()) <= 200 for one in steps)


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text("甲乙丙ab/", min_size=1, max_size=8).filter(lambda name: name.strip("/")),
        st.binary(max_size=40),
        max_size=6,
    )
)
def test_any_tree_comes_out_whole(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    files = {name.strip("/"): content for name, content in files.items()}
    folder = tmp_path_factory.mktemp("tree")
    saved(folder / "in", {"a.tar": tarred(files)})
    found = {one.name: one.path.read_bytes() for one in opened(folder).values() if "!" in one.name}
    if files:
        assert found == {f"a.tar!{name}": content for name, content in files.items()}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (["关于停更的公告.html".encode("gbk"), b"a.txt"], ["a.txt", "关于停更的公告.html"]),
        (["关于停更的公告.html".encode()], ["关于停更的公告.html"]),
        (["联通.txt".encode("gbk")], ["联通.txt"]),
        (["café.txt".encode("cp437")], ["café.txt"]),
        (["繁體與㐂.txt".encode("gb18030")], ["繁體與㐂.txt"]),
    ],
)
def test_names_without_an_encoding_are_repaired(tmp_path: Path, raw: list[bytes], shown: list[str]) -> None:
    saved(tmp_path / "in", {"a.zip": zipped_raw(dict.fromkeys(raw, b"1"))})
    assert [name.partition("!")[2] for name in list(opened(tmp_path))[1:]] == sorted(shown)


def test_a_name_in_the_unicode_field_goes_first(tmp_path: Path) -> None:
    raw, name = "公告.txt".encode("gbk"), "公告（终稿）.txt".encode()
    good = b"\x01" + zipfile.crc32(raw).to_bytes(4, "little") + name  # type: ignore[attr-defined]
    extra = b"\x75\x70" + len(good).to_bytes(2, "little") + good
    saved(tmp_path / "in", {"a.zip": zipped_raw({raw: b"1"}, extra)})
    assert "a.zip!公告（终稿）.txt" in opened(tmp_path)


def test_gbk_names_in_tar_are_repaired(tmp_path: Path) -> None:
    name = "公告.txt".encode("gbk").decode("utf-8", "surrogateescape")
    saved(tmp_path / "in", {"a.tar": tarred({name: b"1"})})
    assert "a.tar!公告.txt" in opened(tmp_path)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (tarfile.SYMTYPE, "符号链接"),
        (tarfile.LNKTYPE, "硬链接"),
        (tarfile.CHRTYPE, "设备"),
        (tarfile.BLKTYPE, "设备"),
        (tarfile.FIFOTYPE, "管道"),
    ],
)
def test_links_and_devices_are_refused_and_the_rest_is_read(tmp_path: Path, kind: bytes, word: str) -> None:
    saved(tmp_path / "in", {"a.tar": tarred({"b.txt": b"b"}, links={"a": kind})})
    found = opened(tmp_path)
    assert word in found["a.tar!a"].problem
    assert not found["a.tar!a"].failed
    assert found["a.tar!b.txt"].path.read_bytes() == b"b"


def test_links_in_zip_are_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in/a.zip", "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    assert "符号链接" in opened(tmp_path)["a.zip!link"].problem


@pytest.mark.parametrize("cut", [30, 60, 100])
def test_a_truncated_zip_is_named(tmp_path: Path, cut: int) -> None:
    saved(tmp_path / "in", {"a.zip": zipped(GOOD)[:-cut], "b.txt": b"b"})
    found = opened(tmp_path)
    assert list(found) == ["a.zip", "b.txt"]
    assert found["a.zip"].failed
    assert "不完整" in found["a.zip"].told


@pytest.mark.parametrize(
    ("kind", "content", "times"),
    [
        (tarfile.GNUTYPE_LONGNAME, b"a\n", 2000),
        (tarfile.XHDTYPE, b"8 a=b2\n\n", 2000),
        (tarfile.XHDTYPE, b"99999999999999999999 size=1\n", 1),
    ],
)
def test_a_header_like_no_other_ends_the_archive_and_not_the_import(
    tmp_path: Path, kind: bytes, content: bytes, times: int
) -> None:
    """Each header of a long name may be followed by another, which tarfile reads within the first."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = kind, len(content)
    more = (header.tobuf(tarfile.GNU_FORMAT) + content.ljust(512, b"\0")) * times
    saved(tmp_path / "in", {"a.tar": tarred(GOOD)[:4096] + more, "b.txt": b"good"})
    found = opened(tmp_path)
    assert found["a.tar"].failed
    assert "目录项异常" in found["a.tar"].told
    assert found["a.tar!甲/页面.html"].path.read_bytes() == b"<html>"
    assert found["b.txt"].path.read_bytes() == b"good"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_of_a_truncated_tar_the_whole_members_are_kept(tmp_path: Path, mode: str) -> None:
    noise = bytes(hash((index, 7)) % 251 for index in range(200_000))
    content = tarred({"a.txt": b"whole", "b.bin": noise}, mode)
    saved(tmp_path / "in", {"a.tar": content[: len(content) // 2]})
    found = opened(tmp_path)
    assert [one for one in found.values() if one.failed]
    assert not [one for one in found.values() if one.path.name == "b.bin" and one.path.exists()]


def test_an_encrypted_or_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": b"aaaa", "b.txt": b"bbbb"}, zipfile.ZIP_STORED))
    content[content.index(b"aaaa")] ^= 1
    saved(tmp_path / "in", {"a.zip": bytes(content)})
    found = opened(tmp_path)
    assert "已损坏" in found["a.zip!a.txt"].problem
    assert found["a.zip!b.txt"].path.read_bytes() == b"bbbb"
    flag = content.rindex(b"PK\x01\x02") + 8
    content[flag] |= 1
    saved(tmp_path / "in", {"a.zip": bytes(content)})
    assert "已加密" in opened(tmp_path)["a.zip!b.txt"].problem


def test_a_zip_file_whose_members_lie_nowhere_is_named(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": b"a", "b.txt": b"b"}, zipfile.ZIP_STORED))
    end = content.rindex(b"PK\x05\x06")
    content[end + 16 : end + 20] = (0xFFFFFF00).to_bytes(4, "little")
    saved(tmp_path / "in", {"a.zip": bytes(content), "c.txt": b"c"})
    found = opened(tmp_path)
    assert "c.txt" in found
    assert [one for one in found.values() if one.failed]


@settings(max_examples=300)
@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from([zipped, tarred]))
def test_any_damage_is_named_and_nothing_is_raised(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int, pack: object
) -> None:
    assert callable(pack)
    folder = tmp_path_factory.mktemp("damaged")
    content = bytearray(pack({"a.txt": b"aaaa" * 20, "b/c.txt": b"b"}))
    content[place % len(content)] = value
    saved(folder / "in", {"a.bin": bytes(content)})
    assert "a.bin" in opened(folder)


def test_a_bomb_is_refused_whole(tmp_path: Path) -> None:
    limits = Limits(floor=1 << 20, ratio=10)
    saved(tmp_path / "in", {"a.zip": zipped({"a.txt": b"a", "zeros": bytes(4 << 20)}), "b.txt": b"b"})
    found = opened(tmp_path, limits)
    assert list(found) == ["a.zip", "b.txt"]
    assert found["a.zip"].failed
    assert "压缩炸弹" in found["a.zip"].told


def test_a_nested_bomb_is_measured_by_the_outermost(tmp_path: Path) -> None:
    inner = zipped({f"{index}": bytes(1 << 20) for index in range(8)})
    saved(tmp_path / "in", {"a.zip": zipped({"b.zip": inner})})
    found = opened(tmp_path, Limits(floor=1 << 20, ratio=10))
    assert list(found) == ["a.zip"]
    assert found["a.zip"].failed


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    saved(tmp_path / "in", {"a.tar": tarred({f"{index}.txt": b"" for index in range(20)})})
    assert "超过 10 个" in opened(tmp_path, Limits(members=10))["a.tar"].told


def test_a_header_that_asks_for_gigabytes_is_refused(tmp_path: Path) -> None:
    member = tarfile.TarInfo("././@PaxHeader")
    member.type, member.size = tarfile.XHDTYPE, 6 << 30
    saved(tmp_path / "in", {"a.tar": member.tobuf() + bytes(1 << 16)})
    found = opened(tmp_path)
    assert found["a.tar"].failed
    assert "异常" in found["a.tar"].told


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with tarfile.open(tmp_path / "in/a.tar", "w") as archive:
        for content in (tmp_path / "one", tmp_path / "two"):
            content.write_text(content.name)
            archive.add(content, "same.txt")
    found = [
        one.path.read_text() for one in expand(walk(tmp_path / "in"), tmp_path / "out") if "!" in one.name
    ]
    assert found == ["one", "two"]


def test_the_scratch_folder_begins_empty_and_goes(tmp_path: Path) -> None:
    saved(tmp_path / "s", {"left": b""})
    with scratch(tmp_path / "s") as folder:
        assert not folder.exists()
        saved(folder, {"new": b""})
    assert not (tmp_path / "s").exists()


def test_posts_of_an_archive_are_imported_like_those_of_a_folder(city: City, new_city: object) -> None:
    assert callable(new_city)
    city.export(
        "甲/a.posts", {"id": "1", "date": "2020-01-02", "pictures": ["p.png"], "body": "![图](media:p.png)"}
    )
    city.file("甲/p.png", b"\x89PNG\r\n\x1a\n")
    plain = city.run().bytes_of()
    packed = new_city("packed")
    files = {
        path.relative_to(city.exports).as_posix(): path.read_bytes()
        for path in city.exports.rglob("*")
        if path.is_file()
    }
    packed.file("exports.zip", zipped(files))
    packed.run()
    assert packed.bytes_of() == plain
    assert {one.input: one.outcome for one in packed.told} == {
        "exports.zip": "skipped",
        "exports.zip!甲/a.posts": "published",
        "exports.zip!甲/p.png": "merged",
    }
    kept = {name.rpartition("/")[2] for name in packed.bytes_of("archive") if "/data/" in name}
    assert len(kept) == 3, "the archive file, and each member, byte for byte"
    assert not (packed.archive / ".unpacked").exists()
    assert packed.run().totals == {"skipped": 1, "published": 1, "merged": 1}
