"""Pages taken apart, recognised, and their pictures found; nothing outside the page's folder is touched."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from importers.model import HEAD_BYTES, MalformedExport, Post, Problem, Skipped
from importers.normalize import html
from importers.normalize.embedded import embedded
from importers.sources import SOURCES
from importers.sources.wechat import SOURCE, page
from tests.importers.timing import measured

CASES = Path(__file__).parents[1] / "exports" / "wechat"
SHELL = (
    '<html><body><div id="js_article"><h1 id="activity-name">题</h1><a id="js_name">青澜发布</a>'
    '<div id="js_content">{}</div></div></body></html>'
)


def read(path: Path, content: str) -> Post:
    path.write_text(SHELL.format(content), encoding="utf-8")
    record = next(iter(SOURCE.read(path)))
    assert isinstance(record, Post)
    return record


def test_a_name_that_only_looks_like_script_opens_and_ends_none() -> None:
    assert page.split("甲<scrİpt>乙<scrıpt>丙<ſtyle>丁").markup == "甲<scrİpt>乙<scrıpt>丙<ſtyle>丁"
    assert page.split("<script>甲</ſcript>乙</script>").scripts == ("甲</ſcript>乙",)


def test_scripts_styles_and_comments_are_set_apart() -> None:
    found = page.split(
        "甲<!--headTrap<body id='x'></body><script>1</script>-->乙<SCRIPT src=a>if (a<b) '<div id=js_content>'</SCRIPT >丙"
        "<style>p{}</style>丁<scripture>戊</scripture><script>没有结束"
    )
    assert found.markup == "甲乙丙丁<scripture>戊</scripture>"
    assert found.scripts == ("if (a<b) '<div id=js_content>'", "没有结束")
    assert found.comments == ("headTrap<body id='x'></body><script>1</script>",)


@given(st.text(st.sampled_from("<>!-/scriptyle a='\"İıſ"), max_size=80))
@example("甲<scrİpt>1</script>乙")
@example("甲<ſtyle>1</style>乙")
@example("甲<script>1</ſcript>")
def test_any_text_is_taken_apart(text: str) -> None:
    found = page.split(text)
    assert len(found.markup) + sum(map(len, found.scripts)) <= len(text)


@pytest.mark.parametrize(
    "unit",
    ["<script>", "<!--", "</script>", "<style><script></style>", "<s", "<script", "x<script>y</script>"],
)
def test_taking_apart_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        return min(measured(lambda: page.split(text)) for _ in range(3))

    assert seconds(1_000_000) / max(seconds(100_000), 2e-3) <= 20


def test_an_element_in_a_script_or_comment_is_no_article() -> None:
    saved = page.split(
        "<html><body><!-- <div id='js_content'> --><script>'<div id=\"js_article\">'</script></body></html>"
    )
    assert "js_content" not in saved.elements
    assert "js_article" not in saved.elements


@pytest.mark.parametrize(
    "path",
    sorted(path for path in CASES.rglob("*") if path.suffix in (".html", ".htm", ".mhtml")),
    ids=lambda path: path.name,
)
def test_every_page_is_claimed_by_this_source_alone(path: Path) -> None:
    head = path.read_bytes()[:HEAD_BYTES]
    assert [source.name for source in SOURCES if source.detect(path, head)] == ["wechat"]


@pytest.mark.parametrize(
    ("name", "head"),
    [
        (
            "a.html",
            b"<html><body><p>https://mp.weixin.qq.com/s/x</p><img src='https://mmbiz.qpic.cn/a'></body></html>",
        ),
        (
            "a.html",
            b"<html><script src='//res.wx.qq.com/open/js/jweixin-1.6.0.js'></script><div class='TRS_Editor'>x</div></html>",
        ),
        (
            "a.html",
            "<html><script>var a='id=\"js_article\"'</script>讲解 id=js_content 的博客</html>".encode(),
        ),
        ("a.html", "<html><!-- <div id='js_article'> --><p>网页</p></html>".encode()),
        ("a.md", b"<div id='js_article'></div>"),
        ("a.xml", b"<?xml version='1.0'?><rss><div id='js_article'/></rss>"),
        ("a", b"<rss><div id='js_article'/></rss>"),
        ("a.mhtml", b"From: <Saved by Quantic Rabbit>\n<div id='js_article'>"),
        ("a.html", b"From: x\r\n\r\n<div id='js_article'>"),
        ("a.html", b""),
        ("a.html", b"\x00\x01\x02\xff"),
        ("a.html", b"\xff\xfe<\x00h\x00"),
        ("a.csv", b"title,url,time"),
    ],
)
def test_other_files_are_left_alone(name: str, head: bytes) -> None:
    assert SOURCE.detect(Path(name), head) is False


def test_detection_never_raises() -> None:
    chance = random.Random(7)
    for length in (1, 10, 100, 5000):
        assert SOURCE.detect(Path("x.html"), b"<" + chance.randbytes(length)) in (True, False)


def test_pictures_beside_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "通知_files"
    folder.mkdir()
    (folder / "640(1)").write_bytes(b"GIF89a1")
    (folder / "a b.png").write_bytes(b"x")
    (folder / "icon_loading.gif").write_bytes(b"GIF89a")
    (tmp_path / "secret.txt").write_text("秘")
    (tmp_path.parent / "outside.png").write_bytes(b"o")
    (folder / "link.png").symlink_to(tmp_path.parent / "outside.png")
    post = read(
        tmp_path / "通知.html",
        '<img src="./%E9%80%9A%E7%9F%A5_files/640(1)" data-src="https://mmbiz.qpic.cn/1"><img src="通知_files/a%20b.png?v=1">'
        '<img src="通知_files/icon_loading.gif" data-src="https://mmbiz.qpic.cn/3"><img src="通知_files/没有.png" data-src="//mmbiz.qpic.cn/4">'
        '<img src="../outside.png"><img src="/etc/passwd"><img src="file:///etc/passwd"><img src="通知_files/link.png">'
        f'<img src="{"长" * 300}.png"><img src="a%00b.png">',
    )
    assert [(one.path.name if one.path else None, one.url) for one in post.pictures] == [
        ("640(1)", "https://mmbiz.qpic.cn/1"),
        ("a b.png", ""),
        (None, "https://mmbiz.qpic.cn/3"),
        (None, "https://mmbiz.qpic.cn/4"),
        (None, ""),
    ]
    assert post.body.count("(media:") == 10
    assert [path.name for path in post.companions] == ["icon_loading.gif"]


def test_embedded_pictures() -> None:
    png = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + (9).to_bytes(4, "big")
        + (8).to_bytes(4, "big")
        + b"rest of the picture"
    )
    one = b"GIF89a\x01\x00\x01\x00"
    assert embedded("data:image/png;base64," + base64.b64encode(png).decode()) == png
    assert embedded("data:image/gif;base64," + base64.b64encode(one).decode()) is None
    assert embedded("data:image/svg+xml;utf8,<svg width='1px'/>") is None
    assert embedded("data:image/png;base64,") is None
    assert embedded("data:image/png;base64,A") is None
    assert embedded("data:,") is None


def test_a_repeated_background_is_one_picture(tmp_path: Path) -> None:
    style = "background: #fff url('https://mmbiz.qpic.cn/bg') no-repeat"
    post = read(
        tmp_path / "a.html",
        f'<p style="{style}">一</p><p style="{style}">二</p><p style="background:url(data:x)">三</p>',
    )
    assert post.body == "![](media:1)\n\n一\n\n二\n\n三"


def test_comments_of_readers_are_not_imported() -> None:
    record = next(iter(SOURCE.read(CASES / "exporter-html" / "input" / "重阳节慰问" / "index.html")))
    assert isinstance(record, Post)
    assert "评论" not in record.body


def test_a_page_too_large_or_of_no_encoding_is_malformed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<html>\xff\xff\xff\x81 \x81\xff")
    with pytest.raises(MalformedExport, match="第 1 行"):
        list(SOURCE.read(path))
    monkeypatch.setattr(page, "LARGEST", 4)
    with pytest.raises(MalformedExport, match="文件超过"):
        list(SOURCE.read(path))


def test_a_page_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(SHELL.format("<p>旧编码的正文，仍能读出。</p>").encode("gb18030"))
    record = next(iter(SOURCE.read(path)))
    assert isinstance(record, Post)
    assert record.body == "旧编码的正文，仍能读出。"


@pytest.mark.parametrize(
    "said",
    ["该内容已被发布者删除", "环境异常", "链接已过期", "此内容因违规无法查看", "关于公众号", "404 Not Found"],
)
def test_an_article_quoting_a_prompt_stays_an_article(tmp_path: Path, said: str) -> None:
    assert said in read(tmp_path / "a.html", f"<p>{said}</p>").body


def test_a_page_with_nothing_but_the_body_element_is_an_article(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><h1 id=activity-name>题</h1><div id=js_content>正文</div></html>", encoding="utf-8"
    )
    assert SOURCE.detect(path, path.read_bytes())
    record = next(iter(SOURCE.read(path)))
    assert isinstance(record, Post)
    assert (record.title, record.body) == ("题", "正文")


def test_identity_without_ids_hangs_on_account_title_and_minute(tmp_path: Path) -> None:
    first = read(tmp_path / "a.html", "<p>甲</p>")
    again = read(tmp_path / "b.html", "<p>乙，内容不同</p>")
    dated = read(tmp_path / "c.html", '<em id="publish_time">2024-01-02 03:04</em>')
    assert first.source_id == again.source_id
    assert dated.source_id != first.source_id


def test_no_record_is_a_failure_that_says_nothing() -> None:
    for path in sorted((CASES / "prompt-pages" / "input").iterdir()):
        record = next(iter(SOURCE.read(path)))
        if isinstance(record, Skipped | Problem):
            assert "：" in record.reason or "，" in record.reason


def test_deep_nesting_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(SHELL.format("<div>" * 3000 + "深" + "</div>" * 3000), encoding="utf-8")
    with pytest.raises(MalformedExport, match="嵌套过深"):
        list(SOURCE.read(path))


def test_archives_of_other_sites_are_left_alone() -> None:
    begin = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: %s\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    inside = b"--x\r\nContent-Location: https://mmbiz.qpic.cn/a\r\n\r\n"
    assert SOURCE.detect(Path("a.mhtml"), begin % b"https://mp.weixin.qq.com/s/x" + inside) is True
    assert SOURCE.detect(Path("a.mhtml"), begin % b"https://www.qinglan.example/" + inside) is False
    assert SOURCE.detect(Path("a.mhtml"), b"From: a\r\n\r\nmultipart/related " + inside) is False


def test_an_archive_without_a_page_is_malformed(tmp_path: Path) -> None:
    path = tmp_path / "a.mhtml"
    path.write_bytes(
        b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n"
        b"Content-Location: https://mmbiz.qpic.cn/a\r\n\r\nabc\r\n--x--\r\n"
    )
    with pytest.raises(MalformedExport, match="没有网页"):
        list(SOURCE.read(path))


def test_text_of_an_element_folds_blanks_and_skips_the_hidden() -> None:
    root = html.parse("<div> 甲 <b>乙</b><i style='display:none'>藏</i><br>丙</div>")
    assert html.text_of(root) == "甲 乙 丙"


@pytest.mark.parametrize("number", ["9" * 5000, "²", "-1"])
def test_a_page_that_counts_beyond_all_numbers_is_an_article(tmp_path: Path, number: str) -> None:
    path = tmp_path / "a.html"
    shown = f"<script>var item_show_type = '{number}';</script>{SHELL.format('<p>甲</p>')}"
    path.write_text(shown, encoding="utf-8")
    assert isinstance(next(iter(SOURCE.read(path))), Post)
