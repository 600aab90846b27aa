"""Pages without ids and the lists beside them: what is paired, and what is never guessed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from importers.sources.wechat import pairs
from importers.sources.wechat.pairs import Sought
from notices.values import BEIJING

HEADER = "title,url,time,like_num,read_num,share_num,comment_count\r\n"
NOON = datetime(2024, 5, 1, 12, 0, tzinfo=BEIJING)


def line(title: str, number: int, time: str = "2024-05-01 12:00:10") -> str:
    url = f"http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid={2650000000 + number}&idx=1&sn=0"
    return f"{title},{url},{time},0,0,0,{{}}\r\n"


def listed(folder: Path, *lines: str, name: str = "list.csv") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(HEADER + "".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "when"),
    [("停水通知", NOON), ("停水，通知！", NOON), ("停水 通知", None), ("停水通知", NOON.replace(hour=20))],
)
def test_one_row_of_the_title_is_the_article(tmp_path: Path, title: str, when: datetime | None) -> None:
    listed(tmp_path, line("停水通知", 1), line("通水通知", 2))
    found = pairs.find(tmp_path / "a.md", Sought(title, "", when))
    assert found.row is not None
    assert found.row.ids[0] == "MzAwMDAwMDAwMQ==_2650000001_1"
    assert not found.problem


def test_the_minute_decides_between_rows_of_one_title(tmp_path: Path) -> None:
    listed(tmp_path, line("停水通知", 1), line("停水通知", 2, "2024-05-01 18:00:00"))
    found = pairs.find(tmp_path / "a.md", Sought("停水通知", "", NOON))
    assert found.row is not None
    assert found.row.ids[0] == "MzAwMDAwMDAwMQ==_2650000001_1"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((line("停水通知", 1), line("停水通知", 2)), "2 条同题"),
        ((line("通水通知", 1),), "没有这个标题"),
        ((line("停水通知", 1, "2023-05-01 12:00:00"),), "没有这个标题"),
    ],
)
def test_what_is_not_sure_is_said_and_not_guessed(tmp_path: Path, lines: tuple[str, ...], says: str) -> None:
    listed(tmp_path, *lines)
    found = pairs.find(tmp_path / "a.md", Sought("停水通知", "", NOON))
    assert found.row is None
    assert says in found.problem


def test_a_row_listed_twice_is_one_article(tmp_path: Path) -> None:
    listed(tmp_path, line("停水通知", 1))
    listed(tmp_path, line("停水通知", 1), name="again.csv")
    assert pairs.find(tmp_path / "a.md", Sought("停水通知", "", NOON)).row is not None


def test_lists_lie_beside_or_above_what_they_list(tmp_path: Path) -> None:
    listed(tmp_path, line("停水通知", 1))
    sought = Sought("停水通知", "", NOON)
    (tmp_path / "网页" / "停水通知").mkdir(parents=True)
    assert pairs.find(tmp_path / "网页" / "停水通知" / "index.html", sought).row is not None
    assert pairs.find(tmp_path / "网页" / "停水通知" / "a.md", sought).row is None


def test_a_list_of_another_account_says_nothing(tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "exports" / "wechat" / "paired-pages" / "input"
    found = pairs.find(folder / "a.md", Sought("停水通知（第一号）", "另一个公众号", None))
    assert (found.row, found.problem) == (None, "")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\0", b'title,url,time,like_num\r\n"cut', b"{", b"PK\x03\x04"]
)
def test_a_broken_list_is_no_list(tmp_path: Path, content: bytes) -> None:
    for suffix in ("csv", "json", "xlsx"):
        (tmp_path / f"list.{suffix}").write_bytes(content)
    assert pairs.find(tmp_path / "a.md", Sought("停水通知")).row is None


def test_a_changed_list_is_read_again(tmp_path: Path) -> None:
    listed(tmp_path, line("通水通知", 1))
    assert not pairs.lists_title(tmp_path / "a.txt", "停水通知")
    listed(tmp_path, line("停水通知", 1), line("通水通知", 2))
    assert pairs.lists_title(tmp_path / "a.txt", "停水通知")
    assert not pairs.lists_title(tmp_path / "a.txt", "！？")
