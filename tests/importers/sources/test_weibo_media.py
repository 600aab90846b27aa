"""Finding the pictures that a tool saved beside its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.sources.weibo_media import Found, SavedMedia, picture_id

PID = "00guijiqly1h000000001j30u0140n001"
URL = f"https://wx1.sinaimg.cn/large/{PID}.jpg"
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)


def put(path: Path, content: bytes = JPEG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("url", "pid"),
    [
        (URL, PID),
        (f"http://ww3.sinaimg.cn/thumbnail/{PID}.gif", PID),
        (f"https://tvax2.sinaimg.cn/mw690/{PID}.jpg?KID=imgbed&Expires=1", PID),
        ("https://example.gov.cn/a.jpg", ""),
        ("", ""),
    ],
)
def test_the_pid_is_the_same_on_every_host_and_in_every_size(url: str, pid: str) -> None:
    assert picture_id(url) == pid


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("20241129T_5106121941450753_2.jpg", 2),
        ("20241129T_5106121941450753.jpg", 1),
        ("20191228_5106121941450753_12.jpg", 12),
        ("20200113_P2zg665pf_3.jpg", 3),
        ("2024-11/20241129T_5106121941450753_2.png", 2),
        (f"{PID}.jpg", 7),
    ],
)
def test_every_naming_scheme_is_known(tmp_path: Path, name: str, number: int) -> None:
    path = put(tmp_path / "img" / "原创微博图片" / name)
    found = SavedMedia(tmp_path).picture(URL, ("5106121941450753", "P2zg665pf"), number)
    assert found == Found(path=path)


@pytest.mark.parametrize(
    "name",
    [
        "20241129T_5106121941450754_1.jpg",
        "20241129T_5106121941450753_2.jpg",
        "x5106121941450753_1.jpg",
        "1.jpg",
    ],
)
def test_another_post_s_picture_is_not_taken(tmp_path: Path, name: str) -> None:
    put(tmp_path / "img" / name)
    assert SavedMedia(tmp_path).picture(URL, ("5106121941450753", ""), 1) == Found()


@pytest.mark.parametrize("content", [b"<html><title>403 Forbidden</title>", b"", b"\0" * 100])
def test_what_is_no_picture_is_no_picture(tmp_path: Path, content: bytes) -> None:
    path = put(tmp_path / "img" / f"{PID}.jpg", content)
    assert SavedMedia(tmp_path).picture(URL, (), 1) == Found(wrong=path)


def test_links_out_of_the_export_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "secret.jpg")
    (tmp_path / "export" / "img").mkdir(parents=True)
    (tmp_path / "export" / "img" / f"{PID}.jpg").symlink_to(outside)
    (tmp_path / "export" / "img" / "more").symlink_to(tmp_path)
    assert SavedMedia(tmp_path / "export").picture(URL, (), 1) == Found()


def test_videos_are_told_by_name(tmp_path: Path) -> None:
    put(tmp_path / "video" / "原创微博视频" / "20241129T_5106121941450753.mp4", b"\0\0\0\x18ftypisom")
    saved = SavedMedia(tmp_path)
    assert [path.name for path in saved.videos(("5106121941450753", ""))] == [
        "20241129T_5106121941450753.mp4"
    ]
    assert saved.videos(("5106121941450754", "")) == []
