"""The interface for programs: as its description says, safe in spreadsheets and feed readers."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from search import api
from search.engines.memory import MemoryEngine
from search.query import BadQuery
from search.responses import Response
from search.schema import Document
from search.service import Service, frequent

DESCRIBED = json.loads(api.DESCRIPTION.read_text(encoding="utf-8"))
HOSTILE = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠1"]


@pytest.fixture
def service(documents: list[Document]) -> Service:
    return Service(MemoryEngine(documents))


def body(response: Response | None) -> str:
    assert response is not None
    return response.body.decode("utf-8-sig")


def fits(value: object, schema: dict[str, Any], where: str = "") -> None:
    """Fails unless *value* is what the JSON schema (as far as ours use it) allows."""
    if "$ref" in schema:
        schema = DESCRIBED["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
    }
    assert isinstance(value, kinds[schema["type"]]), where
    assert value in schema.get("enum", [value]), where
    if schema["type"] == "array":
        for item in value:
            fits(item, schema["items"], f"{where}[]")
    if schema["type"] == "object" and "properties" in schema:
        assert value.keys() == schema["properties"].keys(), where
        for name, inner in schema["properties"].items():
            fits(value[name], inner, f"{where}.{name}")
    elif schema["type"] == "object" and "additionalProperties" in schema:
        for name, inner in value.items():
            fits(inner, schema["additionalProperties"], f"{where}.{name}")


@pytest.mark.parametrize("path", DESCRIBED["paths"])
@pytest.mark.parametrize("q", ["公积金", "工积金", "", "没有的东西", "〔2022〕12号"])
def test_every_endpoint_answers_as_described(service: Service, path: str, q: str) -> None:
    response = api.respond(service, path.replace("{id}", "closing"), {"q": q})
    assert response is not None
    ((content_type, content),) = DESCRIBED["paths"][path]["get"]["responses"]["200"]["content"].items()
    assert response.content_type.split(";")[0] == content_type
    if content_type == "application/json":
        fits(json.loads(body(response)), content["schema"])


def test_every_endpoint_is_described() -> None:
    assert {*api._ENDPOINTS, "/api/notice/{id}"} == set(DESCRIBED["paths"])


def test_the_check_of_the_description_can_fail() -> None:
    with pytest.raises(AssertionError):
        fits({"error": 5}, {"$ref": "#/components/schemas/Error"})
    with pytest.raises(AssertionError):
        fits({"error": "x", "more": "y"}, {"$ref": "#/components/schemas/Error"})


def test_unknown_paths_are_not_ours(service: Service) -> None:
    assert api.respond(service, "/api/nothing", {}) is None


def test_a_notice(service: Service) -> None:
    found = json.loads(body(api.respond(service, "/api/notice/withdrawal", {})))
    assert (found["title"], found["kind"]) == ("住房公积金提取办事指南", "办事指南")
    assert "租房提取" in found["body"]
    assert api.respond(service, "/api/notice/nobody", {}).status == 404
    assert api.respond(service, "/api/notice/", {}).status == 404


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("关于停", ["关于停止运营“青澜公积金”微博账号的公告", "关于停止运营“青澜公积金”微信公众号的公告"]),
        ("三審", ["我市严格落实信息发布“三审三校”制度", "转载：我市严格落实信息发布“三审三校”制度"]),
        ("转载", ["转载：我市严格落实信息发布“三审三校”制度"]),
        ("储水", []),
        ("，", []),
        ("", []),
        ("”“", []),
        ("公" * 5000, []),
    ],
)
def test_suggestions(service: Service, typed: str, titles: list[str]) -> None:
    found = json.loads(body(api.respond(service, "/api/suggest", {"q": typed})))["suggestions"]
    assert sorted(s["title"] for s in found) == sorted(titles)


def test_what_begins_so_is_suggested_first(service: Service) -> None:
    found = json.loads(body(api.respond(service, "/api/suggest", {"q": "我市"})))["suggestions"]
    assert [s["title"][:2] for s in found] == ["我市", "转载"]


def test_frequent_queries_come_before_titles(service: Service) -> None:
    found = json.loads(body(api.respond(service, "/api/suggest", {"q": "停更"})))["suggestions"]
    assert found[0] == {"title": "停更公告", "url": "/search?q=%E5%81%9C%E6%9B%B4%E5%85%AC%E5%91%8A"}
    assert [s["title"] for s in found].count("停更公告") == 1


@pytest.mark.parametrize("typed", ["", "，", "更公告", "停更公告了"])
def test_only_what_begins_a_frequent_query_brings_it(typed: str) -> None:
    assert frequent(typed) == []


@pytest.fixture
def hostile(documents: list[Document]) -> Service:
    named = [
        replace(documents[0], id=f"h{n}", title=t, kind=t, body="公积金 ]]> \x07")
        for n, t in enumerate(HOSTILE)
    ]
    return Service(MemoryEngine(named))


def test_no_cell_is_a_formula(hostile: Service) -> None:
    rows = list(
        csv.reader(io.StringIO(body(api.respond(hostile, "/api/search.csv", {"q": "公积金"})), newline=""))
    )
    assert len(rows) == 1 + len(HOSTILE)
    assert {row[2] for row in rows[1:]} == {f"'{title}" for title in HOSTILE}
    assert all(not cell.startswith(tuple("=+-@\t\r＝＋－＠")) for row in rows for cell in row)


def test_the_feed_is_xml_whatever_is_in_it(hostile: Service) -> None:
    given = {"q": "公积金 <b>&\x00\x1b]]>", "page": "7"}
    root = ElementTree.fromstring(body(api.respond(hostile, "/api/search.rss", given)))
    assert "<b>&" in root.findtext("channel/title")
    assert unquote(root.findtext("channel/link")).startswith("/search?q=公积金")


def test_the_feed_has_the_newest_first(service: Service) -> None:
    root = ElementTree.fromstring(body(api.respond(service, "/api/search.rss", {"q": "公积金"})))
    assert [item.findtext("guid") for item in root.iter("item")] == ["closing-weibo", "closing", "withdrawal"]
    assert root.findtext("channel/item/pubDate") == "Wed, 21 Jun 2023 09:00:00 +0800"


def test_bad_questions_are_refused(service: Service) -> None:
    with pytest.raises(BadQuery):
        api.respond(service, "/api/search.csv", {"q": "公" * 501})
    assert api.refused(BadQuery("太长")).status == 400


def test_documents_have_aware_dates(documents: list[Document]) -> None:
    assert all(d.date.astimezone(UTC) <= datetime.now(UTC) for d in documents)
