"""The fixed pages in `content/pages/`, which Pelican reads by itself: only what they need, before it reads them.

Pelican obeys whatever a page's head says (`save_as`, `url`, `template`, `status`, `translation` …), so that a page could
replace another or be written beside the site, and it follows links out of the folder. Here a page is a plain Markdown
file whose head has a title, an address and a date, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from notices import values
from notices.frontmatter import UNPRINTABLE
from notices.problems import Problem

FOLDER = "pages"
_KEYS = ("title", "slug", "date")
_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)")
_HELP = "开头只写 Title、Slug、Date 三行，空一行后写正文"


def problems(content: Path) -> Iterator[Problem]:
    """What is wrong with the fixed pages of *content*, by file and line."""
    for path in sorted((content / FOLDER).rglob("*")):
        shown = path.relative_to(content).as_posix()
        if path.is_symlink():
            yield Problem(shown, 1, "page-link", "是符号链接，不跟随；请放入文件本身。")
        elif path.is_file() and not path.name.startswith("."):
            yield from _page(path, shown)


def _page(path: Path, shown: str) -> Iterator[Problem]:
    if path.suffix != ".md":
        yield Problem(shown, 1, "page-kind", "这里只放 Markdown 网页（.md），请移走此文件。")
        return
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        yield Problem(shown, 1, "not-utf8", "文件不是 UTF-8 编码，请另存为 UTF-8。")
        return
    found: dict[str, str] = {}
    # Lines as Python-Markdown parts them: other ends of lines (U+0085, U+2028 …) would hide a key from us.
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            break
        match = _LINE.fullmatch(line.rstrip())
        key = match[1].lower() if match else ""
        if match is None or key not in _KEYS or key in found:
            yield Problem(shown, number, "page-head", f"看不懂或不可用：“{line.strip()[:40]}”；{_HELP}。")
            return
        found[key] = match[2].strip()
        if problem := _wrong(key, found[key]):
            yield Problem(shown, number, "page-head", problem)
    if missing := [key.capitalize() for key in _KEYS if not found.get(key)]:
        yield Problem(shown, 1, "page-head", f"缺少 {'、'.join(missing)}；{_HELP}。")


def _wrong(key: str, value: str) -> str:
    if UNPRINTABLE.search(value):
        return "含有看不见的控制字符，请删去重写。"
    try:
        if key == "slug" and value:
            values.parse_slug(value)
        if key == "date" and value:
            values.parse_moment(value)
    except ValueError as error:
        return str(error)
    return ""
