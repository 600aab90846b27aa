"""`python -m search.ahead PIPE [FORMER]`: get ready to index, then do what a line on standard input asks for.

A build begins it before it makes the site. By the time there are documents, everything is imported, and all that may
be taken over from the index FORMER is compared with its manifest: on a second core that costs no time. The line is the
arguments of `search.indexing` as JSON; without one there is nothing to do. PIPE is the descriptor to `follow`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from running.lifeline import follow
from search import indexing
from search.engine import UNCHECKED, Checked, IndexDamaged
from search.storage import manifest


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for, as `search.indexing` does it; 0 when nothing is."""
    pipe, *former = sys.argv[1:] if arguments is None else arguments
    follow(int(pipe))
    checked = _checked(Path(former[0])) if former else UNCHECKED
    line = sys.stdin.readline()
    return indexing.main(json.loads(line), checked) if line else 0


def _checked(former: Path) -> Checked:
    """What of the index at *former* is as it was written; whoever takes it over says what is wrong with it."""
    try:
        return manifest.verify(former)
    except (IndexDamaged, OSError):
        return UNCHECKED


if __name__ == "__main__":
    sys.exit(main())
