"""The built site, seen from outside: what is there, what must not be, and that every link leads somewhere."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import city
import pytest
from bs4 import BeautifulSoup
from building import build_in, made

from plugins.release import Build

SITE_TAGS = ["SiteName", "SiteDomain", "SiteIDCode"]
COLUMN_TAGS = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]
ARTICLE_TAGS = ["ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Url"]

PUBLISHED = [one for one in city.notices() if one.status == "published"]
HIDDEN = [one for one in city.notices() if one.status != "published"]


def url_of(notice: object) -> str:
    return f"{notice.department}/{notice.date.year}/{notice.slug}.html"


def page(built: Build, url: str) -> BeautifulSoup:
    return BeautifulSoup((built.site / url).read_text(encoding="utf-8"), "lxml")


def titled(title: str) -> str:
    return url_of(next(one for one in PUBLISHED if one.title == title))


def tags_of(soup: BeautifulSoup) -> dict[str, str]:
    return {one["name"]: one["content"] for one in soup.find_all("meta") if one.get("name", "")[:1].isupper()}


@pytest.fixture(scope="module")
def pages(built: Build) -> dict[str, BeautifulSoup]:
    return {
        path.relative_to(built.site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        for path in built.site.rglob("*.html")
    }


def test_every_published_notice_has_its_page_and_document(built: Build) -> None:
    assert all((built.site / url_of(one)).is_file() for one in PUBLISHED)
    documents = [json.loads(line) for line in built.documents.read_text(encoding="utf-8").splitlines()]
    assert sorted(one["id"] for one in documents) == sorted(one.slug for one in PUBLISHED)
    assert built.notices == len(PUBLISHED)


@pytest.mark.parametrize("notice", HIDDEN, ids=lambda one: one.status)
def test_what_is_not_published_is_nowhere(built: Build, notice: object) -> None:
    assert not (built.site / url_of(notice)).exists()
    assert notice.slug not in built.documents.read_text(encoding="utf-8")
    assert not [
        path for path in built.site.rglob("*.html") if notice.title in path.read_text(encoding="utf-8")
    ]


def test_every_internal_link_leads_somewhere(built: Build, pages: dict[str, BeautifulSoup]) -> None:
    dead = []
    for name, soup in pages.items():
        for element in soup.find_all(["a", "link", "img"]):
            target = element.get("href") or element.get("src") or ""
            parts = urlsplit(urljoin(f"/{name}", target))
            if parts.scheme or not target or parts.path == "/search":
                continue
            file = built.site / unquote(parts.path).removeprefix("/")
            file = file / "index.html" if parts.path.endswith("/") else file
            if not file.is_file():
                dead.append((name, target))
            elif parts.fragment and file.suffix == ".html":
                other = pages[file.relative_to(built.site).as_posix()]
                if other.find(id=parts.fragment) is None:
                    dead.append((name, target))
    assert dead == []


def test_page_tags_are_complete(pages: dict[str, BeautifulSoup]) -> None:
    articles = {url_of(one) for one in PUBLISHED}
    for name, soup in pages.items():
        wanted = SITE_TAGS + ([] if name in {"index.html", "404.html"} else COLUMN_TAGS)
        wanted = wanted + (ARTICLE_TAGS if name in articles else [])
        found = tags_of(soup)
        assert [tag for tag in wanted if not found.get(tag, "").strip()] == [], name
        if name in articles:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", found["PubDate"])
            assert found["Url"] == f"https://www.qinglan.example/{name}"


def test_nothing_runs_and_nothing_comes_from_elsewhere(pages: dict[str, BeautifulSoup]) -> None:
    for name, soup in pages.items():
        assert not soup.find_all(["style", "iframe", "object", "embed"]), name
        for script in soup.find_all("script"):
            own = str(script.get("src", "")).startswith("/theme/") and not script.get_text()
            assert own or script.get("type") == "application/ld+json", name
        assert not [
            one
            for one in soup.find_all(True)
            if any(key.startswith("on") or key == "style" for key in one.attrs)
        ]
        loaded = [one.get("src") or one.get("href") for one in soup.find_all(["img", "link"])]
        assert not [one for one in loaded if one and "//" in one and not one.startswith("data:image/png;")], (
            name
        )
        assert not [one for one in soup.find_all("a") if one.get("href", "").lower().startswith("javascript")]


def test_a_hostile_title_is_text_everywhere(built: Build) -> None:
    soup = page(built, titled(city.LONG_TITLE))
    assert soup.h1.get_text() == city.LONG_TITLE
    assert tags_of(soup)["ArticleTitle"] == city.LONG_TITLE
    assert city.LONG_TITLE in soup.title.get_text()


def test_an_archived_notice_says_so(built: Build) -> None:
    text = page(built, titled("四十列的水费表")).get_text()
    for part in (
        "已归档",
        "2026年11月1日归集",
        "该账号已于2024年4月1日注销",
        "青澜水务",
        "微信公众号",
        f"{201:064x}",
        "页面脚本 ct",
    ):
        assert part in text


def test_a_live_notice_does_not(built: Build) -> None:
    assert "已归档" not in page(built, titled("关于调整水价的公告")).get_text()


def test_only_a_known_time_of_day_is_shown(built: Build) -> None:
    day_only, with_time = page(built, titled("转发：防汛提示")), page(built, titled("低保公示"))
    assert day_only.find("time")["datetime"] == "2021-05-06"
    assert "2021-05-06 00:00" not in day_only.body.get_text()
    assert "2021-05-07 08:05" in with_time.body.get_text()


def test_traditional_script_is_marked_and_kept(built: Build) -> None:
    soup = page(built, titled("關於調整供水時間的通知"))
    assert soup.article["lang"] == "zh-Hant"
    assert "因管網檢修" in soup.article.get_text()
    listed = page(built, "years/2022/index.html").find("a", string="關於調整供水時間的通知")
    assert listed["lang"] == "zh-Hant"


def test_the_news_hold_no_archived_notice(built: Build) -> None:
    news = page(built, "index.html").find("section", {"aria-labelledby": "news"})
    assert [one.get_text() for one in news.select(".entries a")] == [
        "关于管网检修的公告",
        "关于调整水价的公告",
    ]
    assert "已归档" not in news.get_text()


def test_an_account_shows_its_fate_and_its_closing_notice(built: Build) -> None:
    soup = page(built, "accounts/weixin-gh-000000000001/index.html")
    text = soup.find(class_="fate").get_text()
    assert "该账号已于2024年4月1日注销。" in text
    assert "关于本公众号停止更新的公告" in text
    assert "尚缺 26 条" in soup.get_text()


def test_a_kept_account_is_not_called_closed(built: Build) -> None:
    soup = page(built, "accounts/weixin-gh-000000000003/index.html")
    assert soup.find(class_="fate-closed") is None
    assert "仍在运行" in soup.get_text()


@pytest.mark.parametrize(
    "url", ["yunxi/index.html", "kinds/policies/index.html", "accounts/douyin-silent-1/index.html"]
)
def test_an_empty_list_says_that_it_is_empty(built: Build, url: str) -> None:
    soup = page(built, url)
    assert soup.find(class_="empty") is not None
    assert soup.find(class_="entries") is None


def test_neighbours_stay_within_the_account(built: Build) -> None:
    first = page(built, titled("转发：防汛提示")).find(class_="beside")
    assert [one["href"] for one in first.find_all("a")] == ["/" + titled("低保公示")]


def test_every_notice_of_an_account_is_listed_once(built: Build) -> None:
    fronts = [built.site / "accounts/weixin-gh-000000000001/index.html"]
    sheets = [*fronts, *(built.site / "accounts/weixin-gh-000000000001/page").glob("*.html")]
    listed = [
        link["href"]
        for path in sheets
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").select(".entries a")
    ]
    of_account = [one for one in PUBLISHED if one.account == city.WATER.native_id]
    assert sorted(listed) == sorted("/" + url_of(one) for one in of_account)


def test_media_that_notices_show_are_there_and_others_are_not(built: Build) -> None:
    assert (built.site / "water/media" / city.PICTURE_NAME).read_bytes() == city.PICTURE
    assert not (built.site / "water/media/unused.png").exists()


def test_only_pages_media_and_theme_are_published(built: Build) -> None:
    kinds = {path.suffix for path in built.site.rglob("*") if path.is_file()}
    assert {".html", ".css", ".svg", ".png"} <= kinds
    assert not kinds & {".md", ".toml", ".py", ""}
    assert {path.parts[-3:-1] for path in built.site.rglob("*.jsonl")} == {("data", "notices")}


def test_a_fixed_page_passes_the_sanitiser(built: Build) -> None:
    soup = page(built, "pages/about/index.html")
    assert "本站说明。" in soup.article.get_text()
    assert soup.article.find("script") is None


def test_the_search_page_holds_its_markers_once(built: Build) -> None:
    text = (built.site / "search/index.html").read_text(encoding="utf-8")
    before, _, rest = text.partition("<!--search:begin-->")
    inside, _, after = rest.partition("<!--search:end-->")
    assert 'name="q"' in inside
    assert "搜索服务暂时不可用" in inside
    assert "<title>" in before
    assert "</html>" in after


def test_documents_hold_what_the_search_reads(built: Build) -> None:
    documents = {
        one["id"]: one for one in map(json.loads, built.documents.read_text(encoding="utf-8").splitlines())
    }
    table = documents[city.slug(201, PUBLISHED[201].date)]
    assert table["department_path"] == ["qinglan", "water"]
    assert table["account_name"] == "青澜水务"
    assert table["date"] == "2022-10-02T09:30:00+08:00"
    assert table["archived"] is True
    assert "第40列" in table["body"]
    assert "<" not in table["body"]
    live = next(one for one in documents.values() if one["title"] == "关于调整水价的公告")
    assert (live["platform"], live["account"], live["archived"]) == ("", "", False)


def test_the_style_sheet_is_small_and_asks_nobody(built: Build) -> None:
    parts = [(built.site / f"theme/{name}.css").read_text(encoding="utf-8") for name in ("guiji", "search")]
    assert len(parts[0].encode()) <= 15 * 1024
    assert len(gzip.compress("".join(parts).encode())) <= 6_000
    css = "".join(parts)
    assert "url(" not in css
    assert "@import" not in css


def test_two_builds_of_the_same_content_are_equal(built: Build, tmp_path: Path) -> None:
    city.write(tmp_path / "content")
    again = build_in(tmp_path)
    assert made(again) == made(built)
