"""Old links through the server: answers, redirects to this site only, gone pages, counts without readers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from oldlinks import shards
from search import go, missing
from search.application import Application
from search.engines import memory
from tests.search.visiting import Got, ask

NOTICE = ("notice", "/water/2020/20200101-000000000001.html", "供水公告", "2020-01-01")
TWINS = [
    ("notice", f"/water/202{n}/202{n}0101-00000000000{n}.html", "水质公示", f"202{n}-01-01") for n in (1, 2)
]
LOST = ("lost", '检修<b>"通知"', "原文已被作者删除", "2022-01-01", "/accounts/weixin-a/")
GONE = ("withdrawn", "/water/2020/20200101-000000000003.html", "已撤下的信息", "2020-01-01")
ACCOUNT = ("account", "/accounts/weixin-a/", "青澜水务", "该账号已于2024年4月1日注销。", "青澜发布")
EVIL = ("notice", "//evil.example/", "引到别处", "2020-01-01")
ENTRIES = [
    ("weixin:MzA0/1/1", NOTICE),
    ("weixin:MzA0/2/1", LOST),
    ("weixin:MzA0/3/1", GONE),
    ("weixin:s/EvilEvilEvilEvilEvil00", EVIL),
    ("weixin@MzA0", ACCOUNT),
    ("name:青澜水务", ACCOUNT),
    *(("title:水质公示", one) for one in TWINS),
]
TEMPLATE = (
    '<title>旧链接查找</title><input type="search" id="u" name="u"><div id="go-answer" data-digits="1">'
    "<!--go:begin--><p>说明</p><!--go:end--></div>"
)
LINK = "https://mp.weixin.qq.com/s?__biz=MzA0&mid={}&idx=1&sn=ab#rd"


Ask = Callable[[str], Got]


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    put(folder / "go/index.html", TEMPLATE)
    put(folder / "go/shards.json", '{"digits":1}')
    for name, entries in shards.parted(ENTRIES, 1).items():
        put(folder / f"go/{name}.json", shards.dump(entries))
    put(folder / "water/2020/20200101-000000000003.html", "这件信息已撤下")
    put(folder / "water/2020/20200101-000000000001.html", "供水公告")
    put(folder / "withdrawn/paths.json", json.dumps([GONE[1]]))
    return folder


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    return tmp_path / "missing.jsonl"


@pytest.fixture
def server(site: Path, counts: Path) -> Application:
    return Application(site, memory, missing=counts)


@pytest.fixture
def go_to(server: Application) -> Ask:
    return lambda text: ask(server, f"/go?u={quote_plus(text)}")


def test_a_dead_link_leads_to_its_notice(go_to: Ask) -> None:
    got = go_to(LINK.format(1))
    assert (got.status, got.headers["Location"]) == (302, NOTICE[1])


def test_a_link_typed_into_the_address_bar_keeps_its_ampersands(server: Application) -> None:
    assert ask(server, f"/go?u={LINK.format(1).split('#')[0]}").headers["Location"] == NOTICE[1]


@pytest.mark.parametrize("path", ["/search", "/search/"])
def test_a_link_in_the_search_box_lands_there(server: Application, path: str) -> None:
    first = ask(server, f"{path}?q={quote_plus(LINK.format(1))}")
    assert first.status == 302
    assert first.headers["Location"].startswith("/go?u=")
    assert ask(server, first.headers["Location"]).headers["Location"] == NOTICE[1]


@pytest.mark.parametrize("words", ["低保 公示", "http", "公示http", "weibo"])
def test_words_in_the_search_box_do_not(words: str) -> None:
    assert not go.is_link(words)


def test_two_of_one_title_are_both_shown(go_to: Ask) -> None:
    got = go_to("水质公示")
    assert got.status == 200
    assert all(f'href="{one[1]}"' in got.text for one in TWINS)
    assert "data-answered" in got.text  # the page's script leaves the answer alone
    assert 'value="水质公示"' in got.text


def test_what_is_lost_is_said(go_to: Ask) -> None:
    got = go_to(LINK.format(2))
    assert got.status == 200
    assert "已灭失" in got.text
    assert "原文已被作者删除" in got.text
    assert "检修&lt;b&gt;&quot;通知&quot;" in got.text
    assert 'href="/accounts/weixin-a/"' in got.text


@pytest.mark.parametrize("text", [LINK.format(9), "公众号“青澜水务”"])
def test_the_accounts_fate_when_no_more_is_known(go_to: Ask, text: str) -> None:
    got = go_to(text)
    assert got.status == 200
    assert "该账号已于2024年4月1日注销。" in got.text
    assert "青澜发布" in got.text


@pytest.mark.parametrize(
    "text", ["https://nowhere.example/a?b=1", "没有的标题", " ", '"><script>alert(1)</script>']
)
def test_no_answer_is_never_an_empty_page(go_to: Ask, text: str) -> None:
    got = go_to(text)
    assert got.status == 404
    assert 'href="/search?q=' in got.text
    assert "<script>" not in got.text


def test_nobody_is_sent_elsewhere(go_to: Ask) -> None:
    got = go_to("https://mp.weixin.qq.com/s/EvilEvilEvilEvilEvil00")
    assert got.status == 200
    assert "Location" not in got.headers
    assert 'href="//' not in got.text


def test_a_withdrawn_notice_is_gone(server: Application, go_to: Ask) -> None:
    assert go_to(LINK.format(3)).headers["Location"] == GONE[1]
    gone = ask(server, GONE[1])
    assert gone.status == 410
    assert "已撤下" in gone.text
    assert ask(server, NOTICE[1]).status == 200


def test_the_page_itself_is_the_sites(server: Application) -> None:
    assert ask(server, "/go/").text == TEMPLATE
    assert ask(server, "/go").status == 301


@pytest.mark.parametrize("damage", ["", "[]", '{"keys":{"name:青澜水务":[7]},"targets":[]}'])
def test_damaged_tables_are_said_to_be_so(site: Path, go_to: Ask, damage: str) -> None:
    for path in (site / "go").glob("?.json"):
        path.write_text(damage, encoding="utf-8")
    got = go_to("青澜水务")
    assert got.status == 503
    assert "暂时不可用" in got.text


def test_without_tables_the_page_says_so(site: Path, go_to: Ask) -> None:
    (site / "go/shards.json").unlink()
    assert go_to("青澜水务").status == 503


def test_a_site_without_the_page_still_answers(site: Path, go_to: Ask) -> None:
    (site / "go/index.html").unlink()
    assert "已灭失" in go_to(LINK.format(2)).text


def test_unknown_links_are_counted_without_their_readers(
    server: Application, counts: Path, go_to: Ask
) -> None:
    for text in (
        "https://nowhere.example/who?phone=13800000000",
        "https://weibo.com/1/P2zg6g0ma",
        "某某某的名单",
    ) * 2:
        go_to(text)
    go_to(LINK.format(1))
    server._missing.flush()
    assert missing.read(counts) == {"host:nowhere.example": 2, "weibo:5106121943814622": 2, "words": 2}
    assert "phone" not in counts.read_text("utf-8")
    assert "某某某" not in counts.read_text("utf-8")


def test_counts_outlive_torn_lines(counts: Path) -> None:
    counts.write_text('{"day":"2026-11-01","key":"words","count":2}\n{"day"\n[]\n', encoding="utf-8")
    assert missing.read(counts) == {"words": 2}


def test_nothing_is_counted_without_a_file(site: Path, tmp_path: Path) -> None:
    server = Application(site, memory)
    ask(server, "/go?u=" + quote("没有的标题"))
    server._missing.flush()
    assert not list(tmp_path.glob("*.jsonl"))


def test_a_full_disk_costs_a_count_and_no_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    counter = missing.MissingLinks(tmp_path / "file" / "counts.jsonl")
    counter.note("words")
    counter.flush()
    assert missing.read(tmp_path / "none.jsonl") == {}
