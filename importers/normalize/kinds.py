"""Which kind of public information a title announces (the kinds of `notices.fields.KINDS`)."""

from __future__ import annotations

# First match wins: 《…》 names a document that the notice is about, so it is looked at without its title.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("公示", ("公示",)),
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
_TRADITIONAL = str.maketrans("辦務請報見為實導細則暫條決聲啟佈", "办务请报见为实导细则暂条决声启布")


def kind_of(title: str) -> str:
    """The kind that *title* (either script) says by a literal word, else 动态."""
    shown = title.translate(_TRADITIONAL)
    return next((kind for kind, words in _WORDS if any(word in shown for word in words)), "动态")
