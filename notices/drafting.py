"""A new notice: every key of the front matter, with its explanation, ready to be filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from notices import values
from notices.fields import FIELDS, Field
from notices.frontmatter import clean_line
from notices.notice import Notice

_PLACEHOLDER = "（在这里写正文。）"


def blank(title: str, department: str, kind: str, now: datetime) -> Notice:
    """A draft of *kind* by *department*, dated *now* to the minute; its number comes from the first three.

    Raises ValueError, in Chinese, when one of them cannot stand in front matter.
    """
    title = clean_line(title)
    if not title:
        raise ValueError("标题是空的，请写标题。")
    moment = now.astimezone(values.BEIJING).replace(second=0, microsecond=0)
    key = f"{department}\0{title}\0{moment.date()}"
    slug = f"{moment:%Y%m%d}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    return Notice(
        title=title,
        date=moment,
        department=values.parse_code(department),
        slug=slug,
        kind=values.parse_kind(kind),
        body=_PLACEHOLDER,
        status="draft",
    )


def text_of(notice: Notice) -> str:
    """The file of a new *notice*: all keys a clerk may write, empty or not, then what each means, then the body.

    The explanations stand in an HTML comment at the head of the body: Pelican takes any line between the two
    `---` that is no `key: value` for the end of the front matter, and the sanitiser drops comments, so that
    even a forgotten one is not published (and the check names it).
    """
    keys = [field for field in FIELDS if field.writer != "importer"]
    lines = [f"{field.name}: {_value(notice, field)}".rstrip() for field in keys]
    return "\n".join(["---", *lines, "---", "", *_explained(keys), "", notice.body, ""])


def _value(notice: Notice, field: Field) -> str:
    value = getattr(notice, field.name)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _explained(keys: Iterable[Field]) -> list[str]:
    kept = [
        f"{field.name}（{field.alias}）：{field.meaning}{'；必填' if field.required else ''}"
        for field in keys
    ]
    return ["<!-- 写作说明：写完请删去这一段。不用的键可以空着，也可以删去整行。", *kept, "-->"]
