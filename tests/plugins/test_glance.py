"""The glance at a page answers what the long look answers, or nothing; and what is noted of a page is judged."""

from __future__ import annotations

from pathlib import Path

import city
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.notices import glance, sitecheck
from plugins.notices.crew import Crew
from plugins.notices.sights import Sights, check
from plugins.release import Build

PAGE = "water/2026/20260101-0123456789ab.html"
TAGS = "\n".join(
    f'<meta name="{name}" content="{value}">'
    for name, value in {
        "SiteName": "站",
        "SiteDomain": "a.example",
        "SiteIDCode": "bm00000001",
        "ColumnName": "公告",
        "ColumnDescription": "述",
        "ColumnKeywords": "词",
        "ColumnType": "通知公告",
        "ArticleTitle": "题",
        "PubDate": "2026-01-01 09:00",
        "ContentSource": "局",
        "Keywords": "词",
        "Author": "局",
        "Description": "述",
        "Url": "https://a.example/water/2026/20260101-0123456789ab.html",
    }.items()
)
TEXT = f"""<!DOCTYPE html><html lang="zh-Hans" id="elder"><head><meta charset="utf-8"><title>题</title>
{TAGS}
<link rel="stylesheet" href="/theme/a.css"><meta property="og:title" content="题">
<script type="application/ld+json">{{"headline":"题"}}</script>
</head><body><a href="#main">跳</a>
<main id="main" class="wrap"><p>正文<a href="/other/">甲</a><img src="../media/a.png" alt="">
<img src="data:image/png;base64,QQ==" alt=""><a href="https://b.example/?a=">乙</a></p></main>
<footer><a href="/go/">旧</a></footer></body></html>"""
TARGETS = frozenset(
    {
        "/theme/a.css",
        "#main",
        "/other/",
        "../media/a.png",
        "data:image/png;base64,QQ==",
        "https://b.example/?a=",
        "/go/",
    }
)
SCRAPS = [
    *(
        'href="',
        'src="',
        'srcset="',
        'action="',
        '"',
        "=",
        '="',
        "<",
        ">",
        " ",
        "\n",
        "href=",
        "/gone/",
        "#x",
    ),
    *(
        "</head>",
        "<main",
        "</main>",
        "<meta",
        '<meta name="Url" content="">',
        '<meta property="og:',
        "&quot;",
    ),
    *(
        '<script type="application/ld+json">',
        "</script>",
        "{}",
        "{",
        'content="noindex"',
        "2026",
        "name=",
        "甲",
    ),
]


def is_right(page: str, text: str) -> bool:
    found = glance.references(page, text)
    return found is None or (sitecheck.is_complete(page, text) and found == sitecheck.targets(text))


def test_a_page_of_the_usual_kind_needs_no_other_look() -> None:
    assert glance.references(PAGE, TEXT) == TARGETS


def test_on_every_page_of_the_city_both_looks_agree(built: Build) -> None:
    pages = {
        one.relative_to(built.site).as_posix(): one.read_text("utf-8") for one in built.site.rglob("*.html")
    }
    assert all(is_right(page, text) for page, text in pages.items())
    glanced = [page for page, text in pages.items() if glance.references(page, text) is not None]
    assert len(glanced) > 0.9 * len(pages)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 40), st.sampled_from(["", *SCRAPS])), max_size=4
    )
)
def test_whatever_is_cut_out_or_put_in_the_glance_is_right(edits: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for place, cut, scrap in edits:
        text = text[:place] + scrap + text[place + cut :]
    assert is_right(PAGE, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<meta name="Author" content="局">', ""),
        ('name="Author"', 'name="author"'),
        ('name="Author" content="局"', 'name="Author" content=" "'),
        ("2026-01-01 09:00", "2026-01-01"),
        ("bm00000001", "1"),
        ('content="https://', 'content="//'),
        ('"headline":"题"', '"headline":'),
        ("<title>", '<meta name="Author" content=""><title>'),
        ("正文", '<script type="application/ld+json">{</script>'),
        ("<footer>", '<footer><script type="application/ld+json">{</script>'),
    ],
)
def test_what_is_missing_or_broken_is_left_to_the_long_look(old: str, new: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    assert glance.references(PAGE, text) is None
    assert not sitecheck.is_complete(PAGE, text)


def judged(folder: Path, text: str) -> None:
    """What a build in *folder*, whose one page is *text*, says of it."""
    for path in (PAGE, "other/index.html", "theme/a.css", "water/media/a.png", "go/index.html"):
        city.put(folder / "site" / path, text.encode() if path == PAGE else b"")
    seen = Sights()
    seen.look(PAGE, text)
    seen.note(folder)
    check(folder, [PAGE], Crew(1))


def test_a_page_whose_links_all_lead_somewhere_passes(tmp_path: Path) -> None:
    judged(tmp_path, TEXT)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"/other/"', '"/gone/"', "第 19 行：链接“/gone/”打不开"),
        ('"/theme/a.css"', '"/theme/b.css"', "theme/b.css"),
        ('"/go/"', '"/gone/"', "/gone/"),
        ('"../media/a.png"', '"../media/b.png"', "b.png"),
        ('"#main"', '"#nowhere"', "#nowhere"),
        ("正文", '<img alt="" srcset="/gone.webp"><form action="/other/">', "/gone.webp"),
        ('content="局"', 'content=""', "ContentSource 缺失"),
        ('"题"}', "题}", "JSON-LD"),
    ],
)
def test_what_is_wrong_with_a_page_stops_the_build(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(sitecheck.BadPages, match=says):
        judged(tmp_path, TEXT.replace(old, new, 1))
