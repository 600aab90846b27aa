"""Cleaning: the shipped rules cut what surrounds a text, spare what belongs to it, and everything cut is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import cleaning
from importers.__main__ import main
from importers.cleaning import Rule, clean, load
from importers.commands.folders import FAILED
from importers.merge import merge
from notices import BadFrontMatter, parse, read
from tests.importers.city import City

SHIPPED = Path(__file__).resolve().parents[2] / "content" / cleaning.FILE
FOUNDING = Path(__file__).resolve().parents[3] / "shared" / "founding"
TEXT = "各村（社区）：现将有关事项通知如下，请认真组织实施。"
TABLE = "| 往期推荐 | 金额 |\n|---|---|\n| 点击蓝字关注我们 | 3 |"


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    return load(SHIPPED)


def rule(tmp_path: Path, toml: str) -> tuple[Rule, ...]:
    path = tmp_path / cleaning.FILE
    path.write_text(toml, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("点击上方**蓝字**关注我们", "follow-frame"),
        ("▲ 点击蓝字，关注“青澜发布” ▲", "follow-frame"),
        ("戳 蓝 字 关 注 不 迷 路", "follow-frame"),
        ("加入收藏 | 设为主页 联系电话：0999-3350000", "site-navigation"),
        ("您现在的位置：[首页](https://a.cn/) > 新闻 > 正文", "site-navigation"),
        ("用户名：验证码：点击我更换图片 *如果看不清验证码，请点击验证码更新。", "captcha"),
        ("在小说阅读器读本章，在小说阅读器中沉浸阅读", "reader-notice"),
        ("点赞、在看，分享给更多人", "subscribe-card"),
    ],
)
def test_lines_that_are_not_the_text_are_cut_and_told(rules: tuple[Rule, ...], line: str, name: str) -> None:
    kept, cuts = clean(f"{TEXT}\n\n{line}\n\n{TEXT}", rules)
    assert kept == f"{TEXT}\n\n{TEXT}"
    assert [(one.rule, one.text) for one in cuts] == [(name, line)]


def test_a_tail_goes_with_its_pictures(rules: tuple[Rule, ...]) -> None:
    tail = "长按识别二维码\n\n![](../media/0123456789abcdef0123.jpg)\n\n关注“青澜发布”"
    kept, cuts = clean(f"{TEXT}\n\n{tail}", rules)
    assert kept == TEXT
    assert [one.text for one in cuts] == [tail]


def test_words_put_into_a_sentence_are_taken_out(rules: tuple[Rule, ...]) -> None:
    kept, cuts = clean("2018年12月kaiyun全站，国务院办公厅发布意见，四川kaiyun全站、山东等地", rules)
    assert kept == "2018年12月，国务院办公厅发布意见，四川、山东等地"
    assert len(cuts) == 2


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        "请关注后续通知。扫码可以查看办事指南，详情见附件。",
        "市民可以点击蓝色按钮，在弹出的页面上填写姓名和联系方式，提交之后关注审核结果，三个工作日内会有短信答复，请保持电话畅通。",
        f"往期推荐\n\n{TEXT * 30}",
        f"{TEXT}\n\n{TABLE}",
        f"往期推荐\n\n{TABLE}",
        "往期推荐",
        "<table><tr><td>点击蓝字关注我们</td></tr></table>",
        "位于首页的窗口当前开放，位置在一楼。",
    ],
)
def test_what_belongs_to_the_text_stays(rules: tuple[Rule, ...], body: str) -> None:
    assert clean(body, rules) == (body, ())


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("x", "TOML"),
        ('[[rule]]\nid = "A"', "id “A”"),
        ('[[rule]]\nid = "ab"', "至少要有一项"),
        ('[[rule]]\nid = "ab"\nlines = ["公告"]', "太短"),
        ('[[rule]]\nid = "ab"\nwords = ["*，。*"]', "太短"),
        ('[[rule]]\nid = "ab"\nlines = "点击蓝字"', "应是一列"),
        ('[[rule]]\nid = "ab"\nline = ["点击蓝字"]', "没有“line”"),
        ('[[rule]]\nid = "ab"\nabout = "甲；乙"\nlines = ["点击蓝字"]', "不能有分号"),
        ('[[rule]]\nid = "ab"\nwords = ["点击蓝字"]\n[[rule]]\nid = "ab"\nwords = ["点击蓝字"]', "写了两次"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(BadFrontMatter, match=said):
        rule(tmp_path, toml)


def test_without_a_file_nothing_is_cut(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == ()
    assert clean("点击蓝字关注我们", ()) == ("点击蓝字关注我们", ())


@given(st.text(st.sampled_from("点击蓝字关注我们往期推荐验证码 \n|<*#。")))
def test_cleaning_again_changes_nothing_and_loses_nothing_untold(body: str) -> None:
    rules = load(SHIPPED)
    kept, cuts = clean(body, rules)
    told = "".join(one.text for one in cuts)
    assert sorted("".join(kept.split()) + "".join(told.split())) == sorted("".join(body.split()))
    assert not cuts or len(kept) < len(body)


@pytest.mark.skipif(not FOUNDING.is_dir(), reason="needs the real texts in ../shared/founding")
def test_the_founding_texts_lose_their_remnants_and_nothing_else(rules: tuple[Rule, ...]) -> None:
    for path in sorted(FOUNDING.glob("*.txt")):
        body = path.read_text(encoding="utf-8")
        kept, cuts = clean(body, rules)
        assert not any(word in kept for word in ("点击我更换图片", "设为主页", "kaiyun全站", "及以上浏览器"))
        assert sum(len(one.text) for one in cuts) <= 300
        assert len(kept) >= 0.9 * len(body)


# In an import ------------------------------------------------------------------------------------------------


def post(body: str, **more: object) -> dict[str, object]:
    return {"id": "1", "date": "2022-04-29", "body": body, **more}


def shown(city: City, *more: str) -> int:
    return main(["show", "--content", str(city.content), "--archive", str(city.archive), *more])


@pytest.fixture
def ruled(city: City) -> City:
    (city.content / cleaning.FILE).write_bytes(SHIPPED.read_bytes())
    return city


def test_an_import_publishes_the_clean_text_and_keeps_what_was_cut(
    ruled: City, capsys: pytest.CaptureFixture[str]
) -> None:
    ruled.run(ruled.export("a.posts", post(f"点击蓝字关注我们\n\n{TEXT}")))
    path = ruled.notice("1")
    assert read(path).body == TEXT
    assert shown(ruled, "--cut") == 0
    told = capsys.readouterr().out
    assert path.name in told
    assert "[follow-frame] 点击蓝字关注我们" in told
    assert shown(ruled, path.stem) == 0
    assert "出自 a.posts 第 1 行" in capsys.readouterr().out
    assert shown(ruled, "nobody", "--cut") == FAILED


def test_the_notice_tells_what_was_cut(ruled: City) -> None:
    body = f"点击蓝字关注我们\n\n{TEXT}\n\n戳蓝字关注不迷路\n\n加入收藏 | 设为主页\n\n{TEXT}"
    ruled.run(ruled.export("a.posts", post(body), {"id": "2", "date": "2022-04-29", "body": TEXT}))
    told = {one.rule: (one.count, one.about) for one in read(ruled.notice("1")).cut}
    assert told == {
        "follow-frame": (2, "“点击蓝字关注”一类的引导框"),
        "site-navigation": (1, "网站的页首、页脚和导航"),
    }
    assert "cut:" not in ruled.notice("2").read_text(encoding="utf-8")
    before = ruled.bytes_of()
    ruled.run()
    assert ruled.bytes_of() == before


def test_a_withheld_post_tells_it_too(ruled: City) -> None:
    ruled.run(ruled.export("a.posts", {"id": "1", "body": f"点击蓝字关注我们\n\n{TEXT}"}))
    (path,) = (ruled.archive / "withheld").rglob("*.md")
    assert "\ncut: follow-frame 1 " in path.read_text(encoding="utf-8")


def test_a_notice_of_before_cuts_were_counted_learns_of_them(ruled: City) -> None:
    ruled.run(ruled.export("a.posts", post(f"点击蓝字关注我们\n\n{TEXT}")))
    path = ruled.notice("1")
    text = path.read_text(encoding="utf-8")
    before = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("cut: "))
    path.write_text(before, encoding="utf-8")  # a hand wrote it, for all that the ledger knows
    ruled.run()
    assert path.read_text(encoding="utf-8") == before
    learned = merge(parse(before, "a.md"), parse(text, "a.md"))
    assert learned == parse(text, "a.md")


def test_a_new_rule_reaches_texts_that_were_imported_before(ruled: City) -> None:
    (ruled.content / cleaning.FILE).unlink()
    ruled.run(ruled.export("a.posts", post(f"点击蓝字关注我们\n\n{TEXT}")))
    assert "蓝字" in read(ruled.notice("1")).body
    (ruled.content / cleaning.FILE).write_bytes(SHIPPED.read_bytes())
    first = ruled.run().ends()
    assert read(ruled.notice("1")).body == TEXT
    assert [(one.rule, one.count) for one in read(ruled.notice("1")).cut] == [("follow-frame", 1)]
    before = ruled.bytes_of()
    assert ruled.run().ends() == first == [("1", "published")]
    assert ruled.bytes_of() == before


def test_a_rule_taken_back_brings_the_text_back(ruled: City) -> None:
    ruled.run(ruled.export("a.posts", post(f"点击蓝字关注我们\n\n{TEXT}")))
    (ruled.content / cleaning.FILE).unlink()
    ruled.run()
    assert "蓝字" in read(ruled.notice("1")).body
    assert read(ruled.notice("1")).cut == ()


def test_a_notice_that_a_person_changed_is_not_cleaned(ruled: City) -> None:
    ruled.run(ruled.export("a.posts", post(TEXT)))
    path = ruled.notice("1")
    path.write_text(path.read_text(encoding="utf-8") + "\n点击蓝字关注我们\n", encoding="utf-8")
    ruled.run()
    assert "点击蓝字" in read(path).body


def test_the_id_of_a_post_without_one_is_that_of_its_whole_text(ruled: City) -> None:
    row = {"id": "", "date": "2022-04-29", "title": "甲", "body": f"点击蓝字关注我们\n\n{TEXT}"}
    ruled.run(ruled.export("a.posts", row))
    cleaned = ruled.told[0].id
    (ruled.content / cleaning.FILE).unlink()
    assert ruled.run().told[0].id == cleaned
    assert len(list(ruled.content.rglob("*.md"))) == 1
