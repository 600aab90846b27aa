"""Responses that were made and may be asked for again: the latest used, up to a size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from search.responses import Response

_BESIDE_THE_BODY = 1000  # bytes that key, headers and objects take, about


class Kept:
    """Responses by key, no more than *most_bytes* of them; for one thread."""

    def __init__(self, most_bytes: int) -> None:
        """Keep nothing yet."""
        self._most, self._bytes = most_bytes, 0
        self._responses: OrderedDict[Hashable, Response] = OrderedDict()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._responses)

    def get(self, key: Hashable) -> Response | None:
        """The response kept under *key*."""
        if found := self._responses.get(key):
            self._responses.move_to_end(key)
        return found

    def put(self, key: Hashable, response: Response) -> None:
        """Keep *response*, and let go of those that were not asked for longest."""
        if former := self._responses.pop(key, None):
            self._bytes -= _size(former)
        self._responses[key] = response
        self._bytes += _size(response)
        while self._bytes > self._most:
            _, oldest = self._responses.popitem(last=False)
            self._bytes -= _size(oldest)

    def clear(self) -> None:
        """Let go of all."""
        self._responses.clear()
        self._bytes = 0


def _size(response: Response) -> int:
    return len(response.body) + _BESIDE_THE_BODY
