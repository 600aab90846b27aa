"""What a notice is, and how it is read from and written as Markdown with front matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from pathlib import Path
from typing import Any

from notices import heads, remarks, values
from notices.fields import BY_NAME, FIELDS
from notices.frontmatter import UNPRINTABLE, BadFrontMatter, Entry, join, split
from notices.problems import Problem
from notices.remarks import Correction, Cut, Waiver

_REQUIRED = tuple(field for field in FIELDS if field.required)


@dataclass(frozen=True, kw_only=True)  # no slots: see `_made`
class Notice:
    """A piece of public information as we publish it; the keys are explained in `notices.fields`.

    *date* is the original publication and, like *captured*, aware (midnight in Beijing: day only);
    *body* is Markdown. Archived notices carry *platform* and what follows it; new ones do not.
    """

    title: str
    date: datetime
    department: str
    slug: str
    kind: str
    body: str
    tags: tuple[str, ...] = ()
    summary: str = ""
    status: str = "published"
    author: str = ""
    source: str = ""
    lang: str = "zh-Hans"
    index_number: str = ""
    document_number: str = ""
    issuer: str = ""
    written: Day | None = None
    publish_at: datetime | None = None
    disclosed_until: Day | None = None
    review_by: Day | None = None
    effective: Day | None = None
    expires: Day | None = None
    abolished_by: str = ""
    corrections: tuple[Correction, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    platform: str = ""
    account: str = ""
    source_id: str = ""
    also: tuple[str, ...] = ()
    source_url: str = ""
    captured: datetime | None = None
    imported: Day | None = None
    original: str = ""
    date_evidence: str = ""
    cut: tuple[Cut, ...] = ()

    @property
    def archived(self) -> bool:
        """Whether this notice came from a platform rather than from a department's own hand."""
        return bool(self.platform)


def read(path: Path, shown: str = "") -> Notice:
    """Read the notice in *path*, named *shown* in messages (default: the path itself).

    Raises BadFrontMatter with every problem, or OSError.
    """
    label = shown or str(path)
    payload = path.read_bytes()
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        line = payload.count(b"\n", 0, error.start) + 1
        raise BadFrontMatter(
            [Problem(label, line, "not-utf8", "文件不是 UTF-8 编码，请另存为 UTF-8。")]
        ) from None
    return parse(text, label)


def parse(text: str, path: str) -> Notice:
    """The notice that *text* holds; *path* is only named in problems. Raises BadFrontMatter with all problems."""
    usual = heads.read(text)
    if usual is not None:
        return _made(*usual)
    entries, body, problems = split(text, path)
    return assemble(entries, body, (path, problems))


def _made(found: Mapping[str, Any], body: str) -> Notice:
    """What `Notice(**found, body=body)` gives, at a tenth of its price: a frozen dataclass sets its fields one by one."""
    notice = object.__new__(Notice)
    vars(notice).update(found, body=body)
    return notice


def assemble(entries: Mapping[str, Entry], body: str, told: tuple[str, list[Problem]]) -> Notice:
    """The notice that *entries* and *body*, as `frontmatter.split` gave them, hold.

    *told* is the path, only named in problems, and the problems that there are already. Raises BadFrontMatter
    with all problems.
    """
    path, problems = told
    found: dict[str, Any] = {}
    for name, entry in entries.items():
        if entry.value:
            try:
                found[name] = _value(name, entry)
            except ValueError as error:
                problems.append(
                    Problem(
                        path, entry.line, f"{name.replace('_', '-')}-bad", f"{BY_NAME[name].alias}：{error}"
                    )
                )
        elif BY_NAME[name].required:
            problems.append(
                Problem(path, entry.line, "key-empty", f"“{name}”（{BY_NAME[name].alias}）是空的，请填写。")
            )
    for field in _REQUIRED:
        if field.name not in entries:
            problems.append(
                Problem(path, 1, "key-missing", f"缺少“{field.name}”（{field.alias}）：{field.meaning}。")
            )
    if problems:
        raise BadFrontMatter(sorted(problems))
    return Notice(**found, body=body.strip("\n"))


def _value(name: str, entry: Entry) -> object:
    if not entry.value.isprintable() and UNPRINTABLE.search(entry.value):
        raise ValueError("含有看不见的控制字符，请删去重写。")
    return heads.PARSERS[BY_NAME[name].type](entry.value)


def render(notice: Notice) -> str:
    """The text of *notice*; `parse(render(n), …) == n` for every notice whose body has clean edges.

    Raises ValueError when a value would not survive (a line break in a title, a comma in a tag).
    """
    raw = {field.name: _show(getattr(notice, field.name)) for field in FIELDS}
    for name in ("corrections", "waivers", "cut"):
        raw[name] = remarks.show(getattr(notice, name))
    if any(values.parse_tags(tag) != (tag,) for tag in notice.tags):
        raise ValueError(f"a tag holds a separator: {notice.tags}")
    if any(values.parse_ids(one) != (one,) for one in notice.also):
        raise ValueError(f"an id holds a separator: {notice.also}")
    for default in ("status", "lang"):
        if raw[default] == getattr(_DEFAULTS, default):
            raw[default] = ""
    return join(raw, notice.body)


def _show(value: object) -> str:
    if isinstance(value, datetime):
        return values.show_moment(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


_DEFAULTS = Notice(title="", date=datetime.min, department="", slug="", kind="", body="")
