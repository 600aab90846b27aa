"""Real text from the shared corpora, cut into documents; nothing of it is kept in the project."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

from search.schema import Document

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"
REASON = "../shared/corpora is not here"
_BEIJING = timezone(timedelta(hours=8))


def texts() -> list[tuple[str, str]]:
    """Title and text of every law and report there, cut into pieces of about 900 characters."""
    whole = [(path.stem, path.read_text("utf-8")) for path in sorted(CORPORA.glob("laws/**/*.md"))]
    csv.field_size_limit(1 << 30)
    for path in sorted(CORPORA.glob("provincial-reports-2026/2026_*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            whole += [(row["title"], row["full_text"]) for row in csv.DictReader(stream)]
    return [(title, text[at : at + 900]) for title, text in whole for at in range(0, len(text), 900)]


def sample(count: int, seed: int = 1) -> list[Document]:
    """*count* documents of them, the same ones for the same *seed*."""
    chosen = random.Random(seed).sample(texts(), count)
    return [made(number, title, body) for number, (title, body) in enumerate(chosen)]


def made(number: int, title: str, body: str) -> Document:
    """A document with this text and made-up circumstances that depend on its *number*."""
    department = f"bumen-{number % 40}"
    return Document(
        id=f"{number:06}",
        url=f"/{department}/{number}.html",
        title=title,
        body=body,
        date=datetime(2009 + number % 17, 1 + number % 12, 1 + number % 28, 8, tzinfo=_BEIJING),
        department=department,
        department_name=f"第{number % 40}部门",
        department_path=("city", department),
        kind=("公告", "公示", "通知")[number % 3],
        platform=("wechat", "weibo", "")[number % 3],
        account=f"a{number % 70}",
    )
