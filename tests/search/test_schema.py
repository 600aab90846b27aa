"""Documents as lines: read, written, refused with the line's number."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.schema import FACETS, BadDocument, Document, dump_document, parse_document, read_documents

RECORD = {
    "id": "20220301-0123456789ab",
    "url": "/gjj/2022/20220301-0123456789ab.html",
    "title": "办事指南",
    "body": "正文",
    "date": "2022-03-01T10:00:00+08:00",
    "department": "gjj",
    "kind": "办事指南",
    "department_path": ["city", "gjj"],
    "year": 2022,
    "tags": ["住房"],
    "unheard of": 1,
}


def line(**changed: object) -> str:
    return json.dumps(RECORD | changed, ensure_ascii=False)


def test_a_line_becomes_a_document() -> None:
    document = parse_document(line())
    assert (document.id, document.year, document.tags) == ("20220301-0123456789ab", 2022, ("住房",))
    assert document.date == datetime(2022, 3, 1, 2, tzinfo=UTC)


def test_facets_of_a_document() -> None:
    facets = parse_document(
        line(department_name="公积金中心", platform="wechat", platform_name="微信")
    ).facets()
    assert tuple(facets) == FACETS
    assert facets["department"] == (("city", ""), ("gjj", "公积金中心"))
    assert facets["platform"] == (("wechat", "微信"),)
    assert facets["account"] == ()
    assert facets["year"] == (("2022", "2022年"),)


def test_names_are_compact_and_once_each() -> None:
    named = parse_document(
        line(
            department_name="公积金 中心",
            department_path_names=["青澜市", "公积金中心"],
            department_former=["住房資金處"],
            account_name="青澜公积金",
            platform_name="微信",
        )
    )
    assert named.names == "公积金中心\n青澜市\n青澜公积金\n微信\n住房资金处"
    assert parse_document(dump_document(named)) == named


def test_validity_is_a_facet_of_what_has_terms() -> None:
    assert parse_document(line(validity="abolished")).facets()["validity"] == (("abolished", "已废止"),)
    assert parse_document(line()).facets()["validity"] == ()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    TEXT,
    TEXT,
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.lists(TEXT),
)
def test_written_and_read_is_the_same(title: str, body: str, date: datetime, tags: list[str]) -> None:
    document = Document(
        id="a", url="/a", title=title, body=body, date=date, department="d", kind="k", tags=tuple(tags)
    )
    assert parse_document(dump_document(document)) == document
    assert "\n" not in dump_document(document)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "不是完整的 JSON"),
        ("[]", "应当是一个 JSON 对象"),
        (line(title=None), "缺少文字字段：title"),
        (line(id=5, body=[]), "缺少文字字段：id、body"),
        (line(date="昨天"), "昨天"),
        (line(date="2022-03-01T10:00:00"), "没有时区"),
        (line(), "编号 20220301-0123456789ab 前面已经有了"),
        ("\udcff", "不是 UTF-8"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, bad: str, message: str) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_bytes(f"{line()}\n\n{bad}\n".encode("utf-8", "surrogateescape"))
    with pytest.raises(BadDocument, match=message) as caught:
        list(read_documents(path))
    assert str(caught.value).startswith(f"{path} 第 3 行：")
    assert "\n" not in str(caught.value)


def test_an_empty_file_has_no_documents(tmp_path: Path) -> None:
    (tmp_path / "documents.jsonl").write_bytes(b"\n\n")
    assert list(read_documents(tmp_path / "documents.jsonl")) == []
