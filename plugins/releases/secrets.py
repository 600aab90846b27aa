"""Secrets that must not lie in the project's files: keys, tokens and passwords as their issuers shape them.

`python -m plugins.releases.secrets` looks through all files that git keeps.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MOST_BYTES = 2_000_000
_SHAPES = {
    "私钥": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "云平台密钥": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bLTAI[0-9A-Za-z]{16,24}\b|\bAKID[0-9A-Za-z]{32}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "代码平台令牌": r"\bgh[pousr]_[0-9A-Za-z]{36,}\b|\bgithub_pat_[0-9A-Za-z_]{60,}\b|\bglpat-[0-9A-Za-z_-]{20,}\b|\bpypi-[0-9A-Za-z_-]{60,}\b",
    "聊天或接口令牌": r"\bxox[abprs]-[0-9A-Za-z-]{20,}\b|\bsk-(?:[a-z]+-)?[0-9A-Za-z]{32,}\b",
    "签名令牌": r"\beyJ[0-9A-Za-z_-]{15,}\.eyJ[0-9A-Za-z_-]{15,}\.[0-9A-Za-z_-]{20,}",
    "写在代码里的口令": r"(?i)\b(?:password|passwd|secret|api_?key|access_?token)\b['\"]?\s*[:=]\s*['\"](?![A-Z_]+['\"])[^'\"\s{}<>$]{12,}['\"]",
    "地址里的口令": r"\b[a-z]+://[^/\s:@'\"{}]+:[^/\s:@'\"{}]{6,}@[\w.-]+",
}
_RULES = {name: re.compile(shape) for name, shape in _SHAPES.items()}


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that looks like a secret: where, and what it looks like; never the secret itself."""

    path: str
    line: int
    rule: str

    def __str__(self) -> str:
        """One line for the person who has to remove it."""
        return f"{self.path}:{self.line}：像是{self.rule}。请删去并立刻作废它；仅删文件不够，历史里还有。"


def found_in(path: str, text: str) -> Iterator[Secret]:
    """What in *text* looks like a secret."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield from (Secret(path, number, name) for name, rule in _RULES.items() if rule.search(line))


def look(root: Path) -> list[Secret]:
    """What looks like a secret in the files that git keeps below *root*."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout  # noqa: S607
    paths = [name.decode("utf-8", "replace") for name in listed.split(b"\0") if name]
    return [secret for path in paths for secret in found_in(path, _text(root / path))]


def _text(path: Path) -> str:
    if not path.is_file() or path.is_symlink() or path.stat().st_size > _MOST_BYTES:
        return ""
    return path.read_text("utf-8", "replace")


if __name__ == "__main__":
    secrets = look(Path.cwd())
    print("\n".join(map(str, secrets)) or "没有发现密钥、令牌或口令。")
    sys.exit(1 if secrets else 0)
