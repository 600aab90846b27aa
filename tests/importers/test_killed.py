"""The real command killed at random moments: run again it ends as if nobody had disturbed it."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from importers.holdings import Folders, sheet
from importers.verify import verify

HEADER = [
    "id",
    "bid",
    "正文",
    "头条文章url",
    "原始图片url",
    "视频url",
    "位置",
    "日期",
    "工具",
    "点赞数",
    "评论数",
    "转发数",
    "话题",
    "@用户",
]
REGISTER = '[qinglan]\nname = "青澜市人民政府办公室"\nlevel = "市"\n'
WORDS = [
    "今日",
    "青澜",
    "市政",
    "道路",
    "检修",
    "公告",
    "停水",
    "通知",
    "居民",
    "办理",
    "窗口",
    "时间",
    "调整",
    "安全",
    "提醒",
    "社区",
    "服务",
    "活动",
    "报名",
    "天气",
]


def exports(folder: Path, posts: int) -> None:
    """Tables of weibo-crawler, 50 posts each, every tenth post in two of them."""
    choice = random.Random(posts)
    lines = []
    for number in range(posts):
        text = f"【{choice.choice(WORDS)}{number}】" + "".join(choice.choices(WORDS, k=40))
        day = (datetime(2014, 1, 1) + timedelta(hours=7 * number)).date().isoformat()
        lines.append(
            [str(4000000000000000 + number * 77777), "", text, "", "", "", "", day, "", "1", "2", "3", "", ""]
        )
    for start in range(0, posts, 50):
        path = folder / f"{start:06d}" / "1234567890.csv"
        path.parent.mkdir(parents=True)
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(
                [HEADER, *lines[start : start + 50], *lines[start - 5 : start or None]]
            )


def command(root: Path, source: Path) -> list[str]:
    folders = ["--content", str(root / "content"), "--archive", str(root / "archive")]
    return [
        *(sys.executable, "-m", "importers", str(source), *folders),
        *("--department", "qinglan", "--imported", "2026-11-21", "--workers", "2"),
    ]


def prepared(root: Path) -> Path:
    (root / "content").mkdir(parents=True)
    (root / "content" / "departments.toml").write_text(REGISTER, encoding="utf-8")
    return root


def content(root: Path) -> dict[str, bytes]:
    folder = root / "content"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def originals(root: Path) -> set[str]:
    return {path.name for path in (root / "archive").glob("*/*/data/*/*")}


def run(root: Path, source: Path) -> float:
    """Import undisturbed; returns the seconds it took."""
    started = time.monotonic()
    done = subprocess.run(command(root, source), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.monotonic() - started


def killed(root: Path, source: Path, after: float) -> bool:
    """Begin an import and kill it with signal 9 after so many seconds; whether it was still at work."""
    child = subprocess.Popen(command(root, source), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return True
    return False


@pytest.mark.long
def test_killed_with_5000_posts_and_run_again_the_bytes_are_those_of_an_undisturbed_run(
    tmp_path: Path,
) -> None:
    source = tmp_path / "exports"
    exports(source, 5000)
    whole = prepared(tmp_path / "whole")
    seconds = run(whole, source)
    expected = content(whole)
    assert sum(name.endswith(".md") for name in expected) == 5000
    choice = random.Random(9)
    for turn in range(3):
        root = prepared(tmp_path / f"killed-{turn}")
        kills = sum(killed(root, source, choice.uniform(0.1, 1) * seconds) for _ in range(4))
        run(root, source)
        assert kills, "no run was killed at work"
        assert content(root) == expected
        assert originals(root) == originals(whole)
        folders = Folders(root / "content", root / "archive")
        assert verify(folders).findings == []
        assert sheet(folders, date(2026, 11, 21)).balanced
        shutil.rmtree(root)
