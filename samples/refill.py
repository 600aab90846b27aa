"""Put the imported sample city into `content/` anew: `python -m samples.refill`, after a change of the importers.

Notices that departments wrote themselves stay; every notice that came from a platform is imported again.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from notices import read, tree
from samples.make import HERE

IMPORTED = "2026-01-15"
CONTENT = HERE.parent / "content"


def main() -> int:
    """Remove the archived notices and their pictures, import the exports; the exit code of the import."""
    kept = ""
    for path in list(tree.files(CONTENT)):
        notice = read(path)
        if notice.archived:
            path.unlink()
        else:
            kept += notice.body
    for picture in CONTENT.glob("*/media/*"):
        if picture.name not in kept:
            picture.unlink()
    with tempfile.TemporaryDirectory() as archive:
        return import_city(CONTENT, Path(archive))


def import_city(content: Path, archive: Path) -> int:
    """Import the exports into *content*, whose registers must be there; the exit code of the import."""
    command = [sys.executable, "-m", "importers", str(HERE / "exports"), "--imported", IMPORTED]
    command += ["--content", str(content), "--archive", str(archive)]
    return subprocess.run(command, cwd=HERE.parent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
