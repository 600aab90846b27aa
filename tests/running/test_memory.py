"""Memory in use: of this process and of those it began."""

from __future__ import annotations

import subprocess
import sys

import pytest

from running import memory

EATER = "import sys; eaten = bytearray(b'x') * 80_000_000; print(1, flush=True); sys.stdin.read()"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how processes share memory")
def test_a_child_counts_and_one_that_ended_does_not() -> None:
    before = memory.in_use()
    child = subprocess.Popen([sys.executable, "-c", EATER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        during = memory.in_use()
        child.communicate(b"")
    assert during - before > 60_000_000
    assert memory.in_use() - before < 60_000_000
    assert memory.peaks()[1] > 60_000_000


def test_a_process_that_is_gone_uses_nothing() -> None:
    assert memory._share(2**22 + 1) == 0
    assert list(memory._family(2**22 + 1)) == [2**22 + 1]
