"""What a proof comes to: what was found right, or why a build must not be released."""

from __future__ import annotations

from dataclasses import dataclass


class Unproved(RuntimeError):
    """A build must not be released; the message is Chinese and says why, a line each."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found right: *pages* looked over, *files* in the manifest, *questions* answered, texts *waived*."""

    pages: int
    files: int
    questions: int
    waived: int
