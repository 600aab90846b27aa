"""Strings one slip of the keyboard away from another. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Strings that begin with *left* and end with *right*, with one unknown character between if *open*."""

    left: str
    right: str = ""
    open: bool = False


def deviations(text: str) -> Iterator[Gap]:
    """All strings one slip away from *text*, which a reader who slipped may have meant."""
    for i in range(len(text)):
        yield Gap(text[:i], text[i + 1 :], open=True)
        yield Gap(text[:i] + text[i + 1 :])
        if i:
            yield Gap(text[:i], text[i:], open=True)
            if text[i - 1] != text[i]:
                yield Gap(text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :])
