"""What a power cut leaves: a model disk that replays a recorded run and forgets what was not flushed.

Every file has the bytes that programs see and those that are safe; every folder the names that programs see and
those that are safe. fsync(2) of a file makes its bytes safe, fsync of a folder its names, sync(2) everything
(POSIX promises no more than that). Three states can be had at each point:

* `seen`: the machine goes on, the process died: everything is as programs saw it;
* `flushed`: names and bytes are as far as they were flushed, each folder by itself;
* `named`: all names are there, bytes only as far as they were flushed (what journalling file systems with delayed
  allocation leave: the new name, and an empty file).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

State = Literal["seen", "flushed", "named"]
_HEAD = struct.Struct("<cQQII")


@dataclass(eq=False, slots=True)
class File:
    """A file or (with *target*) a symbolic link, whose text is never separate from its name."""

    seen: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    target: str | None = None


@dataclass(eq=False, slots=True)
class Folder:
    """A folder."""

    seen: dict[str, Node] = field(default_factory=dict)
    safe: dict[str, Node] = field(default_factory=dict)


Node = File | Folder


@dataclass(frozen=True, slots=True)
class Operation:
    """One recorded change; see shim.c for the kinds."""

    kind: str
    inode: int
    offset: int
    first: bytes
    second: bytes


def read(record: Path) -> Iterator[Operation]:
    """The operations in the file *record*, in order."""
    data, place = record.read_bytes() if record.exists() else b"", 0
    while place < len(data):
        kind, inode, offset, length, size = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        first, second = data[place : place + length], data[place + length : place + length + size]
        place += length + size
        yield Operation(kind.decode(), inode, offset, first, second)


class Disk:
    """The tree below a folder, everything in it safe to begin with."""

    def __init__(self, root: Path) -> None:
        """Read what is at *root* now."""
        self._start = f"{root}/".encode()
        self._inodes: dict[int, Node] = {}
        self._root = self._loaded(root)

    def _loaded(self, path: Path) -> Folder:
        folder = Folder()
        self._inodes[path.stat().st_ino] = folder
        for child in path.iterdir():
            inode = child.lstat().st_ino
            node: Node
            if child.is_symlink():
                node = File(target=str(child.readlink()))
            elif child.is_dir():
                node = self._loaded(child)
            else:
                content = child.read_bytes()
                known = self._inodes.get(inode)
                node = known if known is not None else File(bytearray(content), content)
            self._inodes[inode] = folder.seen[child.name] = folder.safe[child.name] = node
        return folder

    def apply(self, one: Operation) -> None:
        """Carry out *one*."""
        if one.kind == "W":
            content = self._file(one.inode).seen
            content.extend(bytes(max(0, one.offset - len(content))))
            content[one.offset : one.offset + len(one.second)] = one.second
        elif one.kind == "T":
            content = self._file(one.inode).seen
            content.extend(bytes(max(0, one.offset - len(content))))
            del content[one.offset :]
        elif one.kind == "F":
            self._flush(self._inodes[one.inode])
        elif one.kind == "S":
            for node in list(self._inodes.values()):
                self._flush(node)
        else:
            self._rename(one)

    def _rename(self, one: Operation) -> None:
        folder, name = self._place(one.first)
        if one.kind in "CMY":
            fresh: Node = Folder() if one.kind == "M" else File()
            if one.kind == "Y":
                fresh = File(target=one.second.decode())
            self._inodes[one.inode] = folder.seen[name] = fresh
        elif one.kind == "U":
            del folder.seen[name]
        elif one.kind == "L":
            target, other = self._place(one.second)
            target.seen[other] = folder.seen[name]
        elif one.kind == "R":
            target, other = self._place(one.second)
            target.seen[other] = folder.seen.pop(name)
        elif one.kind == "X":
            target, other = self._place(one.second)
            target.seen[other], folder.seen[name] = folder.seen[name], target.seen[other]
        else:
            raise ValueError(one.kind)

    def _file(self, inode: int) -> File:
        node = self._inodes[inode]
        assert isinstance(node, File)
        return node

    def _flush(self, node: Node) -> None:
        if isinstance(node, Folder):
            node.safe = dict(node.seen)
        elif node.target is None:
            node.safe = bytes(node.seen)

    def _place(self, path: bytes) -> tuple[Folder, str]:
        assert path.startswith(self._start), path
        *parents, name = path.removeprefix(self._start).decode("utf-8", "surrogateescape").split("/")
        folder = self._root
        for parent in parents:
            inner = folder.seen[parent]
            assert isinstance(inner, Folder)
            folder = inner
        return folder, name

    def tree(self, state: State) -> dict[str, bytes | str | None]:
        """Every path in *state*: bytes of a file, text of a link, None for a folder."""
        return dict(_walk(self._root, "", state))


def _walk(folder: Folder, start: str, state: State) -> Iterator[tuple[str, bytes | str | None]]:
    names = folder.safe if state == "flushed" else folder.seen
    for name, node in sorted(names.items()):
        path = f"{start}{name}"
        if isinstance(node, Folder):
            yield path, None
            yield from _walk(node, f"{path}/", state)
        elif node.target is not None:
            yield path, node.target
        else:
            yield path, bytes(node.seen) if state == "seen" else node.safe


def digest(tree: dict[str, bytes | str | None]) -> str:
    """Another for every other *tree*."""
    total = hashlib.sha256()
    for path, content in sorted(tree.items()):
        total.update(f"{path}\0{type(content).__name__}\0".encode("utf-8", "surrogateescape"))
        total.update(
            hashlib.sha256(content if isinstance(content, bytes) else str(content).encode()).digest()
        )
    return total.hexdigest()


def write(tree: dict[str, bytes | str | None], root: Path) -> None:
    """Make *tree* at *root*, an empty folder."""
    for path, content in sorted(tree.items()):
        place = root / path
        if content is None:
            place.mkdir()
        elif isinstance(content, str):
            place.symlink_to(content)
        else:
            place.write_bytes(content)
