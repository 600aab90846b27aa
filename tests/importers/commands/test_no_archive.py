"""Where there is no archive, a command says so, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.__main__ import main


@pytest.mark.parametrize("command", [["report"], ["verify"], ["show"], ["media", "--fetch"]], ids=" ".join)
def test_a_command_says_what_to_do(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--content", str(tmp_path), "--archive", str(tmp_path / "none")]
    assert main([*command, *folders]) == 2
    assert "none：没有归档库。先导入（invoke import 路径）" in capsys.readouterr().err


def test_a_ledger_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bag = tmp_path / "weixin" / "a"
    (bag / "data").mkdir(parents=True)
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (bag / "ledger.jsonl").mkdir()
    assert main(["show", "--content", str(tmp_path), "--archive", str(tmp_path)]) == 2
    assert "ledger.jsonl：是文件夹，不是文件" in capsys.readouterr().err
