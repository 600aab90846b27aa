"""Real pages and crawls of websites, where they lie beside the project: all accounted for, dates not forged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment

from importers.model import Post
from importers.sources import SOURCES
from importers.sources.website.source import WebsitePages
from notices.render import to_html, to_text
from tests.importers.city import City

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "website"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples do not lie beside the project")

# Defects that the samples were made for.
BROKEN = {"wacz/invalid_example_1.wacz", "warc/example-trunc.warc", "warc/example-wrong-chunks.warc.gz"}


def test_every_file_is_accounted_for_and_dated_by_a_witness(city: City) -> None:
    city.run(SAMPLES, sources=SOURCES)
    assert {one.input for one in city.told} == {
        path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()
    }
    assert {one.input for one in city.told if one.outcome == "failed"} == BROKEN
    assert all(one.reason for one in city.told)
    found = {notice.title: notice for notice in city.notices().values()}
    assert {title[:14]: f"{notice.date:%Y-%m-%d}" for title, notice in found.items()} == {
        "万载县2015年国民经济和社": "2017-05-15",
        "万载县2022年国民经济和社": "2023-05-11",
        "1-10月德清县固定资产投资": "2016-11-22",
        "我国首届养老专业本科生迎来毕": "2024-05-13",
        "国务院办公厅关于推进政务新媒": "2018-12-27",
        "国务院办公厅关于山西、安徽省": "2018-12-02",
        "国务院关于在市场监管领域全面": "2019-02-15",
    }
    policy = found["国务院办公厅关于推进政务新媒体健康有序发展的意见"]
    assert (policy.index_number, policy.document_number) == ("000014349/2018-00221", "国办发〔2018〕123号")
    assert (policy.issuer, f"{policy.written}") == ("国务院办公厅", "2018-12-07")
    shown = to_text(to_html(policy.body))
    assert shown.startswith("各省、自治区、直辖市人民政府")
    assert shown.endswith("（此件公开发布）")


def test_charts_of_a_saved_page_are_published_with_it(city: City) -> None:
    city.run(SAMPLES / "saved_complete_wanzai", sources=SOURCES)
    assert city.totals["published"] == 1
    assert city.totals["merged"] == 11
    assert "failed" not in city.totals


CONTAINERS = ("ucapcontent", "#UCAP-CONTENT", ".TRS_Editor", "#zoom")
PAGES = sorted(
    [*SAMPLES.glob("[wyz]*.html"), *SAMPLES.glob("gov_cn_xxgk/*.html"), *SAMPLES.glob("saved*/*.html")]
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name[:24])
def test_every_character_of_a_real_article_is_kept(path: Path) -> None:
    """By an oracle of its own: the text nodes of the container, but for the repeated title and number."""
    soup = BeautifulSoup(path.read_bytes().decode("utf-8"), "lxml")
    article = next(found for name in CONTAINERS if (found := soup.select_one(name)))
    for unseen in article(["script", "style"]):
        unseen.decompose()
    (post,) = WebsitePages().read(path)
    assert isinstance(post, Post)
    there = "".join(text for text in article.find_all(string=True) if not isinstance(text, Comment))
    left = Counter("".join(there.split())) - Counter("".join(to_text(to_html(post.body)).split()))
    assert not left - Counter("".join(f"{post.title}{post.official.document_number}".split()))
    assert len(post.pictures) == len({image["src"] for image in article("img")})
    assert len(article("table")) == post.body.count("<table>") + post.body.count("| --- |\n")
