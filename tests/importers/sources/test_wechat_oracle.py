"""Nothing of an article is lost: judged by `tests/importers/oracle.py`, which shares no code with the converter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import Tag

from importers.model import Post
from importers.sources.wechat import SOURCE
from notices.render import to_html
from tests.importers import oracle

OWN = Path(__file__).parents[1] / "exports" / "wechat"
REAL = Path(__file__).parents[4] / "shared" / "samples" / "wechat"
PICTURE = re.compile(r"!\[(?:\\.|[^\]])*\]\(media:\d+\)|<img src=\"media:")
BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?(https?:[^'\")\s]+)")


def pages(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.html")) if content_of(path) is not None]


def content_of(path: Path) -> Tag | None:
    """The article's element, when its text stands in the page itself."""
    text = re.sub(
        r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->", "", path.read_text("utf-8")
    )
    page = oracle.parse(text)
    if page.find(id="js_text_desc") or page.find(id="js_share_content"):
        return None
    found = page.find(id="js_content")
    return found if isinstance(found, Tag) else None


def post_of(path: Path) -> Post | None:
    record = next(iter(SOURCE.read(path)))
    return record if isinstance(record, Post) else None


def verdict(path: Path, body: str) -> oracle.Verdict:
    element = content_of(path)
    assert element is not None
    return oracle.judge(element, oracle.parse(to_html(body)))


def params(folder: Path) -> list[object]:
    if not folder.is_dir():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"没有 {folder}：真实样本不随项目分发"))]
    return [pytest.param(path, id=str(path.relative_to(folder))) for path in pages(folder)]


@pytest.mark.parametrize("path", params(REAL) + params(OWN))
def test_text_pictures_and_tables_are_kept(path: Path) -> None:
    post = post_of(path)
    if post is None:
        assert "torn" in path.name or "空白" in str(path)
        return
    judged = verdict(path, post.body)
    if not judged.characters and not judged.pictures:
        return  # nothing stands in this page: its body came from the raw page beside it
    assert judged.share >= 0.999, judged.lost[:5]
    element = content_of(path)
    assert element is not None
    seen = [tag for tag in element.find_all(style=True) if oracle.is_seen(tag, element)]
    backgrounds = {found[1] for tag in seen if (found := BACKGROUND.search(str(tag["style"])))}
    assert len(PICTURE.findall(post.body)) == judged.pictures + len(backgrounds)
    assert oracle.tables(oracle.parse(to_html(post.body))) == judged.tables


def test_the_own_pages_hold_what_the_oracle_looks_for() -> None:
    judged = [verdict(path, post.body) for path in pages(OWN) if (post := post_of(path))]
    assert sum(one.characters for one in judged) > 300
    assert sum(one.pictures for one in judged) >= 4
    assert sum(len(one.tables) for one in judged) >= 2


@pytest.mark.parametrize("dropped", ["公示时间", "东岸村", "复印件", "背景里的字", "引用的话"])
def test_the_oracle_misses_a_dropped_line(dropped: str) -> None:
    path = OWN / "raw-2022" / "input" / "10905135.html"
    post = post_of(path)
    assert post is not None
    less = "\n".join(line for line in post.body.split("\n") if dropped not in line)
    judged = verdict(path, less)
    assert judged.share < 0.999
    assert any(dropped[:2] in lost for lost in judged.lost)


def test_the_oracle_misses_a_changed_cell() -> None:
    path = OWN / "raw-2022" / "input" / "10905135.html"
    post = post_of(path)
    assert post is not None
    changed = post.body.replace("1,200.00</td><td>", "1,200.00").replace("colspan", "data-x")
    assert oracle.tables(oracle.parse(to_html(changed))) != verdict(path, post.body).tables
