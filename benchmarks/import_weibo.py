"""Reading Weibo exports alone: posts a second and peak memory, by format and number of rows.

`python -m benchmarks.import_weibo [ROWS …]` writes weibo-crawler exports of made-up posts (33 columns, every tenth
a repost) and reads them; beside ours what the csv and json modules alone take for the same bytes. Memory must not
grow with the rows. The whole import, writing included, is `benchmarks.import_run`.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from benchmarks import measure
from benchmarks.import_run import _WORDS as WORDS
from importers.model import Post
from importers.normalize.ids import made_at, to_bid
from importers.sources import SOURCES

_BASE = [
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
    "完整日期",
]
_HEADER = [*_BASE, "是否原创", "源用户id", "源用户昵称", *("源微博" + name for name in _BASE)]
_FIRST = 4_500_000_000_000_000
_STEP = 15_000_000_000  # an hour, as ids count


def _row(number: int, words: random.Random) -> list[str]:
    mid = str(_FIRST + number % 40_000 * _STEP + number)
    moment = made_at(mid) or datetime.min
    text = f"【{words.choice(WORDS)}{number}】{''.join(words.choices(WORDS, k=60))}\n网页链接\n \n青澜发布的微博视频"
    picture = f"https://wx1.sinaimg.cn/large/00guijiqly1h{number:08d}j30u0140n0.jpg"
    when = moment.replace(tzinfo=None)
    counts = [str(words.randrange(100)) for _ in range(3)]
    known = [f"{mid}\t", to_bid(mid), text, "", picture, "", "", f"{when:%Y-%m-%dT%H:%M:%S}", "微博网页版"]
    return [*known, *counts, "便民", "", str(when)]


def write_csv(path: Path, rows: int) -> None:
    """A ragged table of *rows* posts."""
    words = random.Random(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_HEADER)
        for number in range(rows):
            row = _row(number, words)
            quoted = ["False", "1000000102", "青澜发布", *_row(number, words)]
            writer.writerow([*row, *(quoted if number % 10 == 0 else ["True"])])


def write_json(path: Path, rows: int) -> None:
    """The same posts as JSON on one line."""
    words = random.Random(rows)
    names = ["id", "bid", "text", "article_url", "pics", "video_url", "location", "created_at"]
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"user": {"id": "1000000101", "screen_name": "青澜气象"}, "weibo": [')
        for number in range(rows):
            post = dict(zip(names, _row(number, words), strict=False)) | {"user_id": 1000000101}
            stream.write(", " * bool(number) + json.dumps(post, ensure_ascii=False))
        stream.write("]}")


def ours(path: Path) -> Iterator[object]:
    """Every post of *path* as the one source that claims it reads it."""
    with path.open("rb") as stream:
        head = stream.read(1 << 18)
    (source,) = (source for source in SOURCES if source.detect(path, head))
    return (record for record in source.read(path) if isinstance(record, Post))


def library(path: Path) -> Iterator[object]:
    """The rows as the standard library alone gives them."""
    if path.suffix == ".json":
        with path.open(encoding="utf-8") as stream:
            yield from json.load(stream)["weibo"]
    else:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream)
            next(rows)
            yield from rows


READERS: dict[str, Callable[[Path], Iterator[object]]] = {"ours": ours, "library": library}
WRITERS = {"csv": write_csv, "json": write_json}


def compare(rows: int) -> None:
    """Print what reading *rows* posts takes, each reader in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        for kind, write in WRITERS.items():
            path = Path(scratch, f"1000000101.{kind}")
            write(path, rows)
            for reader in READERS:
                cost = measure.run(
                    [sys.executable, "-m", "benchmarks.import_weibo", "--read", reader, str(path)]
                )
                assert cost.output.strip() == str(rows), cost.output
                print(
                    f"{rows:>9,} {kind:<4} {path.stat().st_size / 1e6:6.1f} MB  {reader:<7} {cost.cpu:6.2f} s CPU "
                    f"{rows / cost.cpu:8.0f}/s  peak {cost.peak / 1e6:4.0f} MB"
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        print(sum(1 for _ in READERS[sys.argv[2]](Path(sys.argv[3]))))
    else:
        for count in [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]:
            compare(count)
