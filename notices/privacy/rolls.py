"""Names on lists of aid or illness that stand in no table: 低保对象：甲、乙 on one line, or one a line below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notices.privacy.names import NAME, is_name

_ROLL = re.compile(
    r"(?:名单|名册|对象|人员|学生|儿童|家庭|如下)(?:公示|公布)?(?:如下|为)?(?:[（(][^（）()\n]{0,12}[）)])?"
    r"(?:(?P<colon>[：:])|$)\**[ ]*",
    re.MULTILINE,
)
_SAID = 60  # characters before the list, on its line, in which its subject stands
_OFFICIAL = re.compile(
    r"干部|责任人|队员|队长|小组|工作者|联系人|志愿者|教师|医生|医师|专家|获奖|表彰|先进|单位"
)
_ONE = re.compile(rf"({NAME})(?![\u4e00-\u9fffA-Za-z])(?:[（(][^（）()\n]{{0,20}}[）)])?")
_PARTED = re.compile(r"(?:[、，,；;]|[ ]{1,4})[ ]?")
_MARK = re.compile(r"[ ]{0,4}(?:[-*+][ ]+|[0-9]{1,4}[.、)）．][ ]*|[（(][0-9]{1,4}[）)][ ]*)?\**")
_SKIPPED = 3  # lines between the head of a list and its first name
_FEWEST = 2  # names that make a list


def rolls(text: str, subjects: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The spans of names in the lists of *text* whose head says one of *subjects*; lists of officials are none."""
    done = 0
    for head in _ROLL.finditer(text):
        if head.start() < done:
            continue
        start = max(text.rfind("\n", 0, head.start()) + 1, head.start() - _SAID)
        said = text[start : head.end()]
        if subjects.search(said) is None or _OFFICIAL.search(said):
            continue
        one_line = head["colon"] and text[head.end() : head.end() + 1].strip()
        found = list(_beside(text, head.end()) if one_line else _below(text, head.end()))
        if len(found) >= _FEWEST:
            yield from found
            done = found[-1][1]


def _beside(text: str, position: int) -> Iterator[tuple[int, int]]:
    """Names one after another from *position* on, parted by commas or blanks."""
    while (name := _ONE.match(text, position)) and is_name(name[1]):
        yield name.span(1)
        parted = _PARTED.match(text, name.end())
        if parted is None:
            return
        position = parted.end()


def _below(text: str, position: int) -> Iterator[tuple[int, int]]:
    """Names that begin lines, one line after another; a few lines may stand before the first."""
    skipped, found = 0, False
    while position < len(text) and skipped <= _SKIPPED:
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        mark = _MARK.match(text, position, stop)
        name = _ONE.match(text, mark.end() if mark else position, stop)
        if name and is_name(name[1]):
            yield from _beside(text, name.start())
            found = True
        elif text[position:stop].strip():
            if found:
                return
            skipped += 1
        position = stop + 1
