"""Parts of the website source: dates, labels, bodies, files, site.toml, decoding, and what it must not claim."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.model import MalformedExport, Post, Skipped
from importers.normalize import html
from importers.sources import SOURCES
from importers.sources.website import body, dating, files, labels, markup, page, site
from importers.sources.website.markup import Markup
from importers.sources.website.source import WebsitePages
from importers.sources.website.wordpress import paragraphs
from notices.values import BEIJING
from tests.importers.timing import measured


def media_png(side: int) -> bytes:
    """What begins like a PNG of so many pixels a side."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + side.to_bytes(4, "big") * 2 + bytes(17)


STAMP = {"pubdate": "2022-04-24 10:00:43", "others": "页面生成时间 2022-04-24 10:00:43"}


def best(metas: dict[str, str], visible: dict[str, str], url: str) -> str:
    found = dating.witnesses(metas, visible, url)
    return found[0].when.strftime("%Y-%m-%d %H:%M") if found else ""


@pytest.mark.parametrize(
    ("metas", "visible", "url", "expected"),
    [
        (STAMP, {"visible": "2017-05-15 10:49:00"}, "http://a.example/201705/x.shtml", "2017-05-15 10:49"),
        (STAMP, {}, "http://a.example/201705/x.shtml", ""),
        (STAMP, {}, "", ""),
        ({"pubdate": "2022-04-24 10:00:43"}, {"visible": "2017年5月15日"}, "", "2017-05-15 00:00"),
        ({"pubdate": "2022-04-24 10:00:43"}, {}, "http://a.example/201705/x.shtml", ""),
        ({"pubdate": "2017-05-16 10:00"}, {}, "http://a.example/201705/x.shtml", "2017-05-16 10:00"),
        ({"pubdate": "2017-05-16"}, {}, "", "2017-05-16 00:00"),
        ({"pubdate": "2017-05-16", "others": "页面生成时间 2017-05-16 00:00:00"}, {}, "", "2017-05-16 00:00"),
        ({}, {}, "http://a.example/zwgk/201808/t20180827_123.shtml", "2018-08-27 00:00"),
        ({}, {}, "http://a.example/art/2016/11/22/art_1_2.html", "2016-11-22 00:00"),
        ({}, {}, "http://www.gov.example/zhengce/content/2018-12/27/content_5.htm", "2018-12-27 00:00"),
        ({}, {}, "http://20180827.example/x.html", ""),
        ({}, {}, "http://a.example/20189999/x.html", ""),
        ({"pubdate": "2018-08-20 08:00"}, {"table": "2018年08月27日"}, "", "2018-08-27 00:00"),
    ],
)
def test_the_best_witness(metas: dict[str, str], visible: dict[str, str], url: str, expected: str) -> None:
    assert best(metas, visible, url) == expected


def test_a_stamp_is_told_but_never_believed() -> None:
    found = dating.witnesses(STAMP, {"visible": "2017-05-15"}, "")
    assert [one.text for one in found] == [
        "2017-05-15",
        "pubdate 2022-04-24 10:00:43（页面生成时间，不采信）",
    ]


def test_nothing_was_published_after_the_site_closed() -> None:
    found = dating.witnesses({"pubdate": "2025-01-02"}, {"visible": "2020-01-02"}, "")
    assert [one.text[:10] for one in dating.until(date(2024, 6, 30), found)] == ["2020-01-02", "pubdate 20"]
    assert dating.until(date(2019, 6, 30), found) == ()
    assert dating.until(None, found) == found


@pytest.mark.parametrize(
    ("created", "url", "dated"),
    [
        ("2023-05-11", "http://a.example/tjsj/202305/x.shtml", True),
        ("2023-05-11", "http://a.example/tjsj/202306/x.shtml", False),
        ("2023-05-11", "http://a.example/x.shtml", False),
        ("", "http://a.example/202305/x.shtml", False),
    ],
)
def test_the_day_a_record_was_made_counts_only_with_the_address(created: str, url: str, dated: bool) -> None:
    assert (dating.corroborated(created, url) is not None) is dated


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<td><b>索 引 号：</b></td><td>1/2018-2</td>", {"index_number": "1/2018-2"}),
        ("<td>文　　号</td><td>无</td>", {}),
        ("<td>发文字号：</td><td>青府〔2018〕1号</td>", {"document_number": "青府〔2018〕1号"}),
        ("<td>成文日期：2018年8月1日</td>", {"written": "2018年8月1日"}),
        ("<td>生成日期：2018年8月1日责任部门：甲</td>", {}),
        ("<td><span>来源：</span><span>访问量：<b>1</b></span></td>", {}),
        (
            "<td>时间：2019-03-08 来源：基础教育科 字体：大</td>",
            {"published": "2019-03-08", "source": "基础教育科"},
        ),
        ("<td>发布日期：<b><i>2017-05-15</i></b></td>", {"published": "2017-05-15"}),
        ("<td><label><font>索\u2002引\u2002号：</font></label><div>3</div></td>", {"index_number": "3"}),
        ("<td>开放时间</td><td>上午</td>", {}),
    ],
)
def test_labels(source: str, expected: dict[str, str]) -> None:
    root = html.parse(f"<table><tr>{source}</tr></table>")
    assert labels.read(root, None) == expected


def test_labels_inside_the_article_do_not_count() -> None:
    root = html.parse("<div id=a><p>发布日期：2001-01-01</p></div><p>发布日期：2002-02-02</p>")
    (article,) = Markup("<p>x</p>").select("p")
    inside = next(one for one in root.iter("div"))
    assert labels.read(root, inside) == {"published": "2002-02-02"}
    assert labels.read(root, article)["published"] == "2001-01-01"


@pytest.mark.parametrize(
    ("content", "declared", "expected"),
    [
        ("<meta charset=gb2312>水务".encode(), "", "水务"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">水务镕'.encode("gb18030"),
            "",
            "水务镕",
        ),
        ("水务".encode("gb18030"), "", "水务"),
        ("水務".encode("big5"), "big5", "水務"),
        ("\ufeff水务".encode("utf-16"), "", "水务"),
        (b"<meta charset=nonsense>" + "水务".encode("gbk"), "", "水务"),
        (b"<meta charset=utf-8>" + "水务局".encode()[:-1], "", "水务"),
    ],
)
def test_decoding(content: bytes, declared: str, expected: str) -> None:
    assert expected in markup.decode(content, declared)


@given(st.binary(max_size=200))
def test_decoding_never_fails(content: bytes) -> None:
    assert isinstance(markup.decode(content), str)


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<p>标题</p><p>正文</p>", "正文"),
        ("<p>标</p><p>题</p><p>号〔1〕</p><p>正文</p>", "正文"),
        ("<p>标题甲</p><p>正文</p>", "标题甲 正文"),
        ("<p>正文</p><p>【打印】 【关闭】</p>", "正文"),
        ("<p>正文</p><p>扫一扫在手机打开当前页</p>", "正文"),
        (
            "<p>正文</p><p>青澜市水务局</p><p>2020年1月2日</p><p>（此件公开发布）</p>",
            "正文 青澜市水务局 2020年1月2日 （此件公开发布）",
        ),
        ("<p>正文</p><div class='share'>分享</div>尾", "正文 尾"),
        ("<p>打印机采购公告</p>", "打印机采购公告"),
        ("<p>正文</p><p>--</p>", "正文 --"),
    ],
)
def test_furniture_goes_and_words_stay(source: str, left: str) -> None:
    root = next(html.parse(f"<div>{source}</div>").iter("div"))
    body.without_furniture(root, ("标题", "号〔1〕"))
    assert " ".join("".join(str(one) for one in root.itertext() if str(one).strip()).split()) == left.replace(
        " ", ""
    )


def test_a_page_finds_no_file_outside_of_its_export(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"x")
    inside = tmp_path / "export"
    (inside / "deep").mkdir(parents=True)
    (inside / "a.png").write_bytes(b"x")
    (inside / "out.png").symlink_to(tmp_path / "secret.png")
    (inside / "folder").symlink_to(tmp_path)
    folder = files.Folder(inside / "page.html", site.Site())
    assert folder.find("a.png")
    assert folder.find("./deep/../a.png")
    for address in (
        "../secret.png",
        "out.png",
        "folder/secret.png",
        f"file://{tmp_path}/secret.png",
        "/../secret.png",
        "a.png\0",
        "javascript:a.png",
        "//[",
        "",
    ):
        assert folder.find(address) is None, address


def test_site_toml_is_read_once_for_all_below(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/site.toml").write_text(
        'host = "X.example"\naliases = ["Y.example"]\nclosed_on = 2024-06-30\n'
    )
    found = site.of(tmp_path / "a/b/page.html")
    assert (found.host, found.aliases, str(found.closed_on)) == ("x.example", {"y.example"}, "2024-06-30")
    assert site.of(tmp_path / "page.html") == site.Site()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("host = ", "读不懂"),
        ('hots = "a"', "hots"),
        ('closed_on = "2024-06-30"', "不加引号"),
        ('body = "div"', "一列文字"),
        ('body = ["div > p"]', "div > p"),
        ("host = 1", "一行文字"),
        ('platform = "nanfanghao"\naccount = "1"', "不是平台代号"),
        ('platform = "other"', "account"),
        ('account = "1 2"', "空格"),
    ],
)
def test_a_wrong_site_toml_says_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "site.toml").write_text(text)
    with pytest.raises(MalformedExport, match=word):
        site.of(tmp_path / "page.html")


def test_accounts_on_one_host_are_told_apart_by_site_toml() -> None:
    text = '<meta name="ArticleTitle" content="题"><div class="TRS_Editor"><p>文</p></div>'
    keys = []
    for number in ("10234", "10235"):
        known = site.Site(host="hao.example", name=f"号{number}", platform="other", account=number)
        made = page.record(
            page.Saved(text, known, files.Folder(Path("p.html"), known), f"https://hao.example/{number}")
        )
        assert isinstance(made, Post)
        keys.append((made.account.platform, made.account.ids))
    assert keys == [("other", ("10234",)), ("other", ("10235",))]


def test_aliases_are_one_website() -> None:
    known = site.Site(host="www.a.example", aliases=frozenset(("a.example",)))
    text = '<meta name="ArticleTitle" content="题"><div class="TRS_Editor"><p>文</p></div>'
    ids = {
        record.source_id
        for address in ("http://a.example/T/x.html?id=1#top", "https://www.a.example/T/x.html?id=1")
        if isinstance(
            record := page.record(page.Saved(text, known, files.Folder(Path("p.html"), known), address)), Post
        )
    }
    assert ids == {"www.a.example/T/x.html?id=1"}


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.html", b'<html><div id="js_article"></div><div id="js_content"></div><meta name="PubDate">'),
        ("a.html", b"<html><body><p>plain</p></body></html>"),
        ("a.css", b'name="ArticleTitle"'),
        ("a.md", b'<meta name="ArticleTitle">'),
        ("a.html", b"%PDF-1.4 TRS_Editor"),
        ("a.html", b""),
        ("a.html", bytes(300)),
    ],
)
def test_what_is_not_claimed(tmp_path: Path, name: str, head: bytes) -> None:
    (website,) = [one for one in SOURCES if one.name == "website"]
    assert not website.detect(tmp_path / name, head)


def test_ten_thousand_nested_divs_are_one_problem(tmp_path: Path) -> None:
    text = '<meta name="ArticleTitle" content="题">' + "<div>" * 10_000 + "文" + "</div>" * 10_000
    with pytest.raises(MalformedExport, match="嵌套过深"):
        page.record(page.Saved(text, site.Site(), files.Folder(tmp_path / "p.html", site.Site())))


def test_a_moment_is_beijing_time() -> None:
    assert dating.moment_in("发布于 2020年 1 月 2 日 08:30") == datetime(2020, 1, 2, 8, 30, tzinfo=BEIJING)


@pytest.mark.parametrize("text", ["停水" + " " * 30_000 + "。", "[caption " * 20_000, "<!--" * 12_000])
def test_paragraphs_follow_no_sign_to_the_end_from_every_place(text: str) -> None:
    assert measured(lambda: paragraphs(text)) < 0.2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("甲\n乙\n \n丙", "<p>甲<br>乙</p><p>丙</p>"),
        ("甲 <p>乙</p> 丙", "<p>甲</p><p>乙</p><p>丙</p>"),
        ("甲[caption id=1]乙[/caption][gallery", "<p>甲乙[gallery</p>"),
        ("甲<!-- 注 -->乙<!-- 没有结尾", "<p>甲乙<!-- 没有结尾</p>"),
    ],
)
def test_paragraphs_of_wordpress(content: str, expected: str) -> None:
    assert paragraphs(content) == expected


PNG = f"data:image/png;base64,{b64encode(media_png(10)).decode()}"
LARGE = f"data:image/png;base64,{b64encode(media_png(10) + bytes(3000)).decode()}"


@pytest.mark.parametrize(
    ("image", "held", "url"),
    [
        (f'<img src="{PNG}">', True, ""),
        (f'<img src="{PNG}" data-src="https://a.example/1.jpg">', False, "https://a.example/1.jpg"),
        (f'<img src="{LARGE}" data-src="https://a.example/1.jpg">', True, "https://a.example/1.jpg"),
        ('<img src="about:blank" data-original="https://a.example/1.jpg">', False, "https://a.example/1.jpg"),
    ],
    ids=["embedded", "stand-in", "embedded with its address", "not loaded"],
)
def test_a_picture_in_the_page_itself_is_kept_and_none_is_lost_unsaid(
    tmp_path: Path, image: str, held: bool, url: str
) -> None:
    path = tmp_path / "a.html"
    text = f"""<!DOCTYPE html> <html><!--
 Page saved with SingleFile
 url: https://www.qinglan.example/art/2020/3/5/a.html
 saved date: Thu Mar 05 2021 12:00:00 GMT+0800
--><meta name="ArticleTitle" content="停水通知"><div>发布日期：2020-03-05</div><div id=zoom><p>正文</p>{image}</div>"""
    path.write_text(text, encoding="utf-8")
    source = WebsitePages()
    assert source.detect(path, text.encode())
    (post,) = source.read(path)
    assert isinstance(post, Post)
    assert post.source_id == "www.qinglan.example/art/2020/3/5/a.html"
    assert [(bool(one.content), one.url) for one in post.pictures] == [(held, url)]


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("https://weibo.com/1000000102/P2zg665pf", "微博"),
        ("https://m.weibo.cn/status/5106121941450753", "微博"),
        ("https://www.toutiao.com/article/7436/", "今日头条"),
        ("https://notweibo.com/a.html", ""),
        ("https://www.qinglan.example/a.html", ""),
    ],
)
def test_a_platform_s_page_is_no_website_s_unless_a_person_says_whose(
    tmp_path: Path, address: str, refused: str
) -> None:
    path = tmp_path / "a.html"
    text = f"<!-- saved from url=(0040){address} -->\n<html><div>发布日期：2020-03-05</div><div id=zoom><p>正文</p></div>"
    path.write_text(text, encoding="utf-8")
    (found,) = WebsitePages().read(path)
    assert isinstance(found, Skipped) is bool(refused)
    assert refused in getattr(found, "reason", "")
