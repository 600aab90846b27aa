"""Every rule stops what it is for, and leaves alone what only looks like it."""

from __future__ import annotations

import time

import pytest

from notices.checks.verdict import RULES
from tests.notices.checks.desk import ARCHIVED, BODY, rules, verdict

Case = dict[str, str]

FIRES: dict[str, list[Case]] = {
    "department-unknown": [{"department": "ju"}],
    "notice-place": [{"path": "shi/2025/20260305-a.md"}, {"path": "nongye/2026/20260305-a.md"}],
    "title-long": [{"title": "关于" + "进一步" * 21 + "的通知"}],
    "department-former": [{"body": "由青澜市农业局负责解释。"}],
    "date-early": [{"date": "1905-03-05", "slug": "19050305-a"}],
    "date-future": [{"date": "2026-03-06"}, {"date": "2026-03-05 10:01"}],
    "date-after-closing": [{**ARCHIVED, "date": "2025-03-05"}],
    "date-order": [
        {"disclosed_until": "2026-03-01"},
        {"effective": "2026-04-01", "expires": "2026-03-31"},
        {"publish_at": "2026-03-04"},
        {"corrections": "2026-03-01 改时间"},
    ],
    "disclosure-end": [{"kind": "公示"}],
    "review-due": [{"review_by": "2026-03-05"}],
    "table-shape": [
        {"body": "| 甲 | 乙 |\n|---|---|\n| 1 |\n"},
        {"body": "| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |\n"},
        {"body": "甲 | 乙\n---|---|---\n1 | 2\n"},
    ],
    "markup-slip": [
        {"body": "![路灯]（../media/a.jpg）"},
        {"body": "[详见] (https://www.gov.cn)"},
        {"body": "![路灯](../media/a.jpg"},
        {"body": "！[路灯](../media/a.jpg)"},
        {"body": "##二级"},
        {"body": "＃ 一、总体要求"},
        {"body": "｜甲｜乙｜\n｜---｜---｜"},
        {"body": "| 甲 | 乙 |\n|－－|－－|\n| 1 | 2 |"},
        {"body": "| 甲 | 乙 |\n| 1 | 2 |"},
        {"body": "如下表：\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"},
    ],
    "heading-order": [{"body": "# 一\n\n正文"}, {"body": "## 一\n\n#### 二"}],
    "body-empty": [{"body": ""}, {"body": " \n　\n"}],
    "body-long": [{"body": "字" * 1_000_001}],
    "draft-left": [
        {"body": "时间：××月××日"},
        {"body": "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> main"},
        {"body": "地点：【待定】"},
        {"body": "<!-- 写作说明：删去 -->\n\n正文"},
    ],
    "html-active": [
        {"body": "<script>x</script>"},
        {"body": "<p onclick=x>甲</p>"},
        {"body": "<p style='color:red'>甲</p>"},
    ],
    "text-invisible": [
        {"body": "甲\u202e乙"},
        {"body": "<p style='display:none'>甲</p>"},
        {"body": "<span hidden>甲</span>"},
    ],
    "link-broken": [{"body": "[详见](/shi/2025/20250101-c.html)"}, {"body": "[详见](../2025/20250101-b.md)"}],
    "link-scheme": [{"body": "[点](javascript:alert(1))"}, {"body": "<a href='file:///c:/a'>点</a>"}],
    "link-hidden": [
        {"body": "[ ](https://a.example)"},
        {"body": "<a href='https://a.example'>\u200b</a>"},
        {"body": "[](https://a.example)"},
    ],
    "link-disguised": [
        {"body": "[www.gov.cn](https://a.example)"},
        {"body": "[https://www.gov.cn/x](https://gov.cn.evil.example)"},
    ],
    "picture-missing": [
        {"body": "![路灯](../media/c.jpg)"},
        {"body": '<img src="../media/c.jpg" alt="路灯">'},
        {"body": "![路灯](../../nongye/media/a.jpg)"},
    ],
    "picture-remote": [{"body": "![路灯](https://a.example/a.jpg)"}, {"body": "![路灯](//a.example/a.jpg)"}],
    "picture-alt": [{"body": "![](../media/a.jpg)"}, {"body": '<img src="../media/a.jpg">'}],
    "attachment-missing": [{"body": "[附件](../media/c.docx)"}],
    "attachment-kind": [
        {"body": "[附件](../media/c.exe)"},
        {"body": "[附件](../media/c.html)"},
        {"body": "![图](../media/c.svg)"},
    ],
    "media-name": [
        {"body": "![图](../media/我的 图.jpg)"},
        {"body": "[表](../media/我的 表.xls)"},
        {"body": "[附件](../media/名单.docx)"},
        {"body": "![图](../media/13800001111.jpg)"},
    ],
    "privacy-identity": [{"body": "身份证11010519491231002X"}, {"title": "11010519491231002X的处理"}],
    "privacy-mobile": [{"summary": "联系13800001111"}, {**ARCHIVED, "body": "联系13800001111"}],
    "privacy-card": [{"body": "卡号6222020000000000000"}],
    "privacy-passport": [{"body": "护照E12345678"}],
    "privacy-address": [{"body": "家住滨河小区3号楼2单元501室"}],
    "privacy-illness": [{"body": "王建国，患肝癌"}],
    "privacy-aid": [{"body": "慰问低保户王建国一家"}],
    "secrecy-mark": [
        {"body": "机密★5年"},
        {"body": "**秘密**\n\n正文"},
        {"body": "密级：机密"},
        {**ARCHIVED, "body": "绝密★长期"},
    ],
    "secrecy-internal": [
        {"body": "内部资料，注意保存"},
        {"body": "（此件依申请公开）"},
        {"body": "公开方式：不予公开"},
        {"body": "本材料仅供内部使用"},
    ],
    "wording-slip": [{"title": "中国入民银行来青澜调研"}, {"body": "祭扫烈土陵园"}, {"body": "党十九大以来"}],
    "wording-institution": [{"body": "市人民检查院"}, {"body": "市住房与城乡建设局"}],
    "wording-expired": [{"body": "按照新农合政策报销"}],
    "advertising": [{"body": "线上博彩平台注册送彩金"}, {"body": "低价代开各类发票"}],
    "link-blocked": [{"body": "[视频](https://t.cn/A6)"}, {"body": "[看](https://xn--fiqs8s.example)"}],
    "waiver-unknown": [
        {"waivers": "privacy 王某 2026-03-01 同意"},
        {"waivers": "review-missing 王某 2026-03-01 急"},
    ],
    "waiver-unused": [{"waivers": "privacy-mobile 王某 2026-03-01 同意"}],
    "waiver-future": [{"waivers": "privacy-mobile 王某 2026-03-09 同意", "body": "13800001111"}],
}

IS_SILENT: dict[str, list[Case]] = {
    "department-unknown": [{}, {"department": "nongye"}],
    "notice-place": [{}, {"department": "nongye"}],
    "title-long": [{"title": "一" * 60}],
    "department-former": [
        {"body": "由青澜市农业农村局负责解释。"},
        {"body": "青澜市农业局发布", **ARCHIVED},
        {"date": "2018-03-05", "body": "青澜市农业局"},
    ],
    "date-early": [{"date": "1949-10-01"}],
    "date-future": [{"date": "2026-03-05 10:00"}, {"date": "2026-03-09", "publish_at": "2026-03-09 08:00"}],
    "date-after-closing": [
        {**ARCHIVED, "date": "2024-12-21"},
        {"date": "2025-03-05"},
        {**ARCHIVED, "account": "gh_two", "date": "2025-03-05"},
    ],
    "date-order": [
        {"disclosed_until": "2026-03-05"},
        {"effective": "2026-03-01", "expires": "2026-03-01"},
        {"publish_at": "2026-03-05 09:00"},
        {"corrections": "2026-03-05 改时间"},
    ],
    "disclosure-end": [{"kind": "公示", "disclosed_until": "2026-03-12"}, {}, {"kind": "公示", **ARCHIVED}],
    "review-due": [{"review_by": "2026-03-06"}],
    "table-shape": [
        {"body": "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"},
        {"body": "| 甲 | 乙 |\n|---|---|\n| a\\|b | `x|y` |\n"},
        {"body": "甲 | 乙\n--- | ---\n1 | 2\n\n正文里的 | 竖线"},
        {"body": "```\n| 甲 | 乙 |\n|---|---|\n| 1 |\n```"},
        {"body": "| 甲 | 乙 |\n|---|---|\n| 1 |\n", **ARCHIVED},
    ],
    "markup-slip": [
        {"body": "## 一\n\n![路灯](../media/a.jpg)\n\n好！[详见](https://www.gov.cn)（见附件）"},
        {"body": "如下表：\n\n| 甲 | 乙 |\n|:--|--:|\n| 1 | 2 |"},
        {"body": "[1]（/）甲，文号〔2026〕3号，[2026] (第3号)，|x|的绝对值"},
        {"body": "\\#话题#\n\n```\n#注释\n| a |\n| b |\n```"},
        {"body": "##二级\n\n| 甲 | 乙 |\n| 1 | 2 |", **ARCHIVED},
    ],
    "heading-order": [
        {"body": "## 一\n\n### 二\n\n## 三"},
        {"body": "#话题 不是标题"},
        {"body": "```\n# 注释\n```"},
    ],
    "body-empty": [{}, {"body": "![路灯](../media/a.jpg)"}],
    "body-long": [{"body": "字" * 1000 + "。"}, {"body": "一行。\n\n" * 3000}],
    "draft-left": [
        {"body": "第×类，2×3米，XX街道"},
        {"body": "等号====线"},
        {"body": "时间待定的事项另行通知"},
        {"body": "××年", **ARCHIVED},
    ],
    "html-active": [
        {"body": "<table><tr><td colspan='2'>甲</td></tr></table>"},
        {"body": "温度<5度，style=新"},
        {"body": "on time=准时"},
    ],
    "text-invisible": [{"body": "甲\u3000乙"}, {"body": "<p>display 与 none</p>"}, {"body": "hidden 一词"}],
    "link-broken": [
        {"body": "[详见](/shi/2025/20250101-b.html)"},
        {"body": "[详见](../2025/20250101-b.html)"},
        {"body": "[部门](/departments/) [首页](/) [本页](#a)"},
    ],
    "link-scheme": [{"body": "[点](https://a.example) [信](mailto:a@a.example) [电话](tel:0999-1234567)"}],
    "link-hidden": [
        {"body": "[甲](https://a.example)"},
        {"body": "[![路灯](../media/a.jpg)](https://a.example)"},
    ],
    "link-disguised": [
        {"body": "[www.gov.cn](https://www.gov.cn/x)"},
        {"body": "[gov.cn](http://www.gov.cn)"},
        {"body": "[青澜发布](https://a.example)"},
    ],
    "picture-missing": [{"body": "![路灯](../media/a.jpg)"}, {"body": "![路灯](/shi/media/a.jpg)"}],
    "picture-remote": [{"body": "![路灯](../media/a.jpg)"}, {"body": "[路灯](https://a.example/a.jpg)"}],
    "picture-alt": [{"body": "![路灯](../media/a.jpg)"}, {"body": "![](../media/a.jpg)", **ARCHIVED}],
    "attachment-missing": [{"body": "[附件](../media/b.docx)"}],
    "attachment-kind": [{"body": "[附件](../media/b.docx)"}, {"body": "[下载](https://a.example/c.exe)"}],
    "media-name": [{"body": "[附件](../media/b.docx)"}],
    "privacy-identity": [
        {"body": "身份证1101**********002X"},
        {"source_url": "https://a.example/11010519491231002X"},
    ],
    "privacy-mobile": [
        {"body": "拨打12345或0999-2345678"},
        {"source_id": "13800001111", **ARCHIVED, "body": BODY},
    ],
    "privacy-card": [{"body": "缴入财政专户，账号6222020000000000000"}],
    "privacy-passport": [{"body": "护照办理须知"}],
    "privacy-address": [{"body": "地址：政务服务中心3号楼502室"}],
    "privacy-illness": [{"body": "患者应当到定点医院就诊"}],
    "privacy-aid": [{"body": "慰问低保户王某某一家"}],
    "secrecy-mark": [
        {"body": "保守国家秘密，防止泄密"},
        {"body": "商业秘密、个人隐私除外"},
        {"body": "五星★★★"},
    ],
    "secrecy-internal": [
        {"body": "本年度收到依申请公开23件，不予公开1件"},
        {"body": "内部控制制度"},
        {"body": "公开方式：主动公开"},
        {"body": "（此件公开发布）"},
    ],
    "wording-slip": [
        {"body": "中国人民银行"},
        {"body": "热烈土家族歌舞"},
        {"body": "党的十九大"},
        {"body": "引起社会注意"},
    ],
    "wording-institution": [{"body": "市人民检察院、市住房和城乡建设局"}, {"body": "红十字会会员"}],
    "wording-expired": [
        {"body": "原新农合参保人员"},
        {"body": "新农合", "date": "2018-03-05"},
        {"body": "新农合", **ARCHIVED},
    ],
    "advertising": [{"body": "严厉打击网络博彩平台，注册送彩金都是骗局"}, {"body": "到税务机关申请代开发票"}],
    "link-blocked": [{"body": "[视频](https://a.example/t.cn)"}, {"body": "[看](https://www.gov.cn)"}],
    "waiver-unknown": [{}],
    "waiver-unused": [{"waivers": "privacy-mobile 王某 2026-03-01 同意", "body": "13800001111"}],
    "waiver-future": [{"waivers": "privacy-mobile 王某 2026-03-05 同意", "body": "13800001111"}],
}

# Those look at review files; their cases are in test_approval.py.
ELSEWHERE = {"review-missing", "review-void", "review-same-person", "review-line"}


def _cases(table: dict[str, list[Case]]) -> list[tuple[str, Case]]:
    return [(rule, case) for rule, cases in table.items() for case in cases]


@pytest.mark.parametrize(("rule", "case"), _cases(FIRES))
def test_it_fires(rule: str, case: Case) -> None:
    assert rule in rules(**case)


@pytest.mark.parametrize(("rule", "case"), _cases(IS_SILENT))
def test_it_is_silent(rule: str, case: Case) -> None:
    assert rule not in rules(**case)


def test_every_rule_has_both_kinds_of_case() -> None:
    assert set(FIRES) == set(IS_SILENT) == set(RULES) - ELSEWHERE


def test_a_good_notice_has_no_problem_at_all() -> None:
    assert verdict().problems == ()
    assert verdict().fit


def test_all_problems_come_at_once_with_line_and_severity() -> None:
    body = "联系13800001111\n\n![](../media/a.jpg)\n\n党十九大"
    found = verdict(body, kind="公示").problems
    assert [(one.line, one.rule, one.severity) for one in found] == [
        (6, "disclosure-end", "warning"),
        (9, "privacy-mobile", "error"),
        (11, "picture-alt", "warning"),
        (13, "wording-slip", "error"),
    ]


def test_no_message_repeats_the_number() -> None:
    body = "13800001111，11010519491231002X，卡号6222020000000000000，护照E12345678，家住滨河小区3号楼2单元501室，低保户王建国一家"
    for problem in verdict(body).problems:
        assert not any(
            word in problem.message
            for word in ("13800001111", "19491231", "0200000", "2345678", "501", "王建国")
        )


def test_every_message_says_what_to_do() -> None:
    for rule, case in _cases(FIRES):
        for problem in verdict(**case).problems:
            if problem.rule == rule:
                assert any(word in problem.message for word in ("请", "应", "不用", "没有可放行")), problem
                assert "\n" not in problem.message


def test_history_is_never_asked_to_be_rewritten() -> None:
    found = verdict("党十九大以来，中国入民银行", **ARCHIVED).problems
    assert {one.severity for one in found} == {"warning"}
    assert all("不改原文" in one.message for one in found)


@pytest.mark.parametrize(
    ("status", "fit"), [("published", False), ("draft", False), ("withheld", True), ("withdrawn", True)]
)
def test_only_what_is_to_be_public_is_stopped(status: str, fit: bool) -> None:
    assert verdict("13800001111", status=status).fit is fit


def test_a_draft_need_not_be_finished() -> None:
    assert verdict("", status="draft").fit
    assert not verdict("").fit


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "[a](",
        "<a>",
        "<img ",
        "|",
        "a|b\n-|-\n",
        "××月",
        "<p style=",
        "1 ",
        "公开方式",
        '[a](b "',
        "[a](b c",
        "] (",
        "|a|\n",
        "<!--",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    body = unit * (100_000 // len(unit))
    started = time.process_time()
    verdict(body)
    assert time.process_time() - started < 10


def test_a_waiver_lets_through_and_is_told() -> None:
    found = verdict("值班手机13800001111", waivers="privacy-mobile 王敏 2026-03-01 值班手机，本人同意")
    assert found.problems == ()
    assert [(one.problem.rule, one.waiver.person) for one in found.waived] == [("privacy-mobile", "王敏")]


def test_a_waiver_lets_nothing_else_through() -> None:
    found = verdict("13800001111，护照E12345678", waivers="privacy-mobile 王敏 2026-03-01 同意")
    assert [one.rule for one in found.problems] == ["privacy-passport"]
