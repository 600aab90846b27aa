"""What the source of weibo-crawler's Markdown must not claim. Cases: exports/weibo/crawler-markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.model import MalformedExport
from importers.sources import weibo_crawler_markdown
from importers.sources.weibo_crawler_markdown import WeiboCrawlerMarkdown

SOURCE = WeiboCrawlerMarkdown()
TITLE = "## 2026-06-12 [青澜水务] 微博存档\n\n"


@pytest.mark.parametrize(
    "head",
    [
        "",
        "# 标题\n\n正文",
        TITLE,
        "## 2026-06-12 [青澜水务] 微博存档怎么做\n\n### 10:00:00\n<!-- weibo_id: 1 -->\n",
        "正文提到\n" + TITLE + "### 10:00:00\n<!-- weibo_id: 1 -->\n",
    ],
)
def test_other_markdown_is_not_claimed(head: str) -> None:
    assert not SOURCE.detect(Path("x.md"), head.encode())


def test_the_tool_s_file_is_claimed_in_any_line_ends() -> None:
    head = TITLE + "### 10:00:00\n<!-- weibo_id: 5308126904320001 -->\n正文"
    assert SOURCE.detect(Path("x.md"), head.encode())
    assert SOURCE.detect(Path("x.md"), head.replace("\n", "\r\n").encode("utf-8-sig"))


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weibo_crawler_markdown, "_MAX_FILE", 100)
    path = tmp_path / "x.md"
    path.write_text(TITLE + "字" * 200, encoding="utf-8")
    with pytest.raises(MalformedExport, match="过长"):
        list(SOURCE.read(path))
