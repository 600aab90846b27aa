"""A member of an archive file, as its format's reader gives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. *blocks* are its bytes, to be taken before the next member; they may raise Unreadable.

    Without *blocks* it is not read: *problem* says in Chinese why, *failed* whether that is an error or by intent.
    """

    name: str
    blocks: Iterator[bytes] | None = None
    problem: str = ""
    failed: bool = False
