"""Drafting, masking and reviewing from the command line, as a clerk does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG

from notices import FIELDS, read
from notices.__main__ import main
from notices.render import to_html

DEPARTMENTS = '[shi]\nname = "青澜市人民政府"\nlevel = "市"\n'


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "departments.toml").write_text(DEPARTMENTS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def new(content: Path, title: str = "关于更换路灯的通知") -> Path:
    assert (
        main(["new", "--department", "shi", "--kind", "通知", "--title", title, "--content", str(content)])
        == 0
    )
    (path,) = content.glob("shi/*/*.md")
    return path


def write(path: Path, body: str) -> None:
    """What a clerk does with a new file: the explanation away, the body written, ready to be published."""
    head, _, _ = path.read_text(encoding="utf-8").partition("<!--")
    path.write_text(head.replace("status: draft", "status: published") + body + "\n", encoding="utf-8")


def test_a_new_file_has_every_key_and_its_meaning(content: Path) -> None:
    text = new(content).read_text(encoding="utf-8")
    for field in FIELDS:
        assert (f"\n{field.name}:" in text) is (field.writer != "importer")
        assert (f"\n{field.name}（{field.alias}）：" in text) is (field.writer != "importer")


def test_the_explanations_are_not_published_and_pelican_reads_the_keys(content: Path) -> None:
    path = new(content)
    assert "写作说明" not in to_html(read(path).body)
    _, metadata = MarkdownReader({**DEFAULT_CONFIG}).read(str(path))
    assert metadata["title"] == "关于更换路灯的通知"
    assert metadata["status"] == "draft"


def test_the_same_title_twice_a_day_is_refused(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new(content)
    assert (
        main(
            [
                "new",
                "--department",
                "shi",
                "--kind",
                "通知",
                "--title",
                "关于更换路灯的通知",
                "--content",
                str(content),
            ]
        )
        == 1
    )
    assert "同名" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("department", "kind", "title"),
    [("ju", "通知", "甲"), ("shi", "新闻", "甲"), ("shi", "通知", " "), ("../x", "通知", "甲")],
)
def test_what_is_wrong_is_said(
    content: Path, capsys: pytest.CaptureFixture[str], department: str, kind: str, title: str
) -> None:
    arguments = ["--department", department, "--kind", kind, "--title", title]
    assert main(["new", *arguments, "--content", str(content)]) == 2
    assert capsys.readouterr().err
    assert not list(content.glob("**/*.md"))


def test_masking_is_shown_first_and_logged_when_done(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = new(content, "关于王建国13800001111来信的答复")
    write(path, "来信人手机13800001111，家住滨河小区3号楼2单元501室。")
    before = path.read_text(encoding="utf-8")
    assert main(["mask", str(path)]) == 0
    told = capsys.readouterr().out
    assert "138＊＊＊＊1111" in told
    assert "13800001111" not in told
    assert path.read_text(encoding="utf-8") == before
    assert main(["mask", str(path), "--write"]) == 2
    assert main(["mask", str(path), "--write", "--by", "王敏", "--log", "masking.jsonl"]) == 0
    notice = read(path)
    assert notice.title == "关于王建国138＊＊＊＊1111来信的答复"
    assert notice.body == "来信人手机138＊＊＊＊1111，家住滨河小区＊＊＊。"
    (entry,) = map(json.loads, Path("masking.jsonl").read_text(encoding="utf-8").splitlines())
    assert entry["person"] == "王敏"
    assert entry["rules"] == {"privacy-address": 1, "privacy-mobile": 2}
    assert "13800001111" not in json.dumps(entry)


def test_only_the_rules_named_are_masked(content: Path) -> None:
    path = new(content)
    write(path, "手机13800001111，护照E12345678。")
    assert (
        main(["mask", str(path), "--rule", "privacy-passport", "--write", "--by", "王敏", "--log", "m.jsonl"])
        == 0
    )
    assert read(path).body == "手机13800001111，护照E＊＊＊＊＊＊78。"


def test_a_withheld_post_is_published_masked(content: Path, tmp_path: Path) -> None:
    source = tmp_path / "archive" / "withheld" / "shi" / "2024" / "20240305-x.md"
    source.parent.mkdir(parents=True)
    (source.parent.parent / "media").mkdir()
    (source.parent.parent / "media" / "a.jpg").write_bytes(b"\xff\xd8\xff")
    head = "title: 一\ndate: 2024-03-05\ndepartment: shi\nslug: 20240305-x\nkind: 通知\nstatus: withheld\nplatform: weixin\nsource_id: 1"
    source.write_text(f"---\n{head}\n---\n\n13800001111 ![图](../media/a.jpg)\n", encoding="utf-8")
    assert (
        main(["mask", str(source), "--write", "--by", "王敏", "--to", str(content), "--log", "m.jsonl"]) == 0
    )
    notice = read(content / "shi" / "2024" / "20240305-x.md")
    assert notice.status == "published"
    assert notice.body.startswith("138＊＊＊＊1111")
    assert (content / "shi" / "media" / "a.jpg").read_bytes() == b"\xff\xd8\xff"
    assert not source.exists()


def review(content: Path, action: str, path: Path, by: str = "") -> int:
    return main(["review", action, str(path), "--content", str(content), *(["--by", by] if by else [])])


def test_a_notice_goes_through_its_reviews(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "reviews.toml").write_text("default = 2\n", encoding="utf-8")
    path = new(content)
    assert review(content, "submit", path, "甲") == 1  # still a draft
    write(path, "定于3月10日更换路灯。")
    assert main(["check", str(path), "--content", str(content)]) == 1
    assert review(content, "sign", path, "乙") == 1  # not handed in
    assert review(content, "submit", path, "甲") == 0
    assert review(content, "sign", path, "甲") == 1  # their own
    assert review(content, "sign", path, "乙") == 0
    assert review(content, "sign", path, "乙") == 1  # twice
    assert review(content, "sign", path, "丙") == 0
    assert main(["check", str(path), "--content", str(content)]) == 0
    assert "已发布（须 2 审，已 2 审）" in capsys.readouterr().out
    path.write_text(path.read_text(encoding="utf-8") + "。", encoding="utf-8")
    assert main(["check", str(path), "--content", str(content)]) == 1
    assert review(content, "show", path) == 0
    assert "作废" in capsys.readouterr().out
    assert review(content, "submit", path, "甲") == 0


def test_an_unfit_notice_is_not_signed(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = new(content)
    write(path, "手机13800001111")
    assert review(content, "submit", path, "甲") == 1
    assert "privacy-mobile" in capsys.readouterr().err


def test_a_return_needs_its_reason(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = new(content)
    write(path, "正文。")
    assert review(content, "submit", path, "甲") == 0
    assert review(content, "return", path, "乙") == 2
    assert "--note" in capsys.readouterr().err
    told = ["review", "return", str(path), "--content", str(content), "--by", "乙", "--note", "时间不对"]
    assert main(told) == 0


def test_a_name_in_place_of_a_code_is_answered_with_the_code(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "--department", "人民政府", "--kind", "通知", "--title", "甲", "--content", str(content)]) == 2  # fmt: skip
    assert capsys.readouterr().err.strip().endswith("请用 --department 写代号：shi（青澜市人民政府）")


def test_a_name_is_needed(content: Path) -> None:
    path = new(content)
    write(path, "正文。")
    assert review(content, "submit", path) == 2
    assert review(content, "submit", path, "王 敏") == 2
    assert not list(content.glob("**/*.reviews"))
