"""Refusals of the system are told in Chinese, those with words of their own in these."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from durable import SourceChanged, explained, reason


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EACCES, "没有权限"),
        (errno.EROFS, "磁盘只读"),
        (errno.EMFILE, "打开的文件太多"),
        (errno.EIO, "读写出错，磁盘可能已损坏"),
    ],
)
def test_usual_refusals_are_told_in_chinese(number: int, told: str) -> None:
    error = OSError(number, os.strerror(number), "content/a.md")
    assert reason(error) == told
    assert explained(error) == f"content/a.md：{told}"


def test_one_that_really_happened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "无").read_bytes()
    assert explained(caught.value) == f"{tmp_path / '无'}：没有这个文件或文件夹"


def test_two_names_are_both_told() -> None:
    error = OSError(errno.EXDEV, os.strerror(errno.EXDEV), "a", None, "b")
    assert explained(error) == "a → b：不在同一个磁盘上"


def test_without_a_name_only_the_reason() -> None:
    assert explained(OSError(errno.EIO, os.strerror(errno.EIO))) == "读写出错，磁盘可能已损坏"


def test_an_unusual_one_keeps_the_words_of_the_system() -> None:
    assert reason(OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))) == os.strerror(errno.ENOTTY)


def test_words_of_our_own_stay() -> None:
    assert reason(SourceChanged(Path("a"))) == "读取期间被改动，请等它写完再运行"
    assert reason(OSError(errno.EACCES, "要用管理员身份运行", "a")) == "要用管理员身份运行"
    assert explained(FileExistsError("output 是一个真实的文件夹，不是链接。")).startswith("output 是")
    assert explained(ValueError("不对")) == "不对"
