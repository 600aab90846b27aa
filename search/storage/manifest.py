"""The manifest of an index: sha256 of every file in it, kept beside the index, outside of it.

Two of them, as a list, while one index takes the place of another: either is whole then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from durable import atomic_write, sha256_of
from search.engine import UNCHECKED, Checked, IndexDamaged

LIST = "generation.json"
"""The file of an index that is another in every generation."""


def manifest_path(place: Path) -> Path:
    """Where the manifest of the index at *place* is."""
    return place.with_name(f"{place.name}.manifest.json")


def read(place: Path) -> list[dict[str, str]]:
    """The manifest of the index at *place*; two of them where a replacement was cut off in between.

    Raises IndexDamaged where there is none that can be read.
    """
    try:
        found = json.loads(manifest_path(place).read_bytes())
    except FileNotFoundError:
        raise IndexDamaged(place, f"缺少校验清单 {manifest_path(place).name}。") from None
    except ValueError:
        raise IndexDamaged(place, f"校验清单 {manifest_path(place).name} 已损坏。") from None
    manifests = found if isinstance(found, list) else [found]
    if not manifests or not all(isinstance(one, dict) for one in manifests):
        raise IndexDamaged(place, f"校验清单 {manifest_path(place).name} 已损坏。")
    return manifests


def former(place: Path) -> list[dict[str, str]]:
    """What `read` gives, nothing where that is not to be read."""
    try:
        return read(place)
    except IndexDamaged:
        return []


def write(place: Path, manifests: Sequence[dict[str, str]]) -> None:
    """Let *manifests*, one or two, vouch for the index at *place*."""
    atomic_write(
        manifest_path(place), json.dumps(manifests if len(manifests) > 1 else manifests[0], indent=1)
    )


def verify(place: Path, checked: Checked = UNCHECKED) -> Checked:
    """Compare every file at *place* with the manifest, reading those that are not *checked*; what is checked then.

    Raises IndexDamaged at the first difference.
    """
    manifests = read(place)
    paths = _files(place)
    states = {name: _state(path) for name, path in paths.items()}
    known = {name: checked[state] for name, state in states.items() if state in checked}
    found = _digests(paths, known)
    if found in manifests:
        return {states[name]: digest for name, digest in found.items()}
    raise _difference(place, manifests, found)


def _difference(
    place: Path, manifests: Sequence[Mapping[str, str]], found: Mapping[str, str]
) -> IndexDamaged:
    expected = next((one for one in manifests if one.get(LIST) == found.get(LIST)), manifests[0])
    name = next(one for one in sorted(expected.keys() | found.keys()) if found.get(one) != expected.get(one))
    if name not in found:
        return IndexDamaged(place, f"缺少文件 {name}。")
    return IndexDamaged(place, f"文件 {name} 与校验清单不符。")


def vouch(place: Path, names: Sequence[str]) -> None:
    """Compare the files *names* at *place* with the manifest. Raises IndexDamaged."""
    try:
        found = {name: sha256_of(place / name) for name in names}
    except FileNotFoundError as error:
        raise IndexDamaged(place, f"缺少文件 {error.filename}。") from None
    manifests = read(place)
    if not any(found.items() <= one.items() for one in manifests):
        wrong = next(name for name in names if found[name] != manifests[0].get(name))
        raise IndexDamaged(place, f"文件 {wrong} 与校验清单不符。")


def digests(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """The digest of every file below *folder*, of those *known* without reading them."""
    return _digests(_files(folder), known)


def _digests(files: Mapping[str, Path], known: Mapping[str, str]) -> dict[str, str]:
    unknown = [name for name in files if name not in known]
    # Digests are made outside Python's lock: with a reader a core it takes that much less time.
    with ThreadPoolExecutor(os.cpu_count()) as readers:
        found = dict(zip(unknown, readers.map(sha256_of, [files[name] for name in unknown]), strict=True))
    return {name: known.get(name) or found[name] for name in files}


def _files(folder: Path) -> dict[str, Path]:
    return {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}


def _state(path: Path) -> tuple[int, int, int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
