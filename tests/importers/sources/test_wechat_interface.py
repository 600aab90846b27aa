"""JSON of the platform's interface: what was public, what was not, and values run together."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.model import Listed, MalformedExport, Post, Skipped
from importers.sources.wechat.interface import WeChatInterface
from importers.sources.wechat.streams import Broken, values

SOURCE = WeChatInterface()
PUBLIC = "http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid=2650000001&idx=1&sn=0#rd"
PREVIEW = "http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid=100000001&idx=1&sn=0&tempkey=x"


def answer(key: str, url: str, **more: str) -> dict[str, Any]:
    news = {"title": "标题", "content": "<p>正文</p>", "url": url} | more
    return {
        "total_count": 1,
        "item_count": 1,
        "item": [{key: "1", "content": {"news_item": [news]}, "update_time": 1718000000}],
    }


def read(path: Path, content: str) -> list[Any]:
    path.write_text(content, encoding="utf-8")
    return list(SOURCE.read(path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "page.json"


def test_what_was_published_is_a_post_dated_as_the_interface_says(path: Path) -> None:
    (post,) = read(path, json.dumps(answer("article_id", PUBLIC)))
    assert isinstance(post, Post)
    assert "update_time" in post.witnesses[0].text
    assert post.source_id == "MzAwMDAwMDAwMQ==_2650000001_1"


@pytest.mark.parametrize(
    "url", [PREVIEW, "", "https://example.com/", "http://mp.weixin.qq.com/s?src=11&signature=a"]
)
def test_a_draft_is_never_published(path: Path, url: str) -> None:
    (found,) = read(path, json.dumps(answer("media_id", url)))
    assert isinstance(found, Skipped)
    assert "草稿" in found.reason


def test_a_material_has_no_proof_of_when_it_went_out(path: Path) -> None:
    (post,) = read(path, json.dumps(answer("media_id", PUBLIC)))
    assert isinstance(post, Post)
    assert not post.witnesses


def test_without_content_it_is_only_expected(path: Path) -> None:
    (found,) = read(path, json.dumps(answer("article_id", PUBLIC, content="")))
    assert isinstance(found, Listed)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        (json.dumps(answer("article_id", PUBLIC)), True),
        ('{"news_item": []}', True),
        ('{"errcode":48001,"errmsg":"api unauthorized rid: 1"}', True),
        ('{"total_count":0,"item_count":0,"item":[]}', True),
        ('[{"item": [{"article_id": "a"}]}]', True),
        # not ours
        ('{"item": [{"id": 1}]}', False),
        ('{"errcode":0,"errmsg":"ok"}', False),
        ('{"items": []}', False),
        ("news_item", False),
        ("", False),
    ],
)
def test_an_answer_is_told_by_its_members(path: Path, text: str, claimed: bool) -> None:
    assert SOURCE.detect(path, text.encode()) is claimed


@pytest.mark.parametrize("text", ["{", '{"news_item": [', "\x00"])
def test_nothing_whole_is_malformed(path: Path, text: str) -> None:
    with pytest.raises(MalformedExport):
        read(path, text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=5
).map(lambda inner: [inner])


@given(st.lists(_JSON, max_size=5), st.sampled_from(["", "\n", ",\n", "  "]))
def test_values_run_together_are_all_read(written: list[object], mark: str) -> None:
    text = mark.join(json.dumps(one) for one in written)
    assert list(values(io.StringIO(text).read, 1 << 20)) == written


@given(st.text(max_size=40))
def test_any_text_ends(text: str) -> None:
    found = list(values(io.StringIO(text).read, 1 << 20))
    assert all(not isinstance(one, Broken) for one in found[:-1])


def test_a_value_beyond_the_limit_is_broken() -> None:
    text = json.dumps("a" * 3_000_000)
    assert [type(one) for one in values(io.StringIO(text).read, 1 << 20)] == [Broken]


_MEMBERS = st.dictionaries(
    st.sampled_from(["item", "news_item", "errcode", "content", "update_time", "media_id", "title", "url"]),
    _JSON | st.integers() | st.text(max_size=5),
)


@given(st.lists(_MEMBERS, min_size=1, max_size=2), _MEMBERS)
def test_members_of_any_kind_break_nothing(
    tmp_path_factory: pytest.TempPathFactory, listed: list[dict[str, object]], outer: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    found = read(
        path, json.dumps([outer, {"news_item": listed}, {"item": [{"content": {"news_item": listed}}]}])
    )
    assert found
