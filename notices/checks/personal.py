"""privacy-*: what names or reaches a person."""

from __future__ import annotations

from collections.abc import Iterator

from notices import privacy
from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.problems import Problem

_EXAMPLES = {
    "privacy-identity": "身份证号 18 位或 15 位，含全角、分段、夹标记的写法",
    "privacy-mobile": "联系人手机 138 开头的 11 位号码",
    "privacy-card": "一卡通账号 62 开头的 16 至 19 位号码",
    "privacy-passport": "护照号 E 加 8 位数字",
    "privacy-address": "家住某小区3号楼2单元501室",
    "privacy-illness": "“王某某”写成了全名，旁边写着患有某病",
    "privacy-aid": "低保名单里写了全名",
}
RULES = {
    rule: Rule(rule, "error", f"{meaning}不得公开", _EXAMPLES[rule], archived="same")
    for rule, meaning in privacy.RULES.items()
}


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """Personal numbers, addresses and names in body, title, summary and other keys that are shown."""
    for found in privacy.findings(page.shown, setting.today):
        yield _problem(found, page, page.shown_line(found.start))


def _problem(found: privacy.Finding, page: Manuscript, line: int) -> Problem:
    meaning = privacy.RULES[found.rule]
    shown = found.masked if found.rule != "privacy-address" else "小区或村名"
    return RULES[found.rule].at(
        page, line, f"有{meaning}，请遮盖（如“{shown}”）或删去；可用 invoke mask 预览。"
    )


CHECK = Check(tuple(RULES.values()), find)
