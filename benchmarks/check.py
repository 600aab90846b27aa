"""The check before publication: seconds for one notice, and for a whole content folder.

`python -m benchmarks.check [NOTICES]` (default 100,000) checks made-up notices with the real word lists, in as
many processes as there are cores. To reach: under 1 s for one notice, under 60 s for 100,000.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import measure, notices
from notices.privacy import findings

_ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"privacy gate: {_gate():.1f} ms per 100 KB of text")
    with tempfile.TemporaryDirectory() as scratch:
        content = Path(scratch) / "content"
        notices.write_content(content, count)
        shutil.copytree(_ROOT / "content" / "words", content / "words")
        command = [sys.executable, "-m", "notices", "check", "--content", str(content)]
        one = measure.run([*command, str(next(content.glob("bm00/*/*.md")))], _ROOT)
        print(f"one notice: {one.wall:.2f} s wall, {one.peak / 1e6:.0f} MB")
        whole = measure.run(command, _ROOT)
        print(f"{count} notices: {whole.wall:.1f} s wall, {whole.cpu:.1f} s CPU, {whole.peak / 1e6:.0f} MB")
        print(whole.output.splitlines()[-1])
        remembering = [*command, "--memory", str(Path(scratch) / "check.jsonl")]
        measure.run(remembering, _ROOT)
        again = measure.run(remembering, _ROOT)
        print(f"again, nothing changed: {again.wall:.1f} s wall, {again.cpu:.1f} s CPU")


def _gate() -> float:
    """Milliseconds that the privacy gate takes for 100 KB of ordinary text."""
    text = "\n\n".join(notice.body for notice in notices.made(300))
    started = time.perf_counter()
    findings(text)
    return (time.perf_counter() - started) * 1000 * 100_000 / len(text.encode())


if __name__ == "__main__":
    main()
