"""What comes before a build: where the check finds errors, a machine that asked for JSON is told of them, too."""

from __future__ import annotations

import json
from pathlib import Path

import city
import pytest

from notices import __main__ as notices
from plugins.making import Making, make


class Stopped(Exception):
    """What a task that failed ends with."""


def run(module: str, *arguments: str, aside: bool = False) -> None:
    assert module == "notices", "nothing is built of what the check refused"
    if notices.main(arguments):
        raise Stopped


@pytest.mark.parametrize("keep_going", [False, True])
def test_a_refused_check_is_told_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, keep_going: bool
) -> None:
    city.write(tmp_path / "content", city.own())
    city.put(tmp_path / "content/departments.toml", b"\xff")
    with pytest.raises(Stopped):
        make(Making(tmp_path, tmp_path / "conf.py", keep_going=keep_going, more=["--json"]), run)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["ok"] is False
    assert any("departments.toml:" in one for one in told["problems"])


def test_a_check_that_says_nothing_is_told_of_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(module: str, *arguments: str, aside: bool = False) -> None:
        raise Stopped

    city.put(tmp_path / ".builds/check.json", b'{"problems": [{"path": "former"}]}')
    with pytest.raises(Stopped):
        make(Making(tmp_path, tmp_path / "conf.py", more=["--json"]), fail)
    assert json.loads(capsys.readouterr().out) == {"ok": False, "problems": []}
