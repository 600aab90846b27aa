"""The privacy gate finds what must not be public, leaves alone what must be, and never fails on any text."""

from __future__ import annotations

import random
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.privacy import RULES, findings, mask
from notices.render import to_html, to_text
from tests.notices.privacy import labelled

ROOT = Path(__file__).resolve().parents[3]
LAWS = ROOT.parent / "shared" / "corpora" / "laws"


MUST_FIND = [
    ("身份证号：11010519491231002X。", "privacy-identity", "11010519491231002X"),
    ("11010519491231002x", "privacy-identity", "11010519491231002x"),
    ("证件 110105 19491231 002X 号", "privacy-identity", "110105 19491231 002X"),
    ("１１０１０５１９４９１２３１００２Ｘ", "privacy-identity", "１１０１０５１９４９１２３１００２Ｘ"),
    ("110105<b>19491231</b>002X", "privacy-identity", "110105<b>19491231</b>002X"),
    ("1101051949&#49;231002X", "privacy-identity", "1101051949&#49;231002X"),
    ("110105**19491231**002X", "privacy-identity", "110105**19491231**002X"),
    ("11010519\u200b491231002X", "privacy-identity", "11010519\u200b491231002X"),
    ("422401198001011233", "privacy-identity", "422401198001011233"),  # 1980 年的随县，区划早已撤销
    ("姓名张某，身份证110105491231002", "privacy-identity", "110105491231002"),
    ("13800001111", "privacy-mobile", "13800001111"),
    ("0999-2345678/13800001111", "privacy-mobile", "13800001111"),
    ("0999-2345678 13800001111", "privacy-mobile", "13800001111"),
    ("tel13800001111", "privacy-mobile", "13800001111"),
    ("一三八〇〇〇〇一一一一", "privacy-mobile", "一三八〇〇〇〇一一一一"),
    ("138.0000.1111", "privacy-mobile", "138.0000.1111"),
    (r"138\-0000\-1111", "privacy-mobile", r"138\-0000\-1111"),
    ("138&nbsp;0000&nbsp;1111", "privacy-mobile", "138&nbsp;0000&nbsp;1111"),
    ("_11010519491231002X_", "privacy-identity", "11010519491231002X"),
    ("1101 0519 4912 3100 2X", "privacy-identity", "1101 0519 4912 3100 2X"),
    ("8613800001111", "privacy-mobile", "8613800001111"),
    ("6222 0200 0000 0000 000", "privacy-card", "6222 0200 0000 0000 000"),
    ("11010519491231002X 1.5亩", "privacy-identity", "11010519491231002X"),
    ("110105194912310038 1.5亩", "privacy-identity", "110105194912310038"),  # 后面的数不能藏起号码
    ("手机13800001111 2.5万元", "privacy-mobile", "13800001111"),
    ("13800001111-8001A", "privacy-mobile", "13800001111"),
    ("王某 13800001111 3A栋", "privacy-mobile", "13800001111"),
    ("| 王某 | 13800001111.0 |", "privacy-mobile", "13800001111"),  # 表格软件把号码当作小数
    ("身份证号1101051949\n1231002X", "privacy-identity", "1101051949\n1231002X"),
    ("身份证号110105\n\n194912310038。", "privacy-identity", "110105\n\n194912310038"),
    ("<td>1101051949<br/>12310038</td>", "privacy-identity", "1101051949<br/>12310038"),
    ("手机：138<br>00001111", "privacy-mobile", "138<br>00001111"),
    ("卡号62220200000\n00000000", "privacy-card", "62220200000\n00000000"),
    ("138·0000·1111", "privacy-mobile", "138·0000·1111"),
    ("138_0000_1111", "privacy-mobile", "138_0000_1111"),
    ("𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟏𝟏𝟏", "privacy-mobile", "𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟏𝟏𝟏"),
    ('<a href="tel:13800001111">拨打</a>', "privacy-mobile", "13800001111"),
    ("护照号码：E12345678", "privacy-passport", "E12345678"),
    ("身份证号：110105194912310000", "privacy-identity", "110105194912310000"),  # 表格软件把末几位变成了零
    (
        "| 姓名 | 身份证号 |\n|---|---|\n| 王某 | 110105194912310021 |\n",
        "privacy-identity",
        "110105194912310021",
    ),
    (
        "低保资金发放公示\n\n" + "根据规定，" * 60 + "\n\n| 姓名 | 金额 |\n|---|---|\n| 王建国 | 600 |\n",
        "privacy-aid",
        "王建国",
    ),
    ("现住柳湾村三组12号", "privacy-address", "柳湾村三组12号"),
    ("家住滨河路18号", "privacy-address", "滨河路18号"),
    ("家庭住址：柳湾村李家组8号", "privacy-address", "柳湾村李家组8号"),
    ("王某，住石河镇柳湾村五组26号。", "privacy-address", "石河镇柳湾村五组26号"),
    ("村民王建国因患尿毒症致贫", "privacy-illness", "王建国"),
    ("王建国（肢体残疾二级）", "privacy-illness", "王建国"),
    ("脑瘫儿童王小军", "privacy-illness", "王小军"),
    ("低保名单\n\n| 姓名 |\n|---|\n| **王建国**（男） |\n", "privacy-aid", "王建国"),
    ("家住滨河小区3号楼2单元501室", "privacy-address", "3号楼2单元501室"),
    (
        "| 姓名 | 家庭住址 |\n|---|---|\n| 王某 | 石河镇柳湾村三组12号 |\n",
        "privacy-address",
        "石河镇柳湾村三组12号",
    ),
    ("王建国，男，58岁，患肝癌", "privacy-illness", "王建国"),
    ("低保户王建国一家", "privacy-aid", "王建国"),
    (
        "<p>低保名单</p><table><tr><th>姓名</th></tr><tr><td>欧阳建国</td></tr></table>",
        "privacy-aid",
        "欧阳建国",
    ),
]

MUST_NOT_FIND = [
    "12345",
    "政务服务热线0999-12345，24小时值守",
    "统一社会信用代码11441700007280420Y",
    "统一社会信用代码：91320505MA1XXXXX00",
    "110105194912310021",  # 校验码不对
    "110105204912310021",  # 还没有出生
    "99010519491231002X",  # 没有这个地区
    "1101051949123100",  # 只有十六位
    "营业执照注册号110105491231002",
    "3205**********1234，138****5678",
    r"3205\*\*\*\*\*\*\*\*\*\*1234，138\*\*\*\*5678",
    "投资13800001111元",
    "订单号13800001111",
    "https://a.example/13800001111?id=6222020000000000000",
    "../media/13800001111abcdef0123.jpg",
    "坐标 113.13800001111",
    "MzA_13800001111_1",
    "版本 1.138.0000.1111",
    "192.168.1380.0001",
    "地址：政务服务中心3号楼2层502室",
    "滨河小区3号楼2单元加装电梯工程开工",
    "低保户应当如实申报家庭收入，患者可以到定点医院就诊。",
    "尊重、关心、爱护患者，促进残疾人康复。",
    "张掖市、天水市报告首例确诊病例",
    "低保名单\n\n| 姓名 | 金额 |\n|---|---|\n| 王某某 | 600 |\n| 李\\*\\* | 600 |\n",
    "| 姓名 | 职务 |\n|---|---|\n| 王建国 | 局长 |\n",
    "2024-03-05 09:30 至 2024-03-09 17:00",
    "1380000.1111",
    "残疾人联合会招聘成绩公示\n\n| 姓名 | 准考证号 | 成绩 |\n|---|---|---|\n| 王建国 | 001 | 88 |\n",
    "13800001111.00元",
    "户数\n138\n00001111",  # 两行两个数
    "电话0999-2345678\n1380",
    "住房和城乡建设局，住建路18号；住宿地点：滨河路18号",
    "帮扶产业：黄桃、石榴、花生、白菜",
    "帮扶干部名单：王建国、李秀英",
    "低保对象公示如下：王某某、李某某、张＊＊",
    "慰问对象：王村、李村、石桥村",
    "救助对象包括以下人员：\n\n1. 高龄老人；\n2. 孤儿；\n3. 重病患者。",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
]


@pytest.mark.parametrize(("text", "rule", "found"), MUST_FIND)
def test_what_must_be_found(text: str, rule: str, found: str) -> None:
    assert [(one.rule, text[one.start : one.end]) for one in findings(text)] == [(rule, found)]


@pytest.mark.parametrize(
    "text",
    [
        "现将低保对象公示如下：王建国、李秀英（2人）、欧阳雨桐。",
        "困难群众名单（3人）：王建国 李秀英 欧阳雨桐",
        "## 高龄津贴发放名单\n\n1. 王建国\n2. 李秀英，100元\n3. 欧阳雨桐",
        "特困供养人员\n公示期五天。\n\n王建国，男，80岁\n\n李秀英，女\n\n欧阳雨桐，女",
    ],
)
def test_names_on_a_list_that_is_no_table(text: str) -> None:
    found = [(one.rule, text[one.start : one.end]) for one in findings(text)]
    assert found == [("privacy-aid", name) for name in ("王建国", "李秀英", "欧阳雨桐")]


@pytest.mark.parametrize("text", MUST_NOT_FIND)
def test_what_must_not_be_found(text: str) -> None:
    assert findings(text) == ()


def test_every_rule_has_a_case() -> None:
    assert {rule for _, rule, _ in MUST_FIND} == set(RULES)


def test_a_birthday_to_come_is_none() -> None:
    assert findings("11010519491231002X", date(1949, 12, 30)) == ()
    assert findings("11010519491231002X", date(1949, 12, 31))


def test_recall_and_precision_on_ten_thousand() -> None:
    right = missed = wrong = 0
    for example in labelled.labelled(10_000):
        rules = {one.rule for one in findings(example.text)}
        right += bool(example.rule) and example.rule in rules
        missed += bool(example.rule) and example.rule not in rules
        wrong += bool(rules - {example.rule})
    assert right / (right + missed) >= 0.99
    assert right / (right + wrong) >= 0.97


def test_a_hundred_thousand_random_numbers_raise_nothing_and_are_not_taken_for_persons() -> None:
    chance = random.Random(7)
    numbers = [
        "".join(chance.choices("0123456789", k=17)) + chance.choice("0123456789X") for _ in range(100_000)
    ]
    found = sum(any(one.rule == "privacy-identity" for one in findings(number)) for number in numbers)
    assert found <= 10


@given(
    st.text(max_size=200) | st.text("0123456789Xx -|\n*<b>&#;一三八村组号楼单元室低保户王李", max_size=120)
)
def test_any_text_gives_spans_in_order(text: str) -> None:
    found = findings(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(0, 100_000))
def test_what_is_masked_is_not_found_again(seed: int) -> None:
    example = labelled.unfit(random.Random(seed))
    once = mask(example.text, findings(example.text))
    assert once != example.text
    assert findings(once) == ()


@given(st.integers(0, 100_000))
def test_no_masked_number_can_be_read_from_the_page(seed: int) -> None:
    example = labelled.unfit(random.Random(seed))
    for one in findings(example.text):
        page = to_text(to_html(mask(example.text, findings(example.text))))
        assert example.text[one.start : one.end] not in page
        assert one.masked.replace("*", "＊") in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证11010519491231002X", "身份证1101＊＊＊＊＊＊＊＊＊＊002X"),
        ("手机+86 138-0000-1111", "手机+138＊＊＊＊1111"),
        ("11010519<br>4912310038", "1101＊＊＊＊＊＊＊＊＊＊0038"),
        ("1101<b>05</b>194912&#51;10038", "1101＊＊＊＊＊＊＊＊＊＊0038"),
        ("低保户王建国一家", "低保户王某某一家"),
        ("低保户欧阳雨桐一家", "低保户欧阳某某一家"),
        ("低保户司马伟一家，低保户司马某一家", "低保户司马某一家，低保户司马某一家"),
        ("低保户朱红一家", "低保户朱某一家"),
        ("家住滨河小区3号楼2单元501室。", "家住滨河小区＊＊＊。"),
    ],
)
def test_what_a_mask_looks_like(text: str, shown: str) -> None:
    assert mask(text, findings(text)) == shown


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "1-",
        "<",
        "|",
        "| a | b |\n|---|---|\n",
        "王",
        "村1组",
        "<table>",
        "1*",
        "3单元",
        "路1号",
        "李四，",
        "&#49;",
        "1\n",
        "1<br>",
        "低保名单：王强、",
        "低保名单\n",
        "村1组1组",
        "住",
        "<b ",
        "<!--",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    findings(text)
    assert time.process_time() - started < 5


@pytest.mark.skipif(not LAWS.is_dir(), reason="the corpus of laws is not beside this checkout")
def test_laws_hold_no_persons() -> None:
    pages = sorted(LAWS.rglob("*.md"))[:200]
    found = [(page.name, one) for page in pages for one in findings(page.read_text(encoding="utf-8"))]
    assert pages
    assert not found
