"""Archive files for the tests, honest and not."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def zipped_raw(names: Mapping[bytes, bytes], extra: bytes = b"") -> bytes:
    """A zip file, stored, whose names are just these bytes, without the flag for UTF-8."""
    body, directory = b"", b""
    for name, content in names.items():
        crc = zipfile.crc32(content)  # type: ignore[attr-defined]
        fields = struct.pack("<HHHHHIII", 20, 0, 0, 0, 33, crc, len(content), len(content))
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields
        directory += struct.pack("<HHHHHII", len(name), len(extra), 0, 0, 0, 0, len(body)) + name + extra
        body += b"PK\x03\x04" + fields + struct.pack("<HH", len(name), 0) + name + content
    end = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def tarred(files: Mapping[str, bytes], mode: str = "w", links: Mapping[str, bytes] | None = None) -> bytes:
    """A tar file; *links* are further members by the type that they claim."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, errors="surrogateescape") as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for name, kind in (links or {}).items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/hostname"
            archive.addfile(member)
    return made.getvalue()


def saved(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
