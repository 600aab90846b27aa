"""Payloads out of any folder of lists, fixtures and files: every distinct one that could be markup or script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

ADVERSARIAL = Path(__file__).resolve().parents[2].parent / "shared" / "adversarial"

_ACTIVE = re.compile(
    r"\bon[a-z]{3,}\s*=|script|alert|confirm|prompt|expression|data:"
    r"|<(?:iframe|object|embed|svg|math|meta|link|base|style|form)",
    re.IGNORECASE,
)
_WHOLE = {".svg", ".htm", ".html", ".demo", ".xht", ".xhtml", ".xml", ".hxt", ".vml", ".rdf", ".xsl", ".svgz"}
_KEYS = {"payload", "input"}
_LARGEST = 200_000
_LONGEST = 40_000


_ESCAPED = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")


def collect(folder: Path) -> list[str]:
    r"""The distinct payloads of all files under *folder*, in a stable order.

    Lists write characters that a line cannot hold as `\x0A`; what they mean is taken besides what they say.
    """
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "LICENSE":
            said = list(filter(_is_payload, _of(path)))
            found.update(dict.fromkeys([*said, *map(_meant, said)]))
    return list(found)


def _meant(text: str) -> str:
    """*text* with its escapes as the characters they stand for: bytes of UTF-8, else of Latin-1."""
    return _ESCAPED.sub(lambda match: _decoded(bytes.fromhex(match[0].replace("\\x", ""))), text)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _is_payload(text: str) -> bool:
    return len(text) <= _LONGEST and _ACTIVE.search(text) is not None


def _of(path: Path) -> Iterator[str]:
    suffix = path.suffix.lower()
    if suffix == ".txt":
        yield from map(str.strip, _text(path).splitlines())
    elif suffix in (".json", ".test"):
        try:
            whole = json.loads(_text(path))
        except (ValueError, RecursionError):
            return
        if isinstance(whole, list):
            yield from (one for one in whole if isinstance(one, str))
        yield from _strings(whole)
    elif suffix in _WHOLE and path.stat().st_size <= _LARGEST:
        yield _text(path)


def _strings(found: object) -> Iterator[str]:
    """The values that fixtures call payload or input."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key in _KEYS and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from _strings(value)
    elif isinstance(found, list):
        for one in found:
            if isinstance(one, dict):
                yield from _strings(one)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
