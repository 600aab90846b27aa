"""Cases and laws of `importers.sources.clip` and of the files it finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.model import AccountKey, Post
from importers.sources.clip import Clip, moment, to_post
from importers.sources.clip_media import SavedFiles
from notices.render import to_html, to_text

PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)
MP4 = b"\0\0\0\x18ftypisom" + bytes(30)
ACCOUNT = AccountKey("douyin", ("59583312345",), "青澜消防")
CLIP = Clip(
    id="7436001234567890123", account=ACCOUNT, text="演练通知。", created=("1731550500",), is_video=True
)


def made(clip: Clip, path: Path = Path("/nowhere/x.csv")) -> Post:
    post = to_post(clip, "第 1 行", SavedFiles(path))
    assert isinstance(post, Post)
    return post


def saved(folder: Path, *files: tuple[str, bytes]) -> Path:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "x.csv"


@pytest.mark.parametrize(
    ("text", "zone", "moment_"),
    [
        ("1731550500", "+08:00", "2024-11-14T10:15:00+08:00"),
        ("1731550500000", "+00:00", "2024-11-14T10:15:00+08:00"),
        ("2024-11-14 10:15:00", "+08:00", "2024-11-14T10:15:00+08:00"),
        ("2024-11-14 02:15:00", "+00:00", "2024-11-14T10:15:00+08:00"),
        ("2024-11-14_10:15:00", "+08:00", "2024-11-14T10:15:00+08:00"),
        ("2024-11-14T10:15:00+08:00", "+00:00", "2024-11-14T10:15:00+08:00"),
        ("2024-11-14", "+08:00", "2024-11-14T00:00:00+08:00"),
    ],
)
def test_moments_are_read_in_the_tool_s_zone(text: str, zone: str, moment_: str) -> None:
    found = moment(text, zone)
    assert found is not None
    assert found.isoformat() == moment_


@pytest.mark.parametrize("text", ["", "昨天", "3小时前", "2024-13-01", "1731", "无"])
def test_what_is_no_moment_stays_unknown(text: str) -> None:
    assert moment(text, "+08:00") is None
    post = made(replace(CLIP, created=(text,), text=""))
    assert post.witnesses == ()
    assert post.title == "抖音视频"


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("", "演练通知。请绕行。", "演练通知"),
        ("", "演练通知 #青澜消防 #平安", "演练通知"),
        ("", "#青澜消防", "#青澜消防"),
        ("防溺水提示", "暑期将至。", "防溺水提示"),
        ("周末去湿地", "周末去湿地🐦\n开放时间", "周末去湿地"),
        ("长" * 70, "长" * 300, "长" * 39 + "…"),
        ("", "", "抖音视频 2024-11-14"),
    ],
)
def test_titles(title: str, text: str, shown: str) -> None:
    assert made(replace(CLIP, title=title, text=text)).title == shown


@given(st.text(max_size=200))
def test_every_written_character_is_shown(text: str) -> None:
    body = made(replace(CLIP, text=text, is_video=False)).body
    words = "".join(character for character in text if character.isalnum())
    assert words in "".join(filter(str.isalnum, to_text(to_html(body)))) or not words


def test_an_address_that_is_signed_loses_its_signature() -> None:
    urls = ("https://p.example.com/a.webp?x-expires=1&x-signature=b", "https://p.example.com/b.webp?size=2")
    post = made(
        replace(CLIP, pictures=urls, is_video=False, url="https://www.douyin.com/note/1?xsec_token=b")
    )
    assert [one.url for one in post.pictures] == ["https://p.example.com/a.webp", urls[1]]
    assert post.source_url == "https://www.douyin.com/note/1"


def test_a_video_is_kept_with_its_poster(tmp_path: Path) -> None:
    path = saved(tmp_path, (f"{CLIP.id}.mp4", MP4), (f"{CLIP.id}.jpg", PNG), ("7436001234567890999.mp4", MP4))
    post = made(CLIP, path)
    assert post.body == "演练通知。\n\n![视频封面](media:poster)\n\n[视频文件](media:v1)"
    assert [one.path.name for one in post.pictures if one.path] == [f"{CLIP.id}.jpg", f"{CLIP.id}.mp4"]


def test_a_file_is_what_its_bytes_say(tmp_path: Path) -> None:
    path = saved(
        tmp_path, (f"{CLIP.id}.jpg", MP4), (f"{CLIP.id}.mp4", b"<html><title>403"), (f"{CLIP.id}.txt", b"x")
    )
    post = made(CLIP, path)
    assert post.pictures[0].alt == "视频文件"
    assert [one.name for one in post.companions] == [f"{CLIP.id}.mp4"]
    assert len(post.pictures) == 1


def test_files_of_other_posts_and_links_stay_out(tmp_path: Path) -> None:
    path = saved(tmp_path, (f"{CLIP.id}9.mp4", MP4), ("20241114.mp4", MP4), ("elsewhere/y.mp4", MP4))
    (tmp_path / f"{CLIP.id}.mp4").symlink_to(tmp_path / "elsewhere" / "y.mp4")
    assert made(CLIP, path).pictures == ()


def test_two_accounts_in_one_second_are_told_apart(tmp_path: Path) -> None:
    name = "2024-11-14 10.15.00-视频-{}-演练.mp4"
    path = saved(tmp_path, (name.format("青澜消防"), MP4), (name.format("某某"), MP4))
    assert [one.path.name for one in made(CLIP, path).pictures if one.path] == [name.format("青澜消防")]


@pytest.mark.parametrize(("folder", "found"), [("csv", 1), ("2024", 0)])
def test_media_stand_beside_the_folder_of_rows_only(tmp_path: Path, folder: str, found: int) -> None:
    saved(tmp_path, (f"videos/{CLIP.id}/video.mp4", MP4), (f"private/{CLIP.id}.mp4", MP4))
    rows = tmp_path / folder / "x.csv"
    rows.parent.mkdir()
    assert len(made(CLIP, rows).pictures) == found
