"""The import run as a whole: seconds, records a second and peak memory by number of records, then once more.

`python -m benchmarks.import_run [ROWS …]` writes weibo-crawler tables of made-up posts (layout of 2020, fourteen
columns) and imports them twice: the second run must change nothing and should be cheaper. Beside it what the disk
alone takes for as many files, with one flush a file and with one a batch.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import measure
from durable import atomic_write, batch

_HEADER = [
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
_WORDS = [
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
_FIRST = datetime(2014, 1, 1)
_DEPARTMENTS = '[qinglan]\nname = "青澜市人民政府办公室"\nlevel = "市"\n'


def write_export(path: Path, rows: int) -> None:
    """A table of *rows* made-up posts of about 130 characters."""
    words = random.Random(rows)
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_HEADER)
        for number in range(rows):
            text = f"【{words.choice(_WORDS)}{number}】" + "".join(words.choices(_WORDS, k=60))
            day = (_FIRST + timedelta(hours=number % 90_000)).date().isoformat()
            counts = [str(words.randrange(100)) for _ in range(3)]
            writer.writerow(
                [str(4000000000000000 + number * 77777), "", text, "", "", "", "", day, "", *counts, "", ""]
            )


def measure_rows(rows: int) -> None:
    """Print what importing *rows* takes, first and again."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        write_export(root / "exports" / "1234567890.csv", rows)
        atomic_write(root / "content" / "departments.toml", _DEPARTMENTS)
        command = [sys.executable, "-m", "importers", str(root / "exports"), "--department", "qinglan"]
        command += ["--content", str(root / "content"), "--archive", str(root / "archive")]
        for label in ("first", "again"):
            cost = measure.run(command)
            assert cost.code == 0, cost.output
            written = sum(1 for _ in (root / "content").rglob("*.md"))
            assert written == rows, written
            print(
                f"{rows:>9,} rows {label}: {cost.wall:7.2f} s {rows / cost.wall:8.0f}/s  peak {cost.peak / 1e6:4.0f} MB"
            )


def measure_disk(files: int) -> None:
    """Print what *files* durable files of 1 kB take, one by one and in batches of 500."""
    with tempfile.TemporaryDirectory() as scratch:
        root, text = Path(scratch), "文" * 330
        started = time.perf_counter()
        for number in range(files):
            atomic_write(root / "one" / str(number), text)
        single = time.perf_counter() - started
        started = time.perf_counter()
        for first in range(0, files, 500):
            with batch() as staged:
                for number in range(first, min(first + 500, files)):
                    staged.write(root / "many" / str(number), text)
        print(
            f"{files:>9,} files: one flush each {single:.2f} s, in batches {time.perf_counter() - started:.2f} s"
        )


if __name__ == "__main__":
    for count in [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000]:
        measure_rows(count)
    measure_disk(2_000)
