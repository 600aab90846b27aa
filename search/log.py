"""The server's log: one JSON object a line on standard error, which no request can break or forge.

Never the name of a reader, an address, or what was looked for.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime


def write(**values: object) -> None:
    """Log *values* with the time; JSON escapes what could end or colour a line."""
    record = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **values}
    sys.stderr.write(json.dumps(record) + "\n")
