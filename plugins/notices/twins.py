"""WebP twins of the notices' pictures: `<name>.webp` beside the original where it is smaller by a tenth.

The original keeps its address; a page offers the twin to browsers that take it.
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Iterator
from pathlib import Path

from durable import fill_link
from notices import twins
from plugins.notices import survey
from plugins.notices.crew import Crew, batched
from plugins.notices.press import Press
from plugins.notices.printing import Former
from plugins.notices.record import Record

_BATCH = 32


def make_twins(press: Press, records: Iterable[Record], former: Former, crew: Crew) -> frozenset[str]:
    """Put twins into the output of *press*; the paths, from there, of the pictures that have one.

    A twin of the former build is taken over when its original did not change.
    """
    every = {f"{one.department}/media/{name}" for one in records for name, _ in one.media}
    pictures = [path for path in sorted(every) if is_picture(path) and twin(path) not in every]
    fresh = list(_not_taken_over(press, pictures, former))
    for _ in crew.run(twins.make, batched(fresh, _BATCH)):
        continue
    return frozenset(path for path in pictures if (press.output / twin(path)).is_file())


def twin(path: str) -> str:
    """The path of the twin of the picture *path*."""
    return f"{path}.webp"


def is_picture(path: str) -> bool:
    """Whether the file *path* is one that may get a twin."""
    return path.rpartition(".")[2].lower() in twins.ENDINGS


def _not_taken_over(press: Press, pictures: Iterable[str], former: Former) -> Iterator[twins.Pair]:
    for path in pictures:
        source, known = press.content / path, former.site / twin(path)
        same = former.memory.media.get(path) == survey.stamp_of(source.lstat())
        if known.is_file() and (same or _equal(source, former.site / path)):
            fill_link(known, press.output / twin(path))
        elif not same and source.is_file() and not source.is_symlink():
            yield source, press.output / twin(path)


def _equal(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)
