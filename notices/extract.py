"""`python -m notices.extract pdf|xls < FILE`: the text of a PDF or an old workbook, in a process of its own.

These formats are read by libraries that a hostile file can make loop, recurse or swell; here that costs a few
seconds and one process, and the file counts as unread.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from collections.abc import Callable

import pypdf
import xlrd

_SECONDS = 20
_MEMORY = 1 << 30
_PAGES = 2000


def text_of(kind: str, payload: bytes) -> str | None:
    """The text of *payload*, a file of *kind* (`pdf` or `xls`); None when it cannot be read in time."""
    command = [sys.executable, "-m", "notices.extract", kind]
    try:
        done = subprocess.run(command, input=payload, capture_output=True, timeout=_SECONDS * 2, check=False)  # noqa: S603 - this module
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _pdf(payload: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(payload))
    pages = [page.extract_text() for page in reader.pages[:_PAGES]]
    told = [str(value) for value in (reader.metadata or {}).values()]
    return "\n\n".join([*told, *pages])


def _xls(payload: bytes) -> str:
    book = xlrd.open_workbook(file_contents=payload, logfile=io.StringIO())
    return "\n\n".join(
        "\n".join(" | ".join(_shown(cell.value) for cell in row) + " |" for row in sheet.get_rows())
        for sheet in book.sheets()
    )


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


_READERS: dict[str, Callable[[bytes], str]] = {"pdf": _pdf, "xls": _xls}


def main() -> None:
    """Write the text of standard input to standard output; whatever the libraries raise ends the process."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    text = _READERS[sys.argv[1]](sys.stdin.buffer.read())
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
