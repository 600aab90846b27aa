"""The source of plain text in the form 标题：… 发布时间：… 正文：…, one or several in a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from importers.model import MalformedExport, Official, Post, Problem, Record, Witness
from importers.normalize import dates, markdown
from importers.normalize.text import UnknownEncoding, encoding_of, head_text
from importers.sources.documents import filenames

_LARGEST = 64 << 20
_FIELDS = {
    "标题": "title", "题目": "title", "title": "title",
    "发布时间": "date", "发布日期": "date", "发表时间": "date", "日期": "date", "时间": "date", "date": "date",
    "正文": "body", "内容": "body", "正文内容": "body", "content": "body",
    "来源": "source", "信息来源": "source", "作者": "author", "栏目": "column",
    "链接": "url", "网址": "url", "原文链接": "url", "url": "url", "文号": "number", "发文字号": "number", "索引号": "index",
}  # fmt: skip
_LABEL = re.compile(
    rf"[ \t\u3000]*[【\[]?({'|'.join(sorted(_FIELDS, key=len, reverse=True))})[】\]]?[ \t\u3000]*[:：][ \t\u3000]*",
    re.IGNORECASE | re.ASCII,
)
_FIRST = re.compile(
    r"^[ \t\u3000]*[【\[]?(?:标题|题目|title)[】\]]?[ \t\u3000]*[:：]", re.IGNORECASE | re.MULTILINE
)
_RULE = re.compile(r"[-=*_#~—]{3,}\s*")
_NEAR = 6  # lines below a title within which its next label stands


class LabelledText:
    """Text files whose lines bear labels."""

    name = "labelled-text"
    label = "文本文件（标题、发布时间、正文）"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the file begins with a labelled title, and a date or a text follows."""
        if path.suffix.lower() not in (".txt", ".text", ""):
            return False
        lines = [line for line in head_text(head[: 1 << 16]).replace("\r", "\n").split("\n") if line.strip()][
            :12
        ]
        fields = [field for line in lines if (field := _field(line)[0])]
        return (
            bool(lines and _field(lines[0])[0])
            and "title" in fields[:3]
            and bool({"date", "body"} & set(fields))
        )

    def read(self, path: Path) -> Iterator[Record]:
        """Every text in the file. Raises MalformedExport or OSError."""
        if path.stat().st_size > _LARGEST:
            raise MalformedExport(f"文本文件超过 {_LARGEST >> 20} MB，请拆开后再导入。")
        content = path.read_bytes()
        try:
            text = content.decode(encoding_of([content]), "replace").removeprefix("\ufeff")
        except UnknownEncoding as error:
            raise MalformedExport(str(error)) from None
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        starts = [0, *(number for number in range(1, len(lines)) if _begins(lines, number))]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            if any(line.strip() for line in lines[start:end]):
                position = f"第 {start + 1} 行起" if len(starts) > 1 else ""
                yield _record(path, lines[start:end], position)


def _field(line: str) -> tuple[str, str]:
    match = _LABEL.match(line)
    return (_FIELDS[match[1].lower()], line[match.end() :]) if match else ("", line)


def _begins(lines: list[str], number: int) -> bool:
    """Whether another text begins at a line: a labelled title, after a blank line or a rule, other labels close below."""
    if not _FIRST.match(lines[number]):
        return False
    before = lines[number - 1]
    below = {_field(line)[0] for line in lines[number + 1 : number + 1 + _NEAR]}
    return (not before.strip() or _RULE.fullmatch(before) is not None) and bool({"date", "body"} & below)


def _record(path: Path, lines: list[str], position: str) -> Record:
    found, body = _parted(lines)
    title = found.get("title", "").strip()
    if not body:
        return Problem(position, f"“{title[:40]}”没有正文")
    stated = found.get("date", "").strip()
    when = dates.parse(stated, None) if stated else None
    column = found.get("column", "").strip()
    raw = "\0".join([title, stated, found.get("url", "").strip() or body])
    named = filenames.read(path)
    return Post(
        position=position,
        account=filenames.account_of(path),
        source_id=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        title=title or named.title,
        body=body,
        witnesses=(Witness(when, "row", stated),) if when else (named.witnesses if not position else ()),
        source_url=found.get("url", "").strip(),
        author=found.get("author", "").strip(),
        tags=(column,) if column and not re.search(r"[,，、;；]", column) else (),
        source=found.get("source", "").strip(),
        official=Official(
            document_number=found.get("number", "").strip(), index_number=found.get("index", "").strip()
        ),
    )


def _parted(lines: list[str]) -> tuple[dict[str, str], str]:
    """The labelled values, and as Markdown what follows the label of the text, or else the last label."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        field, rest = _field(line)
        if field == "body":
            return found, _markdown([rest, *lines[number + 1 :]])
        if field:
            found.setdefault(field, rest)
        elif line.strip() and found and len(found) > 1:
            return found, _markdown(lines[number:])
    return found, ""


def _markdown(lines: list[str]) -> str:
    while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
        lines = lines[:-1]
    parts = re.split(r"\n[ \t]*\n+|\n(?=\u3000)", "\n".join(lines).strip("\n"))
    return "\n\n".join(markdown.escape(part.strip()) for part in parts if part.strip())
