"""The command lines of the house: what argparse says of them, in Chinese and in one line."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

# What argparse of Python 3.11 to 3.13 says, and what a clerk reads instead; anything else stays as it came.
_SAID = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"没有这样的选项，或多写了：\1"),
    (r"invalid choice: '?(.*?)'? \(choose from (.+)\)", r"没有“\1”，可选：\2"),
    (r"invalid (?:int|float) value: '(.*)'", r"“\1”不是数字"),
    (r"invalid \w+ value: '(.*)'", r"“\1”写得不对"),
    (r"expected .*argument.*", r"后面缺少内容"),
    (r"not allowed with argument (.+)", r"不能与 \1 同时写"),
    (r"one of the arguments (.+) is required", r"须写其中一个：\1"),
    (r"ambiguous option: (\S+) could match (.+)", r"“\1”没有写全，可能是 \2"),
    (r"ignored explicit argument '(.*)'", r"后面不能写“\1”"),
)
_OF = re.compile(r"argument (.+?): (.*)", re.DOTALL)
_HEADINGS = {
    "usage: ": "写法：",
    "positional arguments:": "参数：",
    "options:": "选项：",
    "show this help message and exit": "显示这段说明",
}


class Parser(argparse.ArgumentParser):
    """An `argparse.ArgumentParser` that people can read; so are those of its commands."""

    def error(self, message: str) -> NoReturn:
        """End with exit code 2, *message* on standard error and where the right way to write it is told."""
        self.exit(2, f"{told(message)}。写法见 {self.prog} --help\n")

    def format_help(self) -> str:
        """The help with its headings in Chinese."""
        text = super().format_help()
        for english, chinese in _HEADINGS.items():
            text = text.replace(english, chinese, 1)
        return text


def told(message: str) -> str:
    """What argparse says in *message*, in Chinese."""
    if found := _OF.fullmatch(message):
        return f"{found[1]}：{told(found[2])}"
    for pattern, chinese in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(chinese)
    return message
