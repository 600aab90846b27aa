"""A made-up export format and a made-up city, so that the run is tested apart from any real source.

`*.posts` begins with `#posts` and holds a JSON object a line: a post (`id`, `title`, `body`, `date`, `pictures`,
`companions`, `account`…), or `{"lost": reason}`, `{"skipped": …}`, `{"problem": …}`, `{"malformed": …}`, `{"bug": …}`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from importers.model import (
    AccountKey,
    Listed,
    Lost,
    MalformedExport,
    Picture,
    Post,
    Problem,
    Record,
    Skipped,
    Source,
    Witness,
)
from importers.outcomes import Outcome, Outcomes
from importers.run import Request, Summary, run
from notices import Notice, departments, read, tree, values

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
DAY = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Lines:
    """The made-up source."""

    name: str = "lines"
    label: str = "条目文件"

    def detect(self, path: Path, head: bytes) -> bool:
        return head.startswith(b"#posts")

    def read(self, path: Path) -> Iterator[Record]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 1):
            yield _record(json.loads(line), f"第 {number} 行", path.parent)


@dataclass(frozen=True, slots=True)
class Greedy(Lines):
    """A second source that claims the same files."""

    name: str = "greedy"
    label: str = "另一种条目文件"


def _record(row: dict[str, Any], position: str, folder: Path) -> Record:
    if "lost" in row:
        return Lost(
            position=position,
            reason=row["lost"],
            account=_key(row),
            source_id=row.get("id", ""),
            title=row.get("title", ""),
            witnesses=_witnesses(row),
        )
    if "listed" in row:
        return Listed(
            position=position,
            account=_key(row),
            source_id=row.get("id", ""),
            title=row["listed"],
            source_url=row.get("url", ""),
            witnesses=_witnesses(row),
            also=tuple(row.get("also", ())),
        )
    if "skipped" in row:
        return Skipped(position, row["skipped"])
    if "problem" in row:
        return Problem(position, row["problem"])
    if "malformed" in row:
        raise MalformedExport(row["malformed"])
    if "bug" in row:
        raise ZeroDivisionError(row["bug"])
    return _post(row, position, folder)


def _key(row: dict[str, Any]) -> AccountKey:
    return AccountKey(
        "weixin", tuple(filter(None, [row.get("account", "gh_one")])), row.get("name", "青澜甲号")
    )


def _post(row: dict[str, Any], position: str, folder: Path) -> Post:
    return Post(
        position=position,
        account=_key(row),
        source_id=row["id"],
        title=row.get("title", f"标题{row['id']}"),
        body=row.get("body", f"正文{row['id']}"),
        witnesses=_witnesses(row),
        author=row.get("author", ""),
        kind=row.get("kind", ""),
        pictures=tuple(_picture(name, folder) for name in row.get("pictures", [])),
        companions=tuple(folder / name for name in row.get("companions", [])),
        also=tuple(row.get("also", ())),
    )


def _witnesses(row: dict[str, Any]) -> tuple[Witness, ...]:
    when = [row["date"]] if "date" in row else row.get("dates", [])
    return tuple(Witness(values.parse_moment(text), "row", text) for text in when)


def _picture(name: str, folder: Path) -> Picture:
    url = f"https://pictures.example/{name}?a=1&b_c=*2*"
    path = folder / name
    return Picture(key=name, url=url, alt="图", path=path if path.exists() else None)


@dataclass(slots=True)
class City:
    """A scratch city: its content, archive and export folders, and what its last import came to."""

    root: Path
    told: list[Outcome] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    summary: Summary = field(default_factory=Summary)

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    def export(self, name: str, *rows: dict[str, Any]) -> Path:
        """Write an export of *rows*."""
        lines = ["#posts", *(json.dumps(row, ensure_ascii=False) for row in rows)]
        return self.file(name, "\n".join(lines).encode())

    def file(self, name: str, content: bytes) -> Path:
        """Write any file into the export folder."""
        path = self.exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def run(
        self,
        path: Path | None = None,
        *,
        department: str = "qinglan",
        day: date = DAY,
        executor: Executor | None = None,
        sources: tuple[Source, ...] = (Lines(),),
        remainder: tuple[tuple[Source, ...], ...] = (),
    ) -> City:
        """Import *path* (default: all exports) and remember what came of it."""
        request = Request(
            path=path or self.exports,
            content=self.content,
            archive=self.archive,
            imported=day,
            sources=sources,
            department=department,
            executor=executor,
            remainder=remainder,
        )
        with Outcomes() as outcomes:
            self.summary = run(request, outcomes, Silent())
            self.told = list(outcomes)
            self.totals = {name: count for name, count in outcomes.totals.items() if count}
        return self

    def ends(self) -> list[tuple[str, str]]:
        """Id and outcome of every record."""
        return [(one.id, one.outcome) for one in self.told]

    def notice(self, source_id: str) -> Path:
        """The notice of the post *source_id*."""
        tail = hashlib.sha256(f"weixin\0{source_id}".encode()).hexdigest()[:12]
        (found,) = self.content.rglob(f"*-{tail}.md")
        return found

    def notices(self) -> dict[str, Notice]:
        """All notices by their path, each in its own place, of a known department, with a number of its own."""
        known = departments.load(self.content / "departments.toml")
        found = {path.relative_to(self.content).as_posix(): read(path) for path in tree.files(self.content)}
        assert all(tree.path_of(one) == path and one.department in known for path, one in found.items())
        assert len({one.slug for one in found.values()}) == len(found)
        return found

    def bytes_of(self, folder: str = "content") -> dict[str, bytes]:
        """Every file under *folder* by its path."""
        top = self.root / folder
        return {
            path.relative_to(top).as_posix(): path.read_bytes()
            for path in sorted(top.rglob("*"))
            if path.is_file()
        }


class Silent:
    """Progress that nobody watches."""

    def start(self, files: int) -> None:
        pass

    def step(self, files: int, records: int) -> None:
        pass
