"""What a long benchmark found: printed and written down claim by claim as it goes, so that a cut-off run is not lost."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from durable import atomic_write
from notices.values import BEIJING


@dataclass(frozen=True, slots=True)
class Claim:
    """What was said (*said*), what was *found* of it, and whether that is enough."""

    said: str
    found: str
    met: bool

    def __str__(self) -> str:
        return f"{'达到' if self.met else '未达到'}：{self.said}；{self.found}"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a run: when and how busy the machine was before it, its *lines*, and its *claims*."""

    at: str
    load: float
    lines: tuple[str, ...]
    claims: tuple[Claim, ...]


class Record:
    """The parts of a run, in the JSON file *path* and as Markdown beside it; parts repeated later replace the former."""

    def __init__(self, path: Path, title: str) -> None:
        """Go on with what *path* has of the run *title* on this machine, or begin anew."""
        self.path, self._head = path, {"title": title, "machine": machine()}
        self._told: dict[str, int] = {}
        known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        same = {name: known.get(name) for name in self._head} == self._head
        self.parts: dict[str, Part] = {
            name: Part(
                part["at"],
                part["load"],
                tuple(part["lines"]),
                tuple(Claim(**one) for one in part["claims"]),
            )
            for name, part in (known["parts"] if same else {}).items()
        }

    def add(self, name: str, lines: Sequence[str], claims: Sequence[Claim] = ()) -> None:
        """Print the part *name* and write everything so far; a part that grows is added again. Raises OSError."""
        now = f"{datetime.now(BEIJING):%Y-%m-%d %H:%M}"
        self.parts[name] = Part(now, os.getloadavg()[0], tuple(lines), tuple(claims))
        for line in [*lines[self._told.get(name, 0) :], *map(str, claims)]:
            print(line, flush=True)
        self._told[name] = len(lines)
        parts = {name: asdict(part) for name, part in self.parts.items()}
        atomic_write(self.path, json.dumps({**self._head, "parts": parts}, ensure_ascii=False, indent=1))
        atomic_write(self.path.with_suffix(".md"), self.page())

    def page(self) -> str:
        """All of it as Markdown."""
        rows = [f"# {self._head['title']}", "", self._head["machine"], ""]
        for name, part in self.parts.items():
            rows += [f"## {name}（{part.at}，结束时负载 {part.load:.1f}）", ""]
            rows += [f"- {line}" for line in (*part.lines, *map(str, part.claims))]
            rows += [""]
        return "\n".join(rows)


def machine() -> str:
    """The processor, how many of it, and the Python."""
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text(encoding="utf-8") if cpuinfo.is_file() else ""
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return f"{os.cpu_count()} 核 {next(iter(models), platform.machine())}，Python {platform.python_version()}"
