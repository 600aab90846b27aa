"""The manifest of a release: the sha256 of every file of site, index and search documents, kept beside them.

Lines as `sha256sum` writes and checks them (`cd .builds/<id> && sha256sum -c manifest-sha256.txt`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from durable import fill, sha256_of, walk
from running.progress import Progress, silent

NAME = "manifest-sha256.txt"
SEAL = "tagmanifest-sha256.txt"
SITE = "site/"
MEMORY = "memory.sqlite"
MEMORY_SUM = f"{MEMORY}.sha256"
PARTS = ("documents.jsonl", "index.manifest.json", "index", "site")
_SHOWN = 10


class Damaged(RuntimeError):
    """A release is not what it was when it was proved, or never was; the message is Chinese."""


def measure(folder: Path, progress: Progress | None = None) -> dict[str, str]:
    """The sha256 of every file of the release in *folder*, by its path from there. Raises Damaged for a link.

    The present phase of *progress* advances with each.
    """
    progress, paths = progress or silent(), sorted(_files(folder))
    progress.expect(len(paths))
    with ThreadPoolExecutor() as pool:
        digests = progress.each(pool.map(lambda path: sha256_of(folder / path), paths))
        return dict(zip(paths, digests, strict=True))


def _files(folder: Path) -> Iterator[str]:
    for part in PARTS:
        if (folder / part).is_file():
            yield part
        for parent, folders, names in walk(folder / part):
            for name in folders + names:
                path = Path(parent, name)
                if path.is_symlink():
                    raise Damaged(f"{path} 是符号链接，不得公开，请删去后重新生成。")
            yield from (Path(parent, name).relative_to(folder).as_posix() for name in names)


def write(folder: Path, digests: Mapping[str, str]) -> None:
    """Keep *digests* in the release *folder*, which has no manifest yet."""
    fill(folder / NAME, render(digests))


def seal(folder: Path) -> None:
    """Keep the digests of the finished release's own notes beside them, the manifest's among them.

    The last line, a comment to `sha256sum -c`, is the digest of those above: nothing else vouches for the seal.
    """
    lines = render({name: sha256_of(folder / name) for name in notes(folder)})
    fill(folder / SEAL, f"{lines}{_closing(lines.encode())}")


def _closing(lines: bytes) -> str:
    return f"# {hashlib.sha256(lines).hexdigest()}\n"


def read_seal(folder: Path) -> dict[str, str]:
    """What the seal of the release in *folder* vouches for. Raises Damaged where it is not as it was written."""
    try:
        lines, mark, closing = (folder / SEAL).read_bytes().rpartition(b"# ")
        if not lines or mark + closing != _closing(lines).encode():
            raise ValueError
        return _parsed(lines.decode())
    except (OSError, ValueError):
        raise Damaged(f"{folder.name} 没有完好的封条（{SEAL}）。") from None


def notes(folder: Path) -> list[str]:
    """The files of a release in *folder* that its seal vouches for: all beside its parts.

    The build memory is left out: it has a sum of its own (`plugins.notices.memory`), which the seal covers.
    """
    names = (path.name for path in folder.iterdir() if path.is_file())
    return sorted(name for name in names if name not in {*PARTS, SEAL, MEMORY})


def render(digests: Mapping[str, str]) -> str:
    """*digests* by path as lines of a manifest."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))


def read(folder: Path) -> dict[str, str]:
    """The manifest of the release in *folder*. Raises Damaged where there is none."""
    try:
        return _parsed((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Damaged(
            f"{folder.name} 没有完好的清单（{NAME}）：它不是由 invoke release 生成的，或已损坏。"
        ) from None


def _parsed(text: str) -> dict[str, str]:
    return {
        path: digest for digest, path in (line.split("  ", 1) for line in text.removesuffix("\n").split("\n"))
    }


def is_proved(folder: Path) -> bool:
    """Whether the build in *folder* was made a release: only a proved one has a manifest."""
    return (folder / NAME).is_file()


def verify(folder: Path, progress: Progress | None = None) -> dict[str, str]:
    """The manifest of the release in *folder*, after every file was found to be as it says. Raises Damaged.

    The present phase of *progress* advances with each.
    """
    noted, found = read(folder), measure(folder, progress)
    wrong = [f"缺少 {path}" for path in sorted(noted.keys() - found.keys())]
    wrong += [f"多出 {path}" for path in sorted(found.keys() - noted.keys())]
    wrong += [f"改动过 {path}" for path in sorted(noted.keys() & found.keys()) if noted[path] != found[path]]
    if wrong:
        more = f"……共 {len(wrong)} 处" if len(wrong) > _SHOWN else ""
        raise Damaged(
            f"{folder.name} 与清单不符：{'；'.join(wrong[:_SHOWN])}{more}。请换一次发布，或重新生成。"
        )
    return noted
