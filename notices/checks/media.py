"""picture-*, attachment-*, media-name: files that a notice shows or offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from notices import privacy
from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.checks.references import Reference
from notices.problems import Problem

MISSING = Rule(
    "picture-missing", "error", "图片文件不存在", "![路灯](../media/没有这张.jpg)", archived="same"
)
REMOTE = Rule(
    "picture-remote",
    "error",
    "图片在别的网站上，页面不会显示",
    "![路灯](https://a.example/b.jpg)",
    archived="same",
)
ALT = Rule("picture-alt", "warning", "图片没有文字说明，看不见图的人无从知道内容", "![](../media/a.jpg)")
LOST = Rule(
    "attachment-missing", "error", "附件文件不存在", "[附件](../media/没有这份.docx)", archived="same"
)
KIND = Rule("attachment-kind", "error", "这种附件不能公开", "[下载](../media/setup.exe)", archived="same")
NAME = Rule(
    "media-name", "error", "文件名里有个人信息或不适合网址的字符", "../media/张三身份证.jpg", archived="same"
)

# fmt: off
KINDS = frozenset([
    "pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "csv", "txt", "ppt", "pptx", "dps", "zip",
    "jpg", "jpeg", "png", "gif", "webp", "bmp", "mp3", "m4a", "mp4", "webm", "mov", "mkv", "flv", "avi", "amr",
])
# fmt: on
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """Pictures and attachments of the body."""
    for reference in page.references:
        found = _wrong(reference, page, setting)
        if found:
            rule, message = found
            yield rule.at(page, page.line_at(reference.offset), message)
        if reference.picture and not reference.label.strip():
            message = "图片没有说明文字，请写成 ![图中是什么](…)。"
            yield ALT.at(page, page.line_at(reference.offset), message)


def _wrong(reference: Reference, page: Manuscript, setting: Setting) -> tuple[Rule, str] | None:
    target, shown = reference.target, reference.target[:60]
    if "://" in target or target.startswith("//"):
        if reference.picture:
            return REMOTE, f"图片“{shown}”在别的网站上，请存到本部门 media 文件夹再引用。"
        return None
    if not reference.picture and "/media/" not in f"/{target}":
        return None
    path = PurePosixPath(page.target(target))
    if path.suffix.lower().lstrip(".") not in KINDS:
        return KIND, f"附件“{path.name[:60]}”的格式不能公开，请改存为 PDF、Word、Excel、图片等常用格式。"
    if _NAME.fullmatch(path.name) is None or privacy.findings(path.name, setting.today):
        return NAME, f"文件名“{path.name[:40]}”应只用字母、数字、点和连字符，且不含个人信息，请改名。"
    if not setting.store.exists(str(path)):
        kind = (MISSING, "图片") if reference.picture else (LOST, "附件")
        return kind[0], f"{kind[1]}“{shown}”不存在，请把文件放进本部门 media 文件夹，并核对文件名。"
    return None


CHECK = Check((MISSING, REMOTE, ALT, LOST, KIND, NAME), find)
