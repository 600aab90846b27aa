"""The last touches to bodies, pictures' dimensions, dead links in notices, and the look over built pages."""

from __future__ import annotations

import errno
import io
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import building
import city
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from PIL import Image

from notices import outlinks
from notices.remarks import Correction
from notices.render import to_html, to_text
from plugins.notices import bodies, deadlinks, dimensions, linkeddata, references, sitecheck
from plugins.notices.crew import Crew
from plugins.notices.library import Library
from plugins.notices.site import Site
from plugins.release import BadContent, Build


@pytest.fixture
def media(tmp_path: Path) -> Path:
    city.put(tmp_path / "list.pdf", b"x" * 12_345)
    city.put(tmp_path / "picture.png", picture("PNG", (40, 30)))
    return tmp_path


def picture(kind: str, size: tuple[int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, kind)
    return stream.getvalue()


def finish(markdown: str, media: Path, *, archived: bool = False) -> str:
    return bodies.finish(to_html(markdown), media, archived=archived)


def test_a_file_is_named_with_type_and_size(media: Path) -> None:
    html = finish("[名单](../media/list.pdf)", media)
    assert html.count("（PDF，12.3 KB）") == 1
    assert 'href="../media/list.pdf"' in html


def test_a_missing_file_has_no_size(media: Path) -> None:
    assert "（DOCX）" in finish("[名单](../media/none.docx)", media)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 字节"), (999, "999 字节"), (1000, "1.0 KB"), (4_560_000, "4.6 MB")]
)
def test_sizes(count: int, shown: str) -> None:
    assert bodies.size(count) == shown


def test_a_picture_keeps_its_place_and_loads_late(media: Path) -> None:
    html = finish("![水厂](../media/picture.png)", media)
    assert (
        '<img alt="水厂" src="../media/picture.png" width="40" height="30" loading="lazy" decoding="async">'
        in html
    )


@pytest.mark.parametrize("markdown", ["![](../media/picture.png)", "![ ](../media/picture.png)"])
def test_a_picture_without_words_says_so(media: Path, markdown: str) -> None:
    html = finish(markdown, media)
    assert html.count("alt=") == 1
    assert f'alt="{bodies.NO_WORDS}"' in html


def test_a_table_has_its_own_scroll(media: Path) -> None:
    html = finish("| a | b |\n|---|---|\n| 1 | 2 |", media)
    assert html.count('tabindex="0"') == html.count("</table></div>") == 1


@pytest.mark.parametrize("target", ["./t2019.html", "/n/青澜", "#top", "../2019/", "list.jsp?id=1"])
def test_links_of_the_old_site_become_words_in_an_archived_body(media: Path, target: str) -> None:
    assert finish(f"[看**这里**]({target})", media, archived=True) == "<p>看<strong>这里</strong></p>"


@pytest.mark.parametrize(
    "target", ["https://www.gov.cn/", "mailto:a@b.example", "tel:12345", "../media/list.pdf"]
)
def test_links_that_lead_somewhere_stay(media: Path, target: str) -> None:
    assert f'href="{target}"' in finish(f"[看]({target})", media, archived=True)


def test_tags_that_are_not_in_pairs_hide_no_dead_link_of_another_site(media: Path) -> None:
    html = finish(
        '[甲<object data="x">](https://a.example/ "题") <a href="old/1.html">乙</a>', media, archived=True
    )
    assert "old/1.html" not in html
    assert 'href="https://a.example/"' in html


@given(st.text(max_size=80))
def test_no_text_is_lost(text: str) -> None:
    html = to_html(text)
    assert to_text(bodies.finish(html, Path("/none"), archived=True)) == to_text(html)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (640, 480), (33, 1200)])
def test_dimensions_of_each_kind(tmp_path: Path, kind: str, size: tuple[int, int]) -> None:
    city.put(tmp_path / "a", picture(kind, size))
    assert dimensions.of_file(tmp_path / "a") == size


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"GIF89a",
        b"<html>",
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 9,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\xff" * 8,
    ],
)
def test_damaged_pictures_have_none(tmp_path: Path, payload: bytes) -> None:
    city.put(tmp_path / "a", payload)
    assert dimensions.of_file(tmp_path / "a") is None


def test_a_picture_that_cannot_be_read_now_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OSError, match="open files"):
        dimensions.of_file(Path("a.png"))


def test_a_picture_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert dimensions.of_file(tmp_path / "a.png") is None
    assert dimensions.of_file(tmp_path) is None


def test_lossless_and_extended_webp(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (70, 50), (1, 2, 3, 4)).save(stream, "WEBP", lossless=True)
    city.put(tmp_path / "a", stream.getvalue())
    assert dimensions.of_file(tmp_path / "a") == (70, 50)


# Links in what departments write

BODY = "头一行。\n\n[好](/water/) [也好](/years/2026/) [坏](/nowhere/) 又[坏](#top)\n\n[坏](old.html) <https://a.example/x> [外](https://B.example/)"


def test_links_and_hosts_are_found_with_their_lines() -> None:
    assert references.internal(BODY) == (
        ("/water/", 3),
        ("/years/2026/", 3),
        ("/nowhere/", 3),
        ("#top", 3),
        ("old.html", 5),
    )
    assert outlinks.hosts(BODY) == ("a.example", "b.example")
    assert references.internal("[x](../media/a.pdf) [y](mailto:a@b.example)") == ()


def test_dead_links_of_a_notice_fail_the_build_by_file_and_line(tmp_path: Path) -> None:
    notice = replace(city.own()[0], body=BODY)
    city.write(tmp_path / "content", [notice])
    with pytest.raises(BadContent) as caught:
        building.build_in(tmp_path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert all(f"water/2026/{notice.slug}.md" in line and "打不开" in line for line in lines)
    assert ["/nowhere/" in lines[0] or "#top" in lines[0], "old.html" in lines[2]] == [True, True]


def test_an_archived_body_is_not_judged(library: Library) -> None:
    archived = library.records[0]._replace(links=(("/nowhere/", 1),))
    assert list(deadlinks.problems([archived], set())) == []
    assert len(list(deadlinks.problems([archived._replace(platform="")], set()))) == 1


# The look over built pages


def test_the_city_passes(built: Build) -> None:
    assert sitecheck.check_all(built.site) == len(list(built.site.rglob("*.html")))


PAGE = """<html><head><meta name="SiteName" content="a"><meta name="SiteDomain" content="a"><meta name="SiteIDCode" content="0000000001">
<meta name="ColumnName" content="a"><meta name="ColumnDescription" content="a"><meta name="ColumnKeywords" content="a"><meta name="ColumnType" content="a">
%s</head><body id="here">%s</body></html>"""
ARTICLE = "".join(
    f'<meta name="{name}" content="a">'
    for name in ("ArticleTitle", "ContentSource", "Keywords", "Author", "Description")
)
ARTICLE += '<meta name="PubDate" content="2026-01-01 09:00"><meta name="Url" content="https://a.example/">'


def look(tmp_path: Path, head: str, body: str, page: str = "pages/a/index.html") -> None:
    city.put(tmp_path / page, (PAGE % (head, body)).encode())
    city.put(tmp_path / "other/index.html", (PAGE % ("", "")).encode())
    city.put(tmp_path / "theme/a.css", b"")
    sitecheck.check(tmp_path, [page], Crew(1))


@pytest.mark.parametrize(
    "target",
    [
        "/other/",
        "/other",
        "../../other/#here",
        "#here",
        "/theme/a.css",
        "https://x.example/",
        "mailto:a@b.example",
        "/other/?q=1#here",
        "",
    ],
)
def test_living_links_pass(tmp_path: Path, target: str) -> None:
    look(tmp_path, "", f'<a class="x" href="{target}">x</a>')


def test_words_that_look_like_a_link_stop_no_build(tmp_path: Path) -> None:
    """A post whose title ends in ` href=` could else keep the whole site from being built."""
    look(
        tmp_path,
        '<meta property="og:title" content="甲 href=">\n<meta name="x" content="b src=">',
        '<a title="甲 href=" class="x" href="/other/">x</a>',
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/gone/">',
        '<a href="/other/#gone">',
        '<img alt="" src="../a.png">',
        '<link href="/theme/b.css">',
        '<form action="/gone">',
        '<a href="/../../etc/passwd">',
        '<a href="/a&amp;b.html">',
        '<img src="/theme/a.css" srcset="/gone.webp">',
        '<a title="甲 href=" href="/gone/">',
    ],
)
def test_dead_links_are_named_with_page_and_line(tmp_path: Path, markup: str) -> None:
    with pytest.raises(sitecheck.BadPages, match=r"^pages/a/index\.html 第 3 行：链接“.*”打不开"):
        look(tmp_path, "", markup)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (ARTICLE.replace('name="PubDate"', 'name="pubdate"'), "PubDate 缺失"),
        (ARTICLE.replace("2026-01-01 09:00", "2026-01-01"), "PubDate 的写法"),
        (
            ARTICLE.replace('name="ContentSource" content="a"', 'name="ContentSource" content=" "'),
            "ContentSource 缺失",
        ),
        (ARTICLE.replace("https://a.example/", "/a.html"), "Url 的写法"),
        (ARTICLE + '<script type="application/ld+json">{"a":}</script>', "JSON-LD"),
    ],
)
def test_bad_tags_are_named(tmp_path: Path, head: str, says: str) -> None:
    with pytest.raises(sitecheck.BadPages, match=says):
        look(tmp_path, head, "", "water/2026/a.html")


def test_good_tags_pass(tmp_path: Path) -> None:
    look(tmp_path, ARTICLE, "", "water/2026/a.html")


def test_only_the_first_findings_are_told(tmp_path: Path) -> None:
    with pytest.raises(sitecheck.BadPages, match=r"共 50 处。$") as caught:
        look(tmp_path, "", '<a href="/gone/">' * 50)
    assert len(str(caught.value).splitlines()) == 21


# Structured data


@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_whatever_it_says_it_stays_inside_its_element(value: object) -> None:
    element = linkeddata.script({"name": value})
    inside = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside)["name"] == value


@given(st.text())
def test_open_graph_is_escaped(text: str) -> None:
    shown = linkeddata.graph({"title": text, "image": ""})
    assert isinstance(shown, Markup)
    assert shown.count('"') == (4 if text else 0)
    assert "og:image" not in shown


def test_what_is_said_of_a_notice(site: Site) -> None:
    notice = replace(city.own()[0], kind="政策文件", corrections=(Correction(date(2026, 11, 1), "更正"),))
    said = linkeddata.article(site, notice, "青澜市水务局", "/a.html")
    assert (said["@type"], said["datePublished"], said["dateModified"]) == (
        "Report",
        "2026-10-08",
        "2026-11-01",
    )
    assert "isBasedOn" not in said
    archived = linkeddata.article(site, city.archived(1, "题", "文"), "青澜市水务局", "/a.html")
    assert archived["@type"] == "Article"
    assert archived["datePublished"].endswith("+08:00")
    assert archived["isBasedOn"].startswith("https://mp.weixin.qq.com/")
