"""What a page says about its article, era by era, and what it must not be taken to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.model import AccountKey
from importers.sources.wechat import page
from importers.sources.wechat.fields import Fields

BIZ = "MzAwMDAwMDAwMQ=="
LONG = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=26&idx=2&sn=abc"


def fields(
    script: str = "", body: str = "", head: str = "", *, before: str = "", name: str = "a.html"
) -> Fields:
    text = f"{before}<html><head>{head}</head><body><div id='js_article'>{body}</div><script>{script}</script></body></html>"
    return Fields(page.split(text), Path(name))


@pytest.mark.parametrize(
    ("script", "head", "before", "expected"),
    [
        (f'var biz = "{BIZ}" || "";var mid = "26" || "";var idx = "2";', "", "", (BIZ, "26", "2")),
        (
            f"window.biz = '' || '{BIZ}';window.mid = '' || '' || '26';window.idx = '' || '2';",
            "",
            "",
            (BIZ, "26", "2"),
        ),
        (f"var biz = ''||'{BIZ}'; var appmsgid = '' || '26'; var idx = '2';", "", "", (BIZ, "26", "2")),
        (
            f"window.cgiDataNew = {{ bizuin: JsDecode('{BIZ}'), mid: '26' * 1, idx: '2' * 1, }};",
            "",
            "",
            (BIZ, "26", "2"),
        ),
        ("", f'<meta property="og:url" content="{LONG.replace("&", "&amp;")}">', "", (BIZ, "26", "2")),
        ("", f'<meta content="{LONG.replace("&", "&amp;")}" property="og:url"/>', "", (BIZ, "26", "2")),
        (f'var msg_link = "{LONG.replace("&", chr(92) + "x26amp;")}";', "", "", (BIZ, "26", "2")),
        ("", "", f"<!-- saved from url=(0090){LONG} -->", (BIZ, "26", "2")),
        ("", "", "", ("", "", "")),
        (
            "var biz = null;var mid = start + end >> 1;var idx = permanentListeners[event];",
            "",
            "",
            ("", "", ""),
        ),
        ("var biz = '<b>'; var mid = 'x'; var idx = '1';", "", "", ("", "", "")),
    ],
)
def test_identity(script: str, head: str, before: str, expected: tuple[str, str, str]) -> None:
    assert fields(script, head=head, before=before).identity == expected


@pytest.mark.parametrize(
    ("script", "head", "expected"),
    [
        (f'var biz="{BIZ}";var mid="26";var idx="2";var sn="abc";var msg_link="";', "", LONG),
        (f'var biz="{BIZ}";var mid="26";var idx="2";var sn="" || "";', "", LONG.removesuffix("&sn=abc")),
        (
            'var msg_link = "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv";',
            "",
            "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv",
        ),
        (
            "",
            '<meta property="og:url" content="https://mp.weixin.qq.com/s?src=11&timestamp=1&signature=x">',
            "",
        ),
        ("", '<meta property="og:url" content="https://www.qinglan.example/">', ""),
    ],
)
def test_address(script: str, head: str, expected: str) -> None:
    assert fields(script, head=head).address == expected


@pytest.mark.parametrize(
    ("script", "body", "expected"),
    [
        (
            'var user_name = "gh_0000000000a1"; var nickname = "青澜发布";',
            "",
            (("gh_0000000000a1",), "青澜发布"),
        ),
        ('var nickname = htmlDecode("青澜\\x26amp;发布");', "<a id='js_name'>别名</a>", ((), "青澜&发布")),
        ("", "<a id='js_name'>\n  青澜发布  </a>", ((), "青澜发布")),
        ("", "<a id='post-user'>青澜发布</a>", ((), "青澜发布")),
        (
            "window.cgiDataNew = { user_name: JsDecode('gh_0000000000b2'), nick_name: JsDecode('青澜'), };",
            "",
            (("gh_0000000000b2",), "青澜"),
        ),
        ('var user_name = "not an id"; var title = "不是账号";', "", ((), "")),
    ],
)
def test_account(script: str, body: str, expected: tuple[tuple[str, ...], str]) -> None:
    assert fields(script, body).account == AccountKey("weixin", *expected)


@pytest.mark.parametrize(
    ("script", "body", "head", "expected"),
    [
        ("var msg_title = '题&quot;目&quot;'.html(false);", "<h1 id='activity-name'>别的</h1>", "", '题"目"'),
        ('var msg_title = "旧题\\x26amp;";var title = "账号名";', "", "<title>账号名</title>", "旧题&"),
        ("window.msg_title = window.title = '新题' || '';", "", "", "新题"),
        ("", "<h2 id='activity-name'>\n 一\n 二 </h2>", '<meta property="og:title" content="备用">', "一 二"),
        ("", "<h1 id='activity-name'><span class='js_title_inner'>里层</span></h1>", "", "里层"),
        (
            "",
            "<div id='js_image_content'><h1 class='rich_media_title'>作者</h1></div>",
            '<meta content="图片帖" property="og:title">',
            "图片帖",
        ),
        ("window.cgiDataNew = { title: JsDecode('数据里的题'), };", "", "", "数据里的题"),
        ("var title = showTitle;", "", "<title>账号名</title>", ""),
    ],
)
def test_title(script: str, body: str, head: str, expected: str) -> None:
    assert fields(script, body, head).title == expected


@pytest.mark.parametrize(
    ("script", "body", "head", "expected"),
    [
        ('var author = "编辑甲";', "", "", "编辑甲"),
        (
            "",
            "<span id='js_author_name' style='display:none'>乙</span><span id='js_author_name_text'>乙</span>",
            "",
            "乙",
        ),
        (
            "",
            "<em id='post-date'>2017-01-02</em><em class='rich_media_meta_text'>丙</em><a id='post-user'>号</a>",
            "",
            "丙",
        ),
        ("", "<em id='post-date'>2017-01-02</em><a id='post-user'>号</a>", "", ""),
        ("", "", '<meta name="author" content="丁">', "丁"),
    ],
)
def test_byline(script: str, body: str, head: str, expected: str) -> None:
    assert fields(script, body, head).byline == expected


def said(found: Fields) -> list[tuple[str, str, str]]:
    return [(one.kind, one.text, one.when.isoformat()) for one in found.witnesses]


def test_times_the_most_trustworthy_first() -> None:
    found = fields(
        'var ct = "1651200173";var createTime = \'2022-04-29 10:42\';var publish_time = "2022-04-29" || "";',
        "<em id='publish_time'>2022年04月29日 10:42</em>",
        name="20220429标题.html",
    )
    assert said(found) == [
        ("script", "ct=1651200173", "2022-04-29T10:42:53+08:00"),
        ("script", "createTime=2022-04-29 10:42", "2022-04-29T10:42:00+08:00"),
        ("script", "publish_time=2022-04-29", "2022-04-29T00:00:00+08:00"),
        ("visible", "2022年04月29日 10:42", "2022-04-29T10:42:00+08:00"),
        ("file name", "20220429标题.html", "2022-04-29T00:00:00+08:00"),
    ]


@pytest.mark.parametrize(
    "shown", ["昨天", "前天", "3天前", "2周前", "今天", "Yesterday", "5 days ago", "6月1日"]
)
def test_a_relative_date_needs_the_time_of_saving(shown: str) -> None:
    body = f"<em id='publish_time'>{shown}</em>"
    assert said(fields("", body)) == []
    known = said(fields('var svr_time = "1581604666" * 1;', body))
    assert len(known) == 1
    assert known[0][2] < "2020-02-14"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20241101科技.html", "2024-11-01T00:00:00+08:00"),
        ("[2025-12-20225424]海.html", "2025-12-20T22:54:24+08:00"),
        ("[202604030825]海.html", "2026-04-03T08:25:00+08:00"),
        ("2024-11-06 通知.html", "2024-11-06T00:00:00+08:00"),
        ("20241301不是日期.html", None),
        ("20240230没有这天.html", None),
        ("2017华为.html", None),
        ("202411012345678.html", None),
        ("标题20241101.html", None),
    ],
)
def test_a_file_name_may_begin_with_its_day(name: str, expected: str | None) -> None:
    found = said(fields(name=name))
    assert [one[2] for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "script",
    ['var ct = "";', 'var ct = "0";', "var ct = Date.now();", 'var ct = "16512001730000";', 'var ct="x";'],
)
def test_what_is_no_time_is_no_witness(script: str) -> None:
    assert said(fields(script)) == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('var item_show_type = "0"; var c = {item_show_type: 5};', 0),
        ("var c = {item_show_type: 5}; if (window.item_show_type === '8') {}", 0),
        ("window.item_show_type = '8' || '';", 8),
        ("window.cgiDataNew = { item_show_type: '10' * 1, };", 10),
        ("", 0),
    ],
)
def test_show_type(script: str, expected: int) -> None:
    assert fields(script).show_type == expected


def test_tags_and_links() -> None:
    found = fields(
        "window.cgiDataNew = { public_tag_info: { tags: [ { tag_name: JsDecode('#民生') }, { tag_name: JsDecode('水') }, 'x', ], },"
        " appmsgalbuminfo: { title: JsDecode('民生'), }, source_url: JsDecode('javascript:alert(1)'), };"
    )
    assert found.tags == ("民生", "水")
    assert found.source_link == ""
    assert (
        fields("var msg_source_url = 'http://www.qinglan.example/?a=1\\x26amp;b=2';").source_link
        == "http://www.qinglan.example/?a=1&b=2"
    )
    assert fields("window.cgiDataNew = { broken").tags == ()


@pytest.mark.parametrize(
    ("before", "address", "at"),
    [
        ("<!-- saved from url=(0048)http://mp.weixin.qq.com/s/x -->", "http://mp.weixin.qq.com/s/x", None),
        ("<!--https://mp.weixin.qq.com/s?src=11-->", "https://mp.weixin.qq.com/s?src=11", None),
        (
            "<!--\n Page saved with SingleFile \n url: https://mp.weixin.qq.com/s/y \n saved date: Wed Jul 12 2023 17:30:00 GMT+0800 (x)\n-->",
            "https://mp.weixin.qq.com/s/y",
            "2023-07-12T17:30:00+08:00",
        ),
        ("<!-- saved date: Wed Foo 12 2023 17:30:00 GMT+0800 -->", "", None),
        ("<!-- 见 https://mp.weixin.qq.com/s/z -->", "", None),
    ],
)
def test_where_and_when_a_page_was_saved(before: str, address: str, at: str | None) -> None:
    saved = fields(before=before).page
    assert saved.saved_from == address
    assert (saved.saved_at.isoformat() if saved.saved_at else None) == at
