"""The lookup: what a reader pasted, against the shards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from oldlinks import keys, shards
from oldlinks.shards import Target

_OWN_PATH = re.compile(r"/[a-z0-9][A-Za-z0-9/_.-]*")
_MOST = 20

Load = Callable[[str], dict[str, tuple[Target, ...]]]


@dataclass(frozen=True, slots=True)
class Found:
    """What is known: the best *targets*, all of one sort, and the *account* they belong to or that was named.

    Both empty: nothing is known. *keys* are what was looked up.
    """

    targets: tuple[Target, ...]
    account: Target | None
    keys: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where to send the reader: the only page found, always a path of this site; else empty."""
        if len(self.targets) != 1 or self.targets[0][0] not in {"notice", "withdrawn"}:
            return ""
        return self.targets[0][1] if is_own(self.targets[0][1]) else ""


def is_own(path: str) -> bool:
    """Whether *path* is one of this site and of no other (`//host` and schemes are not)."""
    return _OWN_PATH.fullmatch(path) is not None and "//" not in path and ".." not in path


def look_up(text: str, digits: int, load: Load) -> Found:
    """What the shards know of *text*; *load* gives the shard of a name."""
    asked = keys.asked(text)
    posts: tuple[Target, ...] = ()
    account: Target | None = None
    for key in asked:
        targets = load(shards.shard_of(key, digits)).get(key, ())
        posts = posts or tuple(one for one in targets if one[0] != "account")
        account = account or next((one for one in targets if one[0] == "account"), None)
    best = [one for one in posts if one[0] != "lost"] or posts
    return Found(tuple(best)[:_MOST], account, asked)
