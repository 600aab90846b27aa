"""The site and its search over HTTP, hostile readers included; through the WSGI callable, without a socket."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest

from search.application import Application
from search.engines import whoosh
from search.responses import SECURITY_HEADERS
from search.schema import Document
from tests.search.visiting import ask, got

ADVERSARIAL = Path(__file__).resolve().parents[2].parent / "shared" / "adversarial"
TEMPLATE = (
    "<!DOCTYPE html><html><head><title>检索 - 青澜市</title></head><body>"
    "<!--search:begin--><p>搜索服务暂时不可用</p><!--search:end--><footer>底部</footer></body></html>"
)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def place(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    site = folder / "site"
    write(site / "index.html", "首页")
    write(site / "search" / "index.html", TEMPLATE)
    write(site / "404.html", "没有这一页")
    write(site / "gjj" / "index.html", "公积金")
    write(site / "theme" / "site.css", "body{}")
    write(site / "gjj" / "media" / "odd.bin", "x")
    write(site / ".hidden" / "secret.html", "秘密")
    write(folder / "secret.html", "秘密")
    (site / "link.html").symlink_to(folder / "secret.html")
    (site / "etc").symlink_to("/etc")
    whoosh.build(documents, folder / "index")
    return folder


@pytest.fixture(scope="module")
def site(place: Path) -> Application:
    return Application(place / "site", whoosh)


@pytest.mark.parametrize(
    ("path", "status", "content_type", "body"),
    [
        ("/", 200, "text/html; charset=utf-8", "首页"),
        ("/index.html", 200, "text/html; charset=utf-8", "首页"),
        ("/gjj/", 200, "text/html; charset=utf-8", "公积金"),
        ("/theme/site.css", 200, "text/css; charset=utf-8", "body{}"),
        ("/gjj/media/odd.bin", 200, "application/octet-stream", "x"),
        ("/nothing", 404, "text/html; charset=utf-8", "没有这一页"),
        ("/theme/", 404, "text/html; charset=utf-8", "没有这一页"),
        ("/theme", 404, "text/html; charset=utf-8", "没有这一页"),
    ],
)
def test_files(site: Application, path: str, status: int, content_type: str, body: str) -> None:
    got = ask(site, path)
    assert (got.status, got.headers["Content-Type"], got.text) == (status, content_type, body)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/gjj/../../secret.html",
        "/..%2fsecret.html",
        "//etc/passwd",
        "/etc/passwd",
        "/link.html",
        "/.hidden/secret.html",
        "/..\\secret.html",
        "/\0",
        "/gjj/\0/",
        "/" + "a" * 5000,
        "/" + "a/" * 3000,
        "/\udcff\udcfe",
        "/．．／secret.html",
    ],
)
def test_nothing_outside_the_site(site: Application, path: str) -> None:
    got = ask(site, path)
    assert got.status == 404
    assert "秘密" not in got.text
    assert "root:" not in got.text


def test_the_secret_is_there_to_be_found(place: Path) -> None:
    """The control: the links above do lead to readable files."""
    assert (place / "site" / "link.html").read_text() == "秘密"
    assert (place / "site" / "etc" / "passwd").is_file()


def test_a_folder_gets_its_slash(site: Application) -> None:
    got = ask(site, "/gjj")
    assert (got.status, got.headers["Location"]) == (301, "/gjj/")
    assert ask(site, "//gjj").headers["Location"] == "/gjj/"


def test_unchanged_files_are_not_sent_again(site: Application) -> None:
    first = ask(site, "/theme/site.css")
    assert ask(site, "/theme/site.css", if_none_match=first.headers["ETag"]).status == 304
    assert ask(site, "/theme/site.css", if_none_match=f'W/{first.headers["ETag"]}, "x"').status == 304
    assert ask(site, "/theme/site.css", if_modified_since=first.headers["Last-Modified"]).status == 304
    assert ask(site, "/theme/site.css", if_modified_since="gestern").status == 200
    assert (
        ask(
            site, "/theme/site.css", if_none_match='"x"', if_modified_since=first.headers["Last-Modified"]
        ).status
        == 200
    )


def test_head_has_no_body(site: Application) -> None:
    got = ask(site, "/theme/site.css", method="HEAD")
    assert (got.status, got.body, got.headers["Content-Length"]) == (200, b"", "6")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
def test_nothing_is_written(site: Application, method: str) -> None:
    got = ask(site, "/search?q=x", method=method)
    assert (got.status, got.headers["Allow"]) == (405, "GET, HEAD")


TARGETS = [
    "/",
    "/nothing",
    "/gjj",
    "/search?q=x",
    "/search?page=x",
    "/api/search?q=x",
    "/healthz",
    "/readyz",
    "/theme/site.css",
]


@pytest.mark.parametrize("target", TARGETS)
def test_every_response_is_guarded(site: Application, target: str) -> None:
    headers = ask(site, target).headers
    assert headers.items() >= SECURITY_HEADERS.items()
    assert "Set-Cookie" not in headers
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_the_search_page(site: Application) -> None:
    got = ask(site, "/search?q=" + quote("公积金提取"))
    assert got.status == 200
    assert "<title>公积金提取 - 检索 - 青澜市</title>" in got.text
    assert "住房<mark>公积金提取</mark>办事指南</a>" in got.text
    assert "共找到 <strong>2</strong> 条" in got.text
    assert "<footer>底部</footer>" in got.text
    assert "暂时不可用" not in got.text
    assert '<span class="badge badge-archived">已归档</span>' in got.text


def test_the_empty_page_asks(site: Application) -> None:
    for target in (
        "/search",
        "/search/",
        "/search?q=",
        "/search?q=+",
        "/search?q=%EF%BC%8C%E3%80%82",
        "/search?q=%F0%9F%98%80",
    ):
        got = ask(site, target)
        assert got.status == 200
        assert '<form class="search-form"' in got.text
        assert 'class="empty"' in got.text


def test_facet_links_narrow_and_keep_the_query(site: Application) -> None:
    text = ask(site, "/search?" + urlencode({"q": "公积金", "kind": "公告"})).text
    narrowing = f"/search?{urlencode({'q': '公积金', 'kind': '公告', 'platform': 'weibo'})}".replace(
        "&", "&amp;"
    )
    assert f'href="{narrowing}">微博</a> <span>1</span>' in text
    assert 'aria-current="true">公告</a>' in text
    assert "类别：公告 ×" in text


def test_results_are_read_before_the_filters_and_a_link_leads_down_to_them(site: Application) -> None:
    text = ask(site, "/search?" + urlencode({"q": "青澜"})).text
    assert text.index('href="#filters"') < text.index('class="hits"') < text.index('id="filters"')
    years = re.findall(r"[?&;]year=(\d{4})", text)
    assert len(years) > 1
    assert years == sorted(years, reverse=True)


def test_every_link_of_a_page_works(site: Application) -> None:
    text = ask(site, "/search?" + urlencode({"q": "公积金", "kind": "公告"})).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/search[^"]*)"', text)]
    assert len(links) > 5
    assert {ask(site, link).status for link in links} == {200}


def test_what_was_asked_is_escaped(site: Application) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)> 公积金'
    for target in (
        f"/search?q={quote(attack)}",
        f"/search?kind={quote(attack)}",
        f"/search?q=x&sort={quote(attack)}",
    ):
        text = ask(site, target).text
        assert "<script" not in text
        assert "<img" not in text


def test_the_api(site: Application) -> None:
    got = ask(site, "/api/search?" + urlencode({"q": "公积金", "platform": "weibo"}))
    assert got.headers["Content-Type"] == "application/json; charset=utf-8"
    assert {k: got.json[k] for k in ("query", "total", "page", "page_size")} == {
        "query": "公积金",
        "total": 1,
        "page": 1,
        "page_size": 10,
    }
    hit = got.json["hits"][0]
    assert hit["id"] == "closing-weibo"
    assert hit["title_html"] == "关于停止运营“青澜<mark>公积金</mark>”微博账号的公告"
    assert {"value": "wechat", "label": "微信", "count": 2} in got.json["facets"]["platform"]


def test_health(site: Application, documents: list[Document]) -> None:
    told = ask(site, "/readyz").json
    assert told.pop("generation")
    assert told == {"search": True, "documents": len(documents)}
    assert ask(site, "/healthz").json["search"]


HOSTILE = {
    "8 KB": quote("公" * 2700),
    "8 KB of Latin": "a" * 7900,
    "64 KB": "a" * 65536,
    "quotes": quote("“" * 300),
    "paired quotes": quote("“a”" * 160),
    "hyphens": quote("-" * 400),
    "exclusions": quote(" -a" * 160),
    "brackets": quote("〔2019〕1" * 50),
    "number forms": quote("2019年1号" * 60),
    "wildcards": quote("*?[a-z]~^:(" * 40),
    "operators": quote("AND OR NOT ANDNOT ( (" * 20),
    "common characters": quote("的 一 是 " * 80),
    "combining marks": quote("e" + "\u0301" * 400),
    "long ligature": quote("\ufdfa" * 400),
    "surrogate": "%ED%A0%80",
    "bad UTF-8": "%FF%FE%80",
    "NUL": "%00",
    "new line": "%0D%0ASet-Cookie:%20a=b",
    "right to left": quote("\u202e\u2066公积金"),
    "emoji": quote("👨‍👩‍👧‍👦🏳️‍🌈"),
    "escapes": "%25%32%35",
}


@pytest.mark.parametrize("path", ["/search", "/api/search"])
@pytest.mark.parametrize("q", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_queries_are_answered_at_once(site: Application, path: str, q: str) -> None:
    started = time.process_time()
    got = ask(site, f"{path}?q={q}")
    assert time.process_time() - started < 0.3
    assert got.status in {200, 400}
    assert got.status == 200 or "请" in got.text


@pytest.mark.parametrize(
    ("parameters", "status", "says"),
    [
        ("q=x&page=1000000000", 200, "只能看到第 1000 页"),
        ("q=%E5%85%AC%E7%A7%AF%E9%87%91&page=99", 200, "没有第 99 页"),
        ("q=x&page=-1", 400, "页码应是从 1 开始的整数"),
        ("q=x&page=0", 400, "页码"),
        ("q=x&page=abc", 400, "页码"),
        ("q=x&page=%EF%BC%91", 400, "页码"),
        ("q=x&page=" + "9" * 5000, 400, "页码"),
        ("q=x&sort=best", 400, "不认识的排序方式"),
        ("q=x&kind=" + "a" * 500, 400, "太长"),
        ("q=x&since=2023-02-30", 400, "日期应写成"),
        ("q=x&until=yesterday", 400, "日期应写成"),
        ("q=x&since=20230101", 400, "日期应写成"),
        ("q=zzz&unknown=1&unknown=2", 200, "没有找到"),
        ("&".join(f"a{n}=1" for n in range(1000)), 400, "参数太多"),
        ("q=" + "%E5%85%AC" * 600, 400, "超过 500 个"),
        ("q=zzz;y=1", 200, "没有找到"),
    ],
)
def test_odd_parameters(site: Application, parameters: str, status: int, says: str) -> None:
    got = ask(site, f"/search?{parameters}")
    assert (got.status, says in got.text) == (status, True)
    assert "<form" in got.text
    assert ask(site, f"/api/search?{parameters}").status == status


@pytest.mark.skipif(not ADVERSARIAL.is_dir(), reason="../shared/adversarial is not here")
def test_naughty_strings(site: Application) -> None:
    (path,) = ADVERSARIAL.glob("blns/**/blns.json")
    strings = json.loads(path.read_text("utf-8"))
    assert len(strings) > 400
    for text in strings:
        got = ask(site, f"/search?q={quote_from_bytes(text.encode('utf-8', 'surrogatepass'))}")
        assert got.status in {200, 400} or got.headers["Location"].startswith("/go?u=")  # a link goes there
        assert "<script" not in got.text.lower()


def test_without_an_index_the_site_is_served(tmp_path: Path) -> None:
    write(tmp_path / "site" / "index.html", "首页")
    write(tmp_path / "site" / "search" / "index.html", TEMPLATE)
    application = Application(tmp_path / "site", whoosh)
    assert ask(application, "/").text == "首页"
    page = ask(application, "/search?q=x")
    assert (page.status, "搜索服务暂时不可用" in page.text) == (503, True)
    assert ask(application, "/api/search?q=x").status == 503
    assert ask(application, "/readyz").status == 503
    assert ask(application, "/healthz").status == 200  # to start it anew would not help


@pytest.mark.parametrize("path", ["/search", "/api/search", "/go"])
def test_who_is_sent_away_is_told_when_to_come_back_and_where_to_browse(site: Application, path: str) -> None:
    for response, status in ((site.busy(path), 503), (site.too_much(path, 4.2), 429)):
        sent = got(response)
        assert (sent.status, sent.headers["Cache-Control"]) == (status, "no-store")
        assert int(sent.headers["Retry-After"]) in {3, 5}
        assert "按部门" in sent.text
        assert path != "/search" or '<a href="/departments/">' in sent.text


def test_without_a_search_page_there_is_a_bare_one(place: Path, tmp_path: Path) -> None:
    application = Application(tmp_path, whoosh, place / "index")
    assert "共找到 <strong>2</strong> 条" in ask(application, "/search?q=" + quote("公积金 公告")).text
    assert "<form" in ask(application, "/search").text
