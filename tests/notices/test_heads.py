"""The quick way to read a head gives what the thorough way gives, or leaves it to that."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notices import FIELDS, KINDS, BadFrontMatter, Notice, heads
from notices.frontmatter import split
from notices.notice import assemble, parse
from notices.problems import Problem
from notices.values import BEIJING

HEAD = {
    "title": "关于更换路灯的通知",
    "date": "2024-03-05 09:30:00+08:00",
    "department": "chengguan",
    "slug": "20240305-abc",
    "kind": "通知",
    "tags": "路灯, 照明",
    "platform": "weixin",
    "source_url": "https://mp.weixin.qq.com/s/AbC-d_E",
    "imported": "2026-01-15",
}


def written(**changes: str | None) -> str:
    head = {key: value for key, value in {**HEAD, **changes}.items() if value is not None}
    return "\n".join(["---", *(f"{key}: {value}" for key, value in head.items()), "---", "", "正文", ""])


def thorough(text: str) -> Notice | list[Problem]:
    try:
        entries, body, problems = split(text, "x.md")
        return assemble(entries, body, ("x.md", problems))
    except BadFrontMatter as error:
        return error.problems


def read(text: str) -> Notice | list[Problem]:
    try:
        return parse(text, "x.md")
    except BadFrontMatter as error:
        return error.problems


def exact(found: Notice | list[Problem]) -> object:
    """What equality alone would not tell apart: the types of values and their zones."""
    if isinstance(found, list):
        return found
    values = [getattr(found, one.name) for one in fields(Notice)]
    return [(type(one), one, one.tzinfo if isinstance(one, datetime) else None) for one in values]


NASTY = [
    "",
    " ",
    ":",
    ": ",
    "：",
    "---",
    "\r",
    "\n",
    "\x00",
    "\x1f",
    "\x85",
    "\u2028",
    "\u3000",
    "\ufeff",
    "#",
]
raw = st.one_of(
    st.sampled_from([*HEAD.values(), *KINDS, *NASTY]),
    st.sampled_from(["2024-3-5", "2024-02-30 09:30:00+08:00", "0000-01-01 00:00:00+08:00", "２024-03-05"]),
    st.sampled_from(["2024-03-05 24:00:00+08:00", "2024-03-05T09:30:00Z", "draft", "zh-Hant", "a, b；b"]),
    st.text(max_size=12),
)
keys = st.sampled_from([word for one in FIELDS for word in (one.name, one.alias)]) | st.text(max_size=6)
lines = st.builds("".join, st.tuples(keys, st.sampled_from([": ", ":", "：", "", " : "]), raw))
changed = st.dictionaries(st.sampled_from([one.name for one in FIELDS]), raw | st.none(), max_size=4)
bodies = st.text(max_size=40) | st.sampled_from(["\n\n正文\n\n", "---\ntitle: x\n---\n", "a\rb", ""])


@st.composite
def texts(draw: st.DrawFn) -> str:
    head = {**HEAD, **draw(changed)}
    made = [f"{key}: {value}" for key, value in head.items() if value is not None]
    made = draw(st.permutations([*made, *draw(st.lists(lines, max_size=2))]))
    fence = draw(st.sampled_from(["---", "---", "---", "--- ", " ---", "----"]))
    opening = draw(
        st.sampled_from(["---\n", "---\n", "---\n", "\ufeff---\n", "--- \n", "---\r\n", "\n---\n"])
    )
    closing = draw(st.sampled_from(["\n", "\n", "\r\n", ""]))
    return opening + "\n".join([*made, fence]) + closing + draw(bodies)


@given(texts() | st.text(max_size=200))
@example(written())
def test_both_ways_read_the_same(text: str) -> None:
    assert exact(read(text)) == exact(thorough(text))


def test_what_we_write_goes_the_quick_way() -> None:
    found = heads.read(written())
    assert found is not None
    values, body = found
    assert values["date"] == datetime(2024, 3, 5, 9, 30, tzinfo=BEIJING)
    assert values["tags"] == ("路灯", "照明")
    assert body == "正文"


@pytest.mark.parametrize(
    "text",
    [
        written(slug=None),
        written(summary=""),
        written(date="2024-02-30 09:30:00+08:00"),
        written(kind="通告"),
        written(author="a\x07b"),
        written(colour="red"),
        written().replace("title: ", "标题：", 1),
        written().replace("\n", "\r\n"),
        "\ufeff" + written(),
        written().replace("kind: ", "slug: b\nkind: ", 1),
        written().replace("\n---\n", "\n", 1),
    ],
)
def test_what_is_unusual_goes_the_thorough_way(text: str) -> None:
    assert heads.read(text) is None


def test_a_wide_space_is_nothing_unusual() -> None:
    assert heads.read(written(title="公告\u3000第一号")) is not None


def test_what_many_notices_share_is_one_object() -> None:
    one, other = parse(written(slug="a-1"), "a.md"), parse(written(slug="a-2"), "b.md")
    assert one.tags is other.tags
    assert one.department is other.department
    assert one.imported is other.imported
