"""The tables of old links as files: JSON shards by a hash of the key, small enough for a phone to fetch one.

A shard is `{"keys": {key: [positions]}, "targets": [[…]]}`; a target begins with what it is:
`["notice", path, title, day]`, `["lost", title, reason, day, account's path or ""]`,
`["withdrawn", path, title, day]` or `["account", path, name, fate, successor]`.
Which shard holds a key: the last digits of the CRC-32 of its UTF-8 bytes (ISO 3309, as in ZIP), which every
browser can compute and Python computes in C; nothing here is a secret.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from zlib import crc32

Target = tuple[str, ...]
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

MOST_DIGITS = 3
_KEYS_A_SHARD = 600  # on average; the fullest then holds about 700 keys, some 170 KB


def digits_for(keys: int) -> int:
    """How many hexadecimal digits name a shard when there are so many *keys*; changes seldom as a site grows."""
    digits = 0
    while digits < MOST_DIGITS and keys > _KEYS_A_SHARD * 16**digits:
        digits += 1
    return digits


def shard_of(key: str, digits: int) -> str:
    """The name of the shard that holds *key*."""
    every = names(digits)
    return every[crc32(key.encode("utf-8", "replace")) & len(every) - 1]


@cache
def names(digits: int) -> tuple[str, ...]:
    """The names of all shards."""
    return tuple(f"{number:0{digits}x}" for number in range(16**digits)) if digits else ("all",)


def parted(entries: Iterable[tuple[str, Target]], digits: int) -> dict[str, dict[str, list[Target]]]:
    """*entries* by the shard that holds them; every shard is there, be it empty."""
    found: dict[str, dict[str, list[Target]]] = {name: defaultdict(list) for name in names(digits)}
    for key, target in entries:
        found[shard_of(key, digits)][key].append(target)
    return found


def dump(entries: Mapping[str, Iterable[Target]]) -> str:
    """A shard as its file holds it: keys in order, each target once."""
    positions: dict[Target, int] = {}
    keys = {
        key: [positions.setdefault(target, len(positions)) for target in entries[key]]
        for key in sorted(entries)
    }
    return _written({"keys": keys, "targets": list(positions)}) + "\n"


def load(text: str) -> dict[str, tuple[Target, ...]]:
    """The shard in *text*. Raises ValueError for what is none."""
    whole = json.loads(text)
    try:
        targets = [tuple(map(str, one)) for one in whole["targets"]]
        return {key: tuple(targets[at] for at in some) for key, some in whole["keys"].items()}
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not a shard of old links: {error!r}") from None
