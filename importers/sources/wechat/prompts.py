"""Pages that are no articles (all served as HTTP 200), told apart by structure, never by an article's words."""

from __future__ import annotations

import re

from importers.model import Lost, Problem, Skipped
from importers.normalize import html
from importers.sources.wechat import addresses, literals
from importers.sources.wechat.page import Page

# What the platform's notice page says -> what has become of the post. 帐 and 账 are both in use.
_LOST: tuple[tuple[str, str], ...] = (
    ("该内容已被发布者删除", "原文已被发布者删除"),
    ("The content has been deleted by the author", "原文已被发布者删除"),
    ("此内容因违规无法查看", "原文因违规被平台屏蔽"),
    ("此内容被投诉且经审核涉嫌侵权", "原文被投诉侵权，平台已屏蔽"),
    ("此内容发送失败无法查看", "原文当时发送失败，没有公开过"),
    ("根据作者隐私设置，无法查看该内容", "作者设置了不公开"),
    ("该内容暂时无法查看", "平台提示“该内容暂时无法查看”，请隔日重新保存一次，仍如此即已灭失"),
    ("该公众号已迁移", "账号已迁移，原文请到新账号查找"),
    ("自主注销", "账号已自主注销，原文随之灭失"),
    ("申请帐号迁移流程", "账号已申请迁移，原文被冻结或回收"),
    ("号已被屏蔽", "账号已被平台屏蔽，原文无法查看"),
    ("系统注销", "账号已被系统注销，原文随之灭失"),
    ("系统回收", "账号已被系统回收，原文随之灭失"),
)
_SKIPPED: tuple[tuple[str, str], ...] = (
    ("环境异常", "保存到的是验证页，不是文章：请在浏览器中完成验证后重新保存"),
    ("完成验证后即可继续访问", "保存到的是验证页，不是文章：请在浏览器中完成验证后重新保存"),
    ("访问过于频繁", "保存到的是“访问过于频繁”提示，不是文章：请隔一段时间后重新保存"),
    ("操作频繁", "保存到的是“操作频繁”提示，不是文章：请隔一段时间后重新保存"),
    ("请在微信客户端打开链接", "保存到的是“请在微信客户端打开”提示，不是文章：请从微信中复制链接后重新保存"),
    ("链接已过期", "保存到的是临时链接，已过期：请用文章的永久链接重新保存"),
    ("404 Not Found", "保存到的是“404 Not Found”页，不是文章：请核对网址后重新保存"),
)
_VERIFICATION = ("js_verify", "verify_container")
_CAPTCHA = "wappoc_appmsgcaptcha"
_HISTORY = re.compile(r"var msgList ?= ?[{'\"]")
_TRANSFER = re.compile(r"var transferTargetLink ?= ?")


def is_article(page: Page) -> bool:
    """Whether *page* has the frame of an article; then its words are the author's, whatever they say."""
    return "js_article" in page.elements or "js_content" in page.elements


def classify(page: Page) -> Lost | Skipped | Problem:
    """What *page*, which is no article, stands for, with a reason in Chinese that says what to do."""
    if any(name in page.elements for name in _VERIFICATION) or any(
        _CAPTCHA in script for script in page.scripts
    ):
        return Skipped("", _SKIPPED[0][1])
    if "history" in page.elements or any(_HISTORY.search(script) for script in page.scripts):
        return Skipped("", "这是公众号的历史消息列表，不是文章：列表中的文章请逐篇保存")
    if any("about-page" in (found.get("class") or "").split() for found in page.root.iter("div")):
        return Skipped("", "这是公众号资料页，不是文章")
    words = f"{html.text_of(page.root)} {' '.join(title.text or '' for title in page.root.iter('title'))}"
    for said, reason in _SKIPPED:
        if said in words:
            return Skipped("", reason)
    for said, reason in _LOST:
        if said in words:
            return _lost(page, reason)
    return Problem("", "网页中没有公众号文章的正文，也不是已知的提示页，请用浏览器重新保存。")


def _lost(page: Page, reason: str) -> Lost:
    details = [html.text_of(found) for found in page.root.iter("p") if found.get("class") == "tips"]
    if details and details[0]:
        reason = f"{reason}（{details[0]}）"
    if target := _transfer_target(page):
        reason = f"{reason}：{target}"
    address = page.saved_from
    biz, mid, idx = addresses.identity(address)
    return Lost(
        position="",
        reason=reason,
        source_id=f"{biz}_{mid}_{idx}" if mid else addresses.short_id(address),
        source_url=addresses.canonical(address),
    )


def _transfer_target(page: Page) -> str:
    for script in page.scripts:
        if match := _TRANSFER.search(script):
            return literals.shown(literals.value_at(script, match.end())[0] or "")
    return ""
