"""What is searched: the documents that a build of the site writes, a JSON object a line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from search import analysis

FACETS = ("department", "kind", "platform", "account", "year", "archived", "validity")
"""What hits can be narrowed by, in the order in which a reader sees it."""
VALIDITIES = {"current": "现行有效", "pending": "尚未施行", "expired": "已失效", "abolished": "已废止"}
"""Whether a document with terms still holds, and how a reader is told."""
LABEL_MORE = "\x1e"
"""In a facet value's label, before what is shown only where two values are called alike."""


class BadDocument(ValueError):
    """A line of the documents file that is no document; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One searchable notice: *id* is unique, *body* its visible text, *date* aware.

    *department_former* are names that its departments bore; *validity* is one of VALIDITIES, empty for what has
    no terms. *cluster* is, where several accounts published one text, the id of the notice that the others repeat.
    """

    id: str
    url: str
    title: str
    body: str
    date: datetime
    department: str
    kind: str
    department_name: str = ""
    department_path: tuple[str, ...] = ()
    department_path_names: tuple[str, ...] = ()
    department_former: tuple[str, ...] = ()
    platform: str = ""
    platform_name: str = ""
    account: str = ""
    account_name: str = ""
    summary: str = ""
    source: str = ""
    source_id: str = ""
    source_url: str = ""
    tags: tuple[str, ...] = ()
    lang: str = "zh-Hans"
    archived: bool = False
    cluster: str = ""
    validity: str = ""

    @property
    def names(self) -> str:
        """What those who published it are and were called, and the platform: compact, a line each."""
        current = (self.department_name, *self.department_path_names, self.account_name, self.platform_name)
        return _compact_lines((*current, *self.department_former))

    @property
    def original(self) -> str:
        """The id of the notice that this one repeats; empty when it repeats none."""
        return "" if self.cluster == self.id else self.cluster

    @property
    def year(self) -> int:
        """The year of publication, as a reader in China dates it."""
        return self.date.year

    @property
    def _account_label(self) -> str:
        if not self.account_name or not self.platform_name:
            return self.account_name
        return f"{self.account_name}{LABEL_MORE}{self.platform_name}"

    def facets(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For each of FACETS the values that find this document, each with the name a reader sees.

        A department's notices count for the departments above it.
        """
        path = self.department_path or (self.department,)
        names = self.department_path_names or (("",) * (len(path) - 1) + (self.department_name,))
        return {
            "department": tuple(zip(path, names, strict=False)),
            "kind": ((self.kind, self.kind),),
            "platform": ((self.platform, self.platform_name),) if self.platform else (),
            "account": ((self.account, self._account_label),) if self.account else (),
            "year": ((str(self.year), f"{self.year}年"),),
            "archived": (("yes", "已归档"),) if self.archived else (("no", "在线发布"),),
            "validity": ((self.validity, VALIDITIES.get(self.validity, "")),) if self.validity else (),
        }


@lru_cache(maxsize=4096)
def _compact_lines(texts: tuple[str, ...]) -> str:
    return "\n".join(dict.fromkeys(filter(None, map(analysis.compact, texts))))


_ORDER = [field.name for field in fields(Document)]
_LISTS = ("department_path", "department_path_names", "department_former", "tags")
_DATE, _TUPLES = _ORDER.index("date"), [_ORDER.index(name) for name in _LISTS]
_NAMES = frozenset(_ORDER)
_REQUIRED = ("id", "url", "title", "body", "date", "department", "kind")


def parse_document(line: str) -> Document:
    """The document in one *line* of JSON; keys unknown here are let be. Raises ValueError, in Chinese."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("应当是一个 JSON 对象。")
    missing = [name for name in _REQUIRED if not isinstance(record.get(name), str)]
    if missing:
        raise ValueError(f"缺少文字字段：{'、'.join(missing)}。")
    values: dict[str, Any] = {name: value for name, value in record.items() if name in _NAMES}
    values["date"] = datetime.fromisoformat(record["date"])
    if values["date"].tzinfo is None:
        raise ValueError(f"日期 {record['date']} 没有时区，应以 +08:00 结尾。")
    for name in _LISTS:
        values[name] = tuple(map(str, record.get(name) or ()))
    return Document(**values)


def dump_document(document: Document) -> str:
    """The line that `parse_document` reads back as an equal document."""
    record = {field.name: getattr(document, field.name) for field in fields(Document)}
    record["date"] = document.date.isoformat()
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def pack(document: Document) -> str:
    """*document* as `unpack` reads it back: values without names, for those who write and read the same version."""
    values: list[object] = [getattr(document, name) for name in _ORDER]
    values[_DATE] = document.date.isoformat()
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def unpack(packed: str) -> Document:
    """The document that was packed: nothing of it is looked into, so only what `pack` made may come here."""
    values: list[Any] = json.loads(packed)
    values[_DATE] = datetime.fromisoformat(values[_DATE])
    for place in _TUPLES:
        values[place] = tuple(values[place])
    return Document(**dict(zip(_ORDER, values, strict=True)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a documents file, not looked into yet; *digest* tells whether it changed."""

    place: str
    raw: bytes

    @property
    def digest(self) -> bytes:
        """16 bytes that are another for every other line."""
        return digest_of(self.raw)

    def document(self) -> Document:
        """The document in it. Raises BadDocument."""
        try:
            return parse_document(self.raw.decode("utf-8"))
        except UnicodeDecodeError:
            raise BadDocument(f"{self.place}：不是 UTF-8 编码。") from None
        except json.JSONDecodeError as error:
            message = f"{self.place}：不是完整的 JSON（第 {error.colno} 个字符处），请重新生成。"
            raise BadDocument(message) from None
        except (ValueError, TypeError) as error:
            raise BadDocument(f"{self.place}：{error}") from None


def digest_of(line: bytes) -> bytes:
    """16 bytes that are another for every other *line*."""
    return hashlib.blake2b(line, digest_size=16).digest()


def read_lines(path: Path, chosen: Container[int] | None = None) -> Iterator[Line]:
    """The lines of *path* that are not blank; of those, counted from 0, the *chosen* ones only, where it is given.

    Raises OSError when it cannot be read.
    """
    name, place = str(path), 0
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            if line := raw.strip():
                if chosen is None or place in chosen:
                    yield Line(f"{name} 第 {number} 行", line)
                place += 1


def count_lines(path: Path) -> int:
    """How many lines of *path* are not blank. Raises OSError when it cannot be read."""
    with path.open("rb") as stream:
        return sum(not line.isspace() for line in stream)


def read_documents(path: Path) -> Iterator[Document]:
    """The documents in *path*, one a line, blank lines passed over.

    Raises BadDocument at the first line that is none or repeats an id, OSError when it cannot be read.
    """
    seen: set[str] = set()
    for line in read_lines(path):
        document = line.document()
        if document.id in seen:
            raise BadDocument(f"{line.place}：编号 {document.id} 前面已经有了。")
        seen.add(document.id)
        yield document
