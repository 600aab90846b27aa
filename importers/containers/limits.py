"""How much an archive file may hold, counted while it is read: declared sizes lie."""

from __future__ import annotations

from dataclasses import dataclass

BLOCK = 1 << 20  # bytes read at a time


class TooMuch(RuntimeError):
    """An archive file holds more than the limits allow; the message is one Chinese line."""


class Unreadable(RuntimeError):
    """An archive file, or the rest of it, cannot be read; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """*total* bytes and *members* of an archive with all that is nested in it, to *depth* archives in each other.

    Once more than *floor* bytes came out, they may be at most *ratio* times the size of the archive.
    """

    total: int = 64 << 30
    members: int = 200_000
    ratio: int = 200
    floor: int = 512 << 20
    depth: int = 4


class Budget:
    """What is left of *limits* for an archive file of *packed* bytes."""

    def __init__(self, limits: Limits, packed: int) -> None:
        """Begin with nothing spent."""
        self.limits = limits
        self._most = min(limits.total, max(limits.floor, limits.ratio * packed))
        self._bytes = 0
        self._members = 0

    def spend(self, count: int) -> None:
        """Count *count* bytes. Raises TooMuch."""
        self._bytes += count
        if self._bytes > self._most:
            raise TooMuch(
                f"解开后超过 {self._most >> 20} MB，与压缩包的大小不相称（疑似压缩炸弹），没有读取；"
                "如确是导出文件，请先解压再导入文件夹"
            )

    def enter(self) -> None:
        """Count a member. Raises TooMuch."""
        self._members += 1
        if self._members > self.limits.members:
            raise TooMuch(f"压缩包里的文件超过 {self.limits.members} 个，没有读取；请先解压再导入文件夹")
