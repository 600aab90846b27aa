"""secrecy-*, wording-*, advertising-*: what the word lists in content/words name."""

from __future__ import annotations

from collections.abc import Iterator

from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.problems import Problem
from notices.words import Word

RULES = (
    Rule("secrecy-mark", "error", "带有密级标志，须由指定人员确认后才能公开", "机密★5年", archived="same"),
    Rule(
        "secrecy-internal",
        "error",
        "标明内部使用或不予公开，须由指定人员确认",
        "内部资料，注意保存",
        archived="same",
    ),
    Rule("wording-slip", "error", "常见的错字漏字", "中国入民银行", archived="warning"),
    Rule("wording-institution", "error", "机构名称写错", "国家卫生健康委员委", archived="warning"),
    Rule("wording-expired", "warning", "提法或机构名称已经过时", "2026 年仍写“扶贫办”"),
    Rule("advertising", "error", "夹带违法广告或推广", "代开发票，加微信", archived="warning"),
    Rule("link-blocked", "error", "指向已知被改作他用的域名", "链接到词表中列出的域名", archived="warning"),
)


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """Every listed word in title, summary and body."""
    day = page.notice.date.date()
    for rule in RULES:
        words = setting.words.get(rule.id)
        for word in words.candidates(page.shown) if words else ():
            if word.since is None or day >= word.since:
                yield from _word(word, rule, page)


def _word(word: Word, rule: Rule, page: Manuscript) -> Iterator[Problem]:
    for offset, text in word.places(page.shown):
        yield rule.at(page, page.shown_line(offset), _message(word, rule, text, page.notice.archived))


def _message(word: Word, rule: Rule, text: str, archived: bool) -> str:
    if rule.id.startswith("secrecy"):
        return f"有“{text[:20]}”：{rule.meaning}，请核实；确可公开的，写明放行人、日期和理由。"
    if archived:
        return f"“{text[:20]}”：{rule.meaning}；归档内容不改原文，仅供知悉（依据：{word.source}）。"
    advice = f"请改为“{word.write}”" if word.write else "请删去或改写"
    return f"“{text[:20]}”：{rule.meaning}，{advice}（依据：{word.source}）。"


CHECK = Check(RULES, find)
