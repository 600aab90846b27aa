"""Questions that a release must be able to answer: `content/sentinels.toml`, kept by the web team.

One `[[query]]` each: *words* to search for; *least*, how many hits at least (default 1); *finds*, the id of a
notice that must be on the first page (may be left out).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = "sentinels.toml"


class BadSentinels(ValueError):
    """`sentinels.toml` cannot be read; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Sentinel:
    """The query *words* must have at least *least* hits and, unless empty, *finds* on the first page."""

    words: str
    least: int = 1
    finds: str = ""


def load(content: Path) -> tuple[Sentinel, ...]:
    """The sentinels of *content*, none without the file. Raises BadSentinels."""
    path = content / NAME
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("query", [])
        return tuple(_sentinel(row) for row in rows)
    except FileNotFoundError:
        return ()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise BadSentinels(f"{path} 读不懂：{error}。每条写 words，可加 least 和 finds。") from None


def _sentinel(row: dict[str, object]) -> Sentinel:
    words, least, finds = row.get("words"), row.get("least", 1), row.get("finds", "")
    if set(row) - {"words", "least", "finds"} or not isinstance(words, str) or not words.strip():
        raise ValueError(f"{row}")
    if not isinstance(least, int) or least < 1 or not isinstance(finds, str):
        raise ValueError(f"{row}")
    return Sentinel(words, least, finds)


def unanswered(index: Path, sentinels: tuple[Sentinel, ...]) -> Iterator[str]:
    """What *index* does not answer as *sentinels* ask, a Chinese line each."""
    for one in sentinels:
        command = [sys.executable, "-m", "search", "query", str(index), "--json", "--", one.words]
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own module
        if done.returncode:
            yield f"试查“{one.words}”失败：{done.stderr.strip()}"
            continue
        answer = json.loads(done.stdout)
        if answer["total"] < one.least:
            yield f"试查“{one.words}”得 {answer['total']} 条，应不少于 {one.least} 条。"
        if one.finds and one.finds not in [hit["id"] for hit in answer["hits"]]:
            yield f"试查“{one.words}”，第一页里没有 {one.finds}。"
