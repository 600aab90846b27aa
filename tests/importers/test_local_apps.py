"""The worked examples of docs/local-apps.md, done as they are written: files, the import, and the figures they promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from importers.outcomes import OUTCOMES
from importers.sources import REMAINDER, SOURCES
from notices.notice import parse
from tests.importers.city import City

PAGE = Path(__file__).resolve().parents[2] / "docs" / "local-apps.md"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"%c" + bytes(16) + b"\0\0\0\0IEND\xaeB`\x82"
EXAMPLES = dict(
    re.findall(r"^## 例. (\S+?)：.*\n((?:(?!^## )[\s\S])*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
)
FILE = re.compile(r"^文件 `([^`]+)`[^\n]*：\n\n```\w+\n([\s\S]*?)```", re.MULTILINE)
PICTURES = re.compile(r"^图片 (.+)$", re.MULTILINE)
RESULT = re.compile(r"^结果：(.+)$", re.MULTILINE)


def do(city: City, example: str) -> City:
    for name, content in FILE.findall(example):
        city.file(name, content.encode())
    for line in PICTURES.findall(example):
        for number, name in enumerate(re.findall(r"`([^`]+)`", line)):
            city.file(name, PNG % number)
    return city.run(department="shuiwu", sources=SOURCES, remainder=REMAINDER)


@pytest.mark.parametrize("name", ["今日张家港号", "南方号", "掌心长兴"])
def test_the_example_comes_to_what_it_promises(city: City, name: str) -> None:
    do(city, EXAMPLES[name])
    (promised,) = RESULT.findall(EXAMPLES[name])
    records = [one for one in city.told if one.position or one.id]
    counted = {shown: sum(one.outcome == key for one in records) for key, shown in OUTCOMES.items()}
    assert "，".join(f"{shown} {count}" for shown, count in counted.items() if count) == promised
    assert not city.summary.unknown


@pytest.mark.parametrize(
    ("name", "account", "words", "pictures"),
    [
        ("今日张家港号", "zhangjiagang-shuiwu", "请提前储水，咨询电话12345。", 2),
        ("南方号", "nanfang-10234", "| 一标段 | 2.4公里 |", 1),
        ("掌心长兴", "changxing-shuiwu", "四月出厂水浑浊度0.1 NTU", 2),
    ],
)
def test_texts_pictures_and_accounts_arrive(
    city: City, name: str, account: str, words: str, pictures: int
) -> None:
    do(city, EXAMPLES[name])
    files = sorted(city.content.rglob("*.md"))
    notices = [parse(path.read_text(encoding="utf-8"), str(path)) for path in files]
    assert {(one.platform, one.account, one.department) for one in notices} == {("other", account, "shuiwu")}
    assert any(words in one.body for one in notices)
    assert len(list(city.content.rglob("media/*.png"))) == pictures
    assert not any("路人甲" in one.body for one in notices)


def test_a_second_time_changes_nothing(city: City) -> None:
    before = [do(city, example) for example in EXAMPLES.values()][-1].bytes_of()
    assert do(city, "").bytes_of() == before
