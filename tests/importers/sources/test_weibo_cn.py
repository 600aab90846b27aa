"""What the source of weibo.cn pages must not claim and must survive. Cases: exports/weibo/weibo-cn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.model import MalformedExport, Post
from importers.sources import weibo_cn
from importers.sources.weibo_cn import WeiboCn

SOURCE = WeiboCn()
PAGE = Path(__file__).parents[1] / "exports" / "weibo" / "weibo-cn" / "input" / "list.html"


@pytest.mark.parametrize(
    "head",
    [
        "",
        "weibo.cn",
        '<html><body>关于 weibo.cn 停用的公告 <a href="https://example.gov.cn/">首页</a></body></html>',
        '<html><head><script src="//res.wx.qq.com/mmbizwap/x.js"></script></head></html>',
        '<?xml version="1.0"?><rss version="2.0"><link>https://weibo.cn/</link></rss>',
        '{"url": "<a href=\'https://weibo.cn/\'>"}',
    ],
)
def test_other_pages_are_not_claimed(head: str) -> None:
    assert not SOURCE.detect(Path("x.html"), head.encode())


def test_comments_are_never_read() -> None:
    records = list(SOURCE.read(PAGE))
    assert len(records) == 4
    assert "路人" not in repr(records)


def test_a_page_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weibo_cn, "_MAX_PAGE", 1000)
    with pytest.raises(MalformedExport, match="过长"):
        list(SOURCE.read(PAGE))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.data())
def test_a_torn_page_gives_what_is_whole(tmp_path: Path, data: st.DataObject) -> None:
    whole = PAGE.read_text(encoding="utf-8")
    torn = tmp_path / "torn.html"
    torn.write_text(whole[: data.draw(st.integers(0, len(whole)))], encoding="utf-8")
    ids = [record.source_id for record in SOURCE.read(PAGE) if isinstance(record, Post)]
    found = [record.source_id for record in SOURCE.read(torn) if isinstance(record, Post)]
    assert found == ids[: len(found)]
