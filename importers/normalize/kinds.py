"""Which kind of public information a title announces (the kinds of `notices.fields.KINDS`)."""

from __future__ import annotations

import re

# First match wins: 《…》 names a document that the notice is about, so it is looked at without its title.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("公示", ("公示", "收支公开", "财务公开", "村务公开", "党务公开", "公开栏")),
    (
        "办事指南",
        (
            "办事指南",
            "办理指南",
            "服务指南",
            "申请指南",
            "申报指南",
            "办事流程",
            "办理流程",
            "怎么办理",
            "如何办理",
        ),
    ),
    ("通知", ("通知", "提示函", "通报")),
    ("公告", ("公告", "通告", "声明", "启事", "布告")),
    (
        "政策文件",
        (
            "实施意见",
            "指导意见",
            "实施方案",
            "管理办法",
            "实施办法",
            "实施细则",
            "暂行办法",
            "条例",
            "的意见",
            "的决定",
        ),
    ),
)
# 发文字号: an office's code, the year in brackets, a serial (GB/T 9704-2012, 7.2.5).
_NUMBER = re.compile(r"[\u4e00-\u9fa5]{1,12}[发函字办规][〔\[［（(]\d{4}[〕\]］）)]\s?\d{1,5}\s?号")
_TOP_LINES = 8
_TRADITIONAL = str.maketrans("辦務請報見為實導細則暫條決聲啟佈", "办务请报见为实导细则暂条决声启布")


def kind_of(title: str, body: str = "") -> str:
    """The kind that *title* (either script) says by a literal word, else 动态.

    A document number, in the title or on a line of its own at the top of *body*, makes it 政策文件.
    """
    shown = title.translate(_TRADITIONAL)
    top = body.split("\n", _TOP_LINES)[:_TOP_LINES]
    if _NUMBER.search(shown) or any(_NUMBER.fullmatch(line.strip(" *#").replace("\\", "")) for line in top):
        return "政策文件"
    return next((kind for kind, words in _WORDS if any(word in shown for word in words)), "动态")
