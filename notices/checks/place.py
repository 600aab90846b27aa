"""department-*, slug-*, title-*: where a notice belongs and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.problems import Problem
from notices.tree import path_of

UNKNOWN = Rule("department-unknown", "error", "部门没有登记", "department: 没有的代号", archived="same")
PLACE = Rule(
    "notice-place",
    "error",
    "文件不在自己的位置",
    "2026 年民政局的通知放在 health/2025/ 之下",
    archived="same",
)
LONG = Rule("title-long", "warning", "标题太长，列表里显示不全", "超过 60 个字的标题")
FORMER = Rule("department-former", "warning", "用了部门的旧名", "2026 年的通知落款“青澜市农业局”")

_LONG = 60


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """Department, folder, file name and title."""
    notice = page.notice
    if notice.department not in setting.departments:
        message = f"部门“{notice.department}”没有登记在 departments.toml，请核对代号，或先登记。"
        yield UNKNOWN.at(page, page.key_line("department"), message)
    elif page.path != path_of(notice):
        yield PLACE.at(page, 1, f"文件应放在 {path_of(notice)}，请移动文件，或改正部门、日期、编号。")
    if len(notice.title) > _LONG:
        message = f"标题有 {len(notice.title)} 个字，请精简到 {_LONG} 个字以内，细节写进摘要。"
        yield LONG.at(page, page.key_line("title"), message)
    if not notice.archived:
        yield from _former_names(page, setting)


def _former_names(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    day = page.notice.date.date()
    for department in setting.departments.values():
        for former in department.former:
            offset = page.body.find(former.name)
            if former.until is None or day <= former.until or offset < 0 or former.name in department.name:
                continue
            message = (
                f"“{former.name}”已于 {former.until} 后改称“{department.name}”，指现在的部门时请用新名。"
            )
            yield FORMER.at(page, page.line_at(offset), message)


CHECK = Check((UNKNOWN, PLACE, LONG, FORMER), find)
