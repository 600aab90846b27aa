"""As a clerk goes: from a Word file with a table and two pictures to a notice that is approved, due and found."""

from __future__ import annotations

import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from importers.handin.__main__ import main as hand_in
from notices.__main__ import main as notices
from notices.values import BEIJING
from plugins.indexing import index
from search.__main__ import main as search
from tests.importers.handin.test_handin import PICTURE, docx, paragraph, table
from tests.plugins.building import ROOT, build_in

REVIEWS = "default = 3\n"
WITHIN = 180  # seconds of machine time


def project(root: Path) -> Path:
    """A project folder with the sample city's registers and one department to write for."""
    content = root / "content"
    shutil.copytree(ROOT / "content" / "words", content / "words")
    shutil.copytree(ROOT / "content" / "pages", content / "pages")
    for name in ("departments.toml", "accounts.csv"):
        shutil.copy(ROOT / "content" / name, content / name)
    (content / "reviews.toml").write_text(REVIEWS, encoding="utf-8")
    return content


def finished(path: Path, due: datetime) -> None:
    """What the clerk does in an editor: explanations away, number out, a caption, the hour of publication."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- 写作说明")
    body = rest.partition("-->")[2].replace("13800001111", "0999-5550123")
    head = head.replace("status: draft", "status: published").replace(
        "publish_at:", f"publish_at: {due:%Y-%m-%d %H:%M}"
    )
    path.write_text(head + body.lstrip(), encoding="utf-8")


@pytest.mark.long
def test_from_a_word_file_to_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    content = project(tmp_path)
    word = docx(
        tmp_path / "通知.docx",
        paragraph("关于更换滨河路照明设施的通知"),
        paragraph("定于下周更换滨河路照明设施，联系电话13800001111。", PICTURE),
        table(("路段", "长度（米）"), ("滨河路", "1200"), ("云溪大道", "860")),
        paragraph("更换后的样式如图。", PICTURE),
    )
    common = ["--content", str(content)]
    assert hand_in([str(word), "--department", "transport", "--kind", "通知", *common]) == 0
    (path,) = content.glob("transport/*/*.md")
    assert notices(["check", str(path), *common]) == 1
    assert "privacy-mobile" in capsys.readouterr().out
    due = datetime.now(BEIJING).replace(second=0, microsecond=0) + timedelta(days=1)
    finished(path, due)
    for action, person in (("submit", "李红"), ("sign", "王敏"), ("sign", "赵强"), ("sign", "陈静")):
        assert notices(["review", action, str(path), "--by", person, *common]) == 0, capsys.readouterr().err
    assert "待定时发布（须 3 审，已 3 审）" in capsys.readouterr().out
    assert notices(["check", *common]) == 0

    early = build_in(tmp_path, index, NOW=due - timedelta(hours=1))
    assert not list(early.site.glob("transport/*/*.html"))
    build = build_in(tmp_path, index, NOW=due + timedelta(hours=1))
    (page,) = build.site.glob("transport/*/20*.html")
    shown = page.read_text(encoding="utf-8")
    assert all(word in shown for word in ("滨河路", "云溪大道", "1200", "<table", "<img", "0999-5550123"))
    assert search(["query", str(build.index), "照明设施"]) == 0
    assert "关于更换滨河路照明设施的通知" in capsys.readouterr().out
    made = [one for one in build.folder.rglob("*") if one.is_file()]
    assert not [one for one in made if b"13800001111" in one.read_bytes()]
    assert time.monotonic() - started < WITHIN
