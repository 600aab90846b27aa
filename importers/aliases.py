"""One post under several ids: which ids mean the same post of an account, as far as any export showed them together.

WeChat names an article by its account's number, mid and idx, by a short link that cannot be computed from them, and
by `mid_idx` alone; most exports show one of the three. Pure; kept by the ledger of each account.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from importers import knownas


def _given(ids: Collection[str]) -> set[str]:
    """Those of *ids* that the platform gave; any other, a hash of words, two posts of one title in one minute may share."""
    return set(filter(None, map(knownas.bare, ids)))


def _nobody(_: str) -> bool:
    return False


@dataclass(slots=True, eq=False)
class _Post:
    home: str
    ids: set[str] = field(default_factory=set)

    def fits(self, ids: Collection[str]) -> bool:
        """Whether *ids* can be of this post: where both have ids that the platform gave, one is common."""
        own, other = _given(self.ids), _given(ids)
        return not own or not other or bool(own & other)


class Aliases:
    """The posts of one account by their ids."""

    def __init__(self) -> None:
        """Begin with none."""
        self._posts: dict[str, _Post | None] = {}  # None: an id that two posts bear, which names neither

    def homes(self, ids: Sequence[str]) -> list[str]:
        """The ids by which the posts go that *ids* can mean, in that order; the first of *ids* where none is known."""
        known = (self._posts.get(one) for one in ids)
        return list(dict.fromkeys(post.home for post in known if post and post.fits(ids))) or list(ids[:1])

    def ids_of(self, home: str) -> tuple[str, ...]:
        """All ids of the post that goes by *home*, sorted."""
        post = self._posts.get(home)
        return tuple(sorted(post.ids)) if post else (home,)

    def learn(self, ids: Sequence[str], home: str, stays: Callable[[str], bool] = _nobody) -> tuple[str, ...]:
        """Take *ids* for the post that goes by *home*, and give those that are its own now, or nobody's.

        Another post that bears one of them is joined to it, unless it cannot be the same or *stays* says of its
        home that it stays a post of its own.
        """
        post = self._posts.setdefault(home, _Post(home))
        # An id that two posts bear stays nobody's, even where one of them goes by it for want of another.
        if post is not None:
            post.ids.add(home)
            for one in ids:
                self._take(post, one, ids, stays)
        return tuple(one for one in dict.fromkeys(ids) if self._posts.get(one) in (post, None))

    def _take(self, post: _Post, one: str, ids: Sequence[str], stays: Callable[[str], bool]) -> None:
        if one in self._posts and self._posts[one] is None:
            return
        other = self._posts.get(one)
        if other is None or other is post:
            self._posts[one] = post
            post.ids.add(one)
        elif not other.fits(ids):
            if one != other.home and not knownas.bare(one):
                self._posts[one] = None
        elif not stays(other.home):
            for former in other.ids:
                if (
                    self._posts[former] is not None
                ):  # what names neither of two posts does not because they are one
                    self._posts[former] = post
            post.ids |= other.ids
