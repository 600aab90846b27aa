"""An article as tools tell of it: its ids, and what becomes of it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.model import Listed, Lost, Post, Witness
from importers.normalize.html import Body
from importers.sources.wechat.article import Article, by_words, record
from notices.values import BEIJING

BIZ, NUMBER, SHORT = "MzAwMDAwMDAwMQ==", "2650000001_2", "Sh0rtL1nkOfArt1cle0001"
LONG = f"http://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid=2650000001&amp;idx=2&amp;sn=0a&amp;scene=27#rd"
LINK = f"https://mp.weixin.qq.com/s/{SHORT}?nwr_flag=1"
WHEN = datetime(2024, 3, 4, 9, 30, 20, tzinfo=BEIJING)
SAID = (Witness(WHEN, "row", "2024-03-04 09:30:20"),)


@pytest.mark.parametrize(
    ("article", "ids"),
    [
        (Article(position="", address=LONG), (f"{BIZ}_{NUMBER}", NUMBER)),
        (Article(position="", biz=BIZ, number=NUMBER, address=LINK), (f"{BIZ}_{NUMBER}", SHORT, NUMBER)),
        (Article(position="", number=NUMBER, address=LINK), (SHORT, NUMBER)),
        (Article(position="", address=LINK), (SHORT,)),
        (Article(position="", number="not a number", address=LINK), (SHORT,)),
        (Article(position="", biz=BIZ, number=NUMBER), (f"{BIZ}_{NUMBER}", NUMBER)),
        (Article(position="", address="https://example.com/s/" + SHORT), ()),
    ],
)
def test_every_id_that_is_shown_best_first(article: Article, ids: tuple[str, ...]) -> None:
    assert article.ids == (*ids, by_words("", "", None))


def test_a_number_alone_is_told_apart_by_its_account() -> None:
    one = Article(position="", name="青澜甲号", number=NUMBER)
    other = Article(position="", name="青澜乙号", number=NUMBER)
    assert one.ids[0] != other.ids[0]
    assert NUMBER in one.ids
    assert NUMBER in other.ids


@given(st.text(max_size=9), st.text(max_size=9), st.datetimes() | st.none())
def test_the_hash_of_words_knows_the_minute_and_no_more(name: str, title: str, when: datetime | None) -> None:
    found = by_words(name, title, when)
    assert len(found) == 32
    assert found == by_words(name, title, when and when.replace(second=0, microsecond=0))
    assert found != by_words(name + "甲", title, when)
    assert found != by_words(name, title + "乙", when)


def test_the_account_is_known_by_the_link_where_the_tool_names_none() -> None:
    assert Article(position="", address=LONG, name=" 青澜  发布 ").account.ids == (BIZ,)
    assert Article(position="", address=LONG, name=" 青澜  发布 ").account.name == "青澜 发布"
    assert Article(position="", address=LINK).account.ids == ()


@pytest.mark.parametrize(
    ("body", "deleted", "kind"),
    [("正文", False, Post), ("正文", True, Post), ("", False, Listed), ("", True, Lost)],
)
def test_what_becomes_of_it(body: str, deleted: bool, kind: type) -> None:
    article = Article(position="第 2 行", address=LONG, body=Body(body, ()), deleted=deleted, witnesses=SAID)
    made = record(article)
    assert type(made) is kind
    assert made.source_id == f"{BIZ}_{NUMBER}"
    assert made.source_id in made.also
    assert made.source_url == f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2650000001&idx=2&sn=0a"
    assert made.witnesses == SAID


@pytest.mark.parametrize(("original", "kind"), [("", ""), ("其他公众号", "转载")])
def test_a_reprint_says_so(original: str, kind: str) -> None:
    made = record(Article(position="", address=LINK, body=Body("正文", ()), original=original))
    assert isinstance(made, Post)
    assert (made.kind, made.source) == (kind, original)
