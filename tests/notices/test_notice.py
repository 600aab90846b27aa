"""The notice: what is written is read again, and what a clerk gets wrong is named with its line."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG

from notices import FIELDS, KINDS, PLATFORMS, STATUSES, BadFrontMatter, Notice, parse, read
from notices.frontmatter import UNPRINTABLE, clean_line
from notices.notice import render
from notices.values import BEIJING

HEAD = {
    "title": "关于更换路灯的通知",
    "date": "2024-03-05 09:30",
    "department": "chengguan",
    "slug": "20240305-abc",
    "kind": "通知",
}


def written(body: str = "正文", **changes: str | None) -> str:
    head = {key: value for key, value in {**HEAD, **changes}.items() if value is not None}
    return "\n".join(["---", *(f"{key}: {value}" for key, value in head.items()), "---", "", body, ""])


lines = st.text(max_size=60).map(clean_line)
some_line = lines.filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,20}(-[a-z0-9]{1,20}){0,3}", fullmatch=True)
moments = st.datetimes(min_value=datetime(1949, 10, 1), max_value=datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=BEIJING)
)
tags = st.lists(some_line.filter(lambda tag: not set(tag) & set(",，;；")), unique=True, max_size=4).map(
    tuple
)
bodies = (
    st.text(max_size=300)
    .map(lambda text: text.replace("\r", "").strip("\n"))
    .filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))
)
notices = st.builds(
    Notice,
    title=some_line,
    date=moments,
    department=slugs,
    slug=slugs,
    kind=st.sampled_from(list(KINDS)),
    body=bodies,
    tags=tags,
    summary=lines,
    status=st.sampled_from(list(STATUSES)),
    author=lines,
    source=lines,
    lang=st.sampled_from(["zh-Hans", "zh-Hant"]),
    platform=st.sampled_from(["", *PLATFORMS]),
    account=lines,
    source_id=lines,
    source_url=st.sampled_from(["", "https://mp.weixin.qq.com/s/AbC-d_E", "http://a.example/x?y=1#z"]),
    captured=st.none() | moments,
    imported=st.none() | st.dates(min_value=date(2000, 1, 1)),
    original=st.sampled_from(["", "0a" * 32]),
    date_evidence=lines,
)


@given(notices)
def test_what_is_written_is_read_again(notice: Notice) -> None:
    assert parse(render(notice), "x.md") == notice


@given(notices)
def test_writing_again_changes_nothing(notice: Notice) -> None:
    text = render(notice)
    assert render(parse(text, "x.md")) == text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notices)
def test_pelican_reads_the_same_front_matter(tmp_path: Path, notice: Notice) -> None:
    path = tmp_path / "a.md"
    path.write_text(render(notice), encoding="utf-8")
    _, found = MarkdownReader({**DEFAULT_CONFIG, "FORMATTED_FIELDS": []}).read(str(path))
    assert found["title"] == notice.title
    assert found["slug"] == notice.slug
    assert found["date"].replace(tzinfo=BEIJING) == notice.date
    assert set(found) <= {field.name for field in FIELDS}


@given(st.text(max_size=400))
def test_any_text_is_a_notice_or_named_problems(text: str) -> None:
    try:
        parse(text, "x.md")
    except BadFrontMatter as error:
        assert error.problems
        assert all(problem.path == "x.md" and problem.line >= 1 for problem in error.problems)


def test_chinese_keys_are_read_as_english_ones() -> None:
    aliases = {field.name: field.alias for field in FIELDS}
    chinese = written()
    for name in HEAD:
        chinese = chinese.replace(f"{name}: ", f"{aliases[name]}：", 1)
    assert chinese != written()
    assert parse(chinese, "x.md") == parse(written(), "x.md")


def test_aliases_and_names_are_unique() -> None:
    words = [word for field in FIELDS for word in (field.name, field.alias)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-03-05", datetime(2024, 3, 5, tzinfo=BEIJING)),
        ("2024-3-5 9:30", datetime(2024, 3, 5, 9, 30, tzinfo=BEIJING)),
        ("2024-03-05T01:30:00Z", datetime(2024, 3, 5, 9, 30, tzinfo=BEIJING)),
        ("2024-03-04 21:30-0400", datetime(2024, 3, 5, 9, 30, tzinfo=BEIJING)),
    ],
)
def test_dates_are_moments_in_beijing(raw: str, expected: datetime) -> None:
    moment = parse(written(date=raw), "x.md").date
    assert moment == expected
    assert moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("changes", "line", "rule"),
    [
        ({"title": ""}, 2, "key-empty"),
        ({"title": None}, 1, "key-missing"),
        ({"date": "昨天"}, 3, "date-bad"),
        ({"date": "2024-02-30"}, 3, "date-bad"),
        ({"date": "20240305"}, 3, "date-bad"),
        ({"date": "2024-03-05 25:00"}, 3, "date-bad"),
        ({"slug": "../x"}, 5, "slug-bad"),
        ({"slug": "路灯"}, 5, "slug-bad"),
        ({"slug": "a" * 201}, 5, "slug-bad"),
        ({"kind": "通告"}, 6, "kind-bad"),
        ({"status": "public"}, 7, "status-bad"),
        ({"platform": "wechat"}, 7, "platform-bad"),
        ({"source_url": "javascript:alert(1)"}, 7, "source-url-bad"),
        ({"original": "ABC"}, 7, "original-bad"),
        ({"imported": "2024年"}, 7, "imported-bad"),
        ({"lang": "en"}, 7, "lang-bad"),
        ({"save_as": "index.html"}, 7, "key-unknown"),
        ({"template": "x"}, 7, "key-unknown"),
        ({"url": "x"}, 7, "key-unknown"),
        ({"Title": "x"}, 7, "key-unknown"),
        ({"标题": "又一个"}, 7, "key-twice"),
        ({"author": "a\x07b"}, 7, "author-bad"),
    ],
)
def test_a_mistake_is_named_with_its_line(changes: dict[str, Any], line: int, rule: str) -> None:
    with pytest.raises(BadFrontMatter) as caught:
        parse(written(**changes), "x.md")
    (problem,) = caught.value.problems
    assert (problem.line, problem.rule) == (line, rule)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.message)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"department": "交通局"}, "“交通局”不是部门代号，请写 departments.toml 方括号里的代号"),
        ({"status": "发布"}, "published（公开）"),
        ({"  author": "张某"}, "前面有空格，请删去"),
        ({"\tauthor": "张某"}, "前面有空格，请删去"),
    ],
)
def test_a_message_fits_the_mistake(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(BadFrontMatter, match=re.escape(told)):
        parse(written(**changes), "x.md")


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(BadFrontMatter) as caught:
        parse(written(date="?", kind="?", slug="?", colour="?"), "x.md")
    assert [problem.rule for problem in caught.value.problems] == [
        "date-bad",
        "slug-bad",
        "kind-bad",
        "key-unknown",
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "front-matter-missing"),
        ("标题: x", "front-matter-missing"),
        ("---\ntitle: x\n", "front-matter-open"),
    ],
)
def test_a_file_without_front_matter(text: str, rule: str) -> None:
    with pytest.raises(BadFrontMatter) as caught:
        parse(text, "x.md")
    assert caught.value.problems[0].rule == rule


def test_a_line_break_never_becomes_a_key() -> None:
    notice = parse(written(), "x.md")
    for name in ("title", "summary", "author", "source", "date_evidence"):
        with pytest.raises(ValueError, match=name):
            render(Notice(**{**_fields(notice), name: "好\nsave_as: index.html"}))


def test_a_tag_with_a_separator_is_refused() -> None:
    with pytest.raises(ValueError, match="separator"):
        render(Notice(**{**_fields(parse(written(), "x.md")), "tags": ("一,二",)}))


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(written().encode("gbk"))
    with pytest.raises(BadFrontMatter) as caught:
        read(path)
    assert (caught.value.problems[0].line, caught.value.problems[0].rule) == (2, "not-utf8")


def test_bom_and_windows_line_ends_are_read() -> None:
    assert parse("\ufeff" + written().replace("\n", "\r\n"), "x.md") == parse(written(), "x.md")


def test_front_matter_ends_at_its_first_fence() -> None:
    assert parse(written(body="---\n标题: x\n---"), "x.md").body == "---\n标题: x\n---"


@given(st.text())
def test_clean_line_is_one_line(text: str) -> None:
    cleaned = clean_line(text)
    assert UNPRINTABLE.search(cleaned) is None
    assert clean_line(cleaned) == cleaned


def _fields(notice: Notice) -> dict[str, Any]:
    return {name: getattr(notice, name) for name in (*[field.name for field in FIELDS], "body")}


def test_other_ids_are_a_list_of_plain_ids() -> None:
    lines = "title: 公告\ndate: 2022-04-29\ndepartment: qinglan\nslug: 20220429-000000000001\nkind: 公告\nalso: {}\n"
    made = parse(f"---\n{lines.format('AAAA_b-c, MzA=_265_1, AAAA_b-c')}---\n\n正文\n", "a.md")
    assert made.also == ("AAAA_b-c", "MzA=_265_1")
    assert parse(render(made), "a.md") == made
    with pytest.raises(BadFrontMatter, match="also-bad"):
        parse(f"---\n{lines.format('<b>')}---\n\n正文\n", "a.md")
    with pytest.raises(ValueError, match="separator"):
        render(replace(made, also=("a,b",)))
