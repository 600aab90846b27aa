"""Members of a tar file (POSIX.1-2017 pax, GNU), compressed or not, read once from front to end and counted."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from importers.containers import names, streams
from importers.containers.limits import BLOCK, Budget, Unreadable
from importers.containers.member import Member

_MOST_AT_ONCE = 4 << 20  # bytes; a header that asks for more (a long name, pax records) is no honest one
_TORN = "压缩包在此之后断了或已损坏，请重新打包或重新下载"
_REFUSED = {
    tarfile.SYMTYPE: "是符号链接，不跟随；请放入文件本身",
    tarfile.LNKTYPE: "是硬链接，不跟随；请放入文件本身",
    tarfile.CHRTYPE: "是设备文件，不是内容",
    tarfile.BLKTYPE: "是设备文件，不是内容",
    tarfile.FIFOTYPE: "是管道，不是内容",
}


def begins(block: bytes) -> bool:
    """Whether *block* is the first of a tar file: its checksum holds."""
    if len(block) < tarfile.BLOCKSIZE or not block[0]:
        return False
    try:
        tarfile.TarInfo.frombuf(block[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def members(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """Every file in the tar file that *stream* gives. Raises Unreadable, TooMuch."""
    try:
        with tarfile.open(fileobj=cast(BinaryIO, _Forward(stream, budget)), mode="r:") as archive:
            while (one := archive.next()) is not None:
                if not one.isdir():
                    budget.enter()
                    yield _member(archive, one)
                vars(archive)["members"].clear()  # it remembers every member for the sake of links
    except (RecursionError, OverflowError) as error:
        # A long name is a header of its own, which may have a long name; and a record may say that it is endless.
        raise Unreadable("压缩包的目录项异常，此后的没有读取") from error
    except (tarfile.TarError, *streams.BROKEN) as error:
        raise Unreadable(_TORN) from error


def _member(archive: tarfile.TarFile, one: tarfile.TarInfo) -> Member:
    name = names.repaired(one.name)
    if not one.isreg() or one.issparse():
        return Member(name, problem=_REFUSED.get(one.type, "是特殊文件（稀疏文件或未知类型），没有读取"))
    return Member(name, _blocks(archive, one))


def _blocks(archive: tarfile.TarFile, one: tarfile.TarInfo) -> Iterator[bytes]:
    left = one.size
    stream = archive.extractfile(one)
    assert stream is not None
    while left > 0:
        try:
            block = stream.read(min(BLOCK, left))
        except (tarfile.TarError, *streams.BROKEN) as error:
            raise Unreadable(_TORN) from error
        if not block:
            raise Unreadable(_TORN)
        left -= len(block)
        yield block


class _Forward:
    """A stream as tarfile wants it: it seeks forward by reading, and back by the little that tarfile asks for."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._position = 0
        self._read = 0
        self._tail = b""

    def tell(self) -> int:
        return self._position

    def seek(self, target: int) -> int:
        if target < self._read - len(self._tail):
            raise Unreadable(_TORN)
        while self._read < target:
            if not self._fresh(min(BLOCK, target - self._read)):
                raise Unreadable(_TORN)
        self._position = target
        return self._position

    def read(self, size: int) -> bytes:
        if size > _MOST_AT_ONCE:
            raise Unreadable("压缩包的目录项异常（名称过长），没有读取")
        behind = self._read - self._position
        again = self._tail[len(self._tail) - behind :][:size] if behind else b""
        self._position += len(again)
        fresh = self._fresh(size - len(again)) if size > len(again) else b""
        self._position += len(fresh)
        if 0 < len(again) + len(fresh) < size:  # tarfile takes half a header for the end
            raise Unreadable(_TORN)
        return again + fresh

    def _fresh(self, size: int) -> bytes:
        parts = []
        while size > 0 and (part := self._stream.read(size)):
            parts.append(part)
            size -= len(part)
        block = b"".join(parts)
        self._budget.spend(len(block))
        self._read += len(block)
        self._tail = (self._tail + block)[-tarfile.BLOCKSIZE :]
        return block
