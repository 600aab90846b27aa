"""Search documents: what the search reads of each notice and each service that moved, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from json.encoder import encode_basestring as _text

from notices.accounts import Account
from notices.departments import Department
from notices.fields import PLATFORMS
from notices.missing import without_addresses
from notices.notice import Notice
from notices.services import Service
from notices.values import BEIJING
from plugins.notices import addresses
from plugins.notices.record import Record
from plugins.notices.standing import validity

_SERVICE = "service-"
_KEPT = 4096


def document(
    notice: Notice,
    record: Record,
    text: str,
    *,
    whose: tuple[Sequence[Department], Account | None, str],
    marks: Iterable[str] = (),
) -> str:
    """The line for *notice* with the visible *text* of its body; *whose* is its departments and its account.

    The last of *whose* is the slug of the canonical notice where several accounts published the text, else empty:
    hits of one `cluster` can be shown as one. *marks* are those of `standing.marks` on the day of the build.
    """
    departments, account, cluster = whose
    native, name = (account.native_id, account.name) if account else (notice.account, "")
    return (
        f'{{"id":{_text(record.slug)},"url":{_text(record.url)},"title":{_text(notice.title)},"body":{_text(without_addresses(text))},'
        f'"summary":{_text(notice.summary)},{_departments(tuple(departments))},"kind":{_text(notice.kind)},'
        f'"platform":{_text(notice.platform)},"platform_name":{_text(PLATFORMS.get(notice.platform, ""))},'
        f'"account":{_text(native)},"account_name":{_text(name)},'
        f'"date":"{notice.date.isoformat(timespec="seconds")}","year":{notice.date.year},'
        f'"tags":[{",".join(map(_text, notice.tags))}],"source":{_text(notice.source)},"lang":{_text(notice.lang)},'
        f'"archived":{"true" if notice.archived else "false"},"source_id":{_text(notice.source_id)},'
        f'"source_url":{_text(notice.source_url)},"cluster":{_text(cluster)},'
        f'"validity":{_text(validity(record, marks))}}}'
    )


@lru_cache(_KEPT)
def _departments(departments: tuple[Department, ...]) -> str:
    """The keys of `_whose`, which are the same in all notices of a department."""
    return _line(_whose(departments))[1:-1]


def service_document(anchor: str, service: Service, departments: Sequence[Department], today: date) -> str:
    """The line for a *service* that stands under *anchor* on its page; undated ones count as of *today*."""
    day = datetime.combine(service.noted or today, time(), BEIJING)
    entries = (("原入口", service.old_entry), ("现入口", service.new_entry), ("备注", service.note))
    return _line(
        {
            "id": f"{_SERVICE}{anchor}",
            "url": f"{addresses.SERVICES}#{anchor}",
            "title": service.name,
            "body": "\n".join(f"{label}：{text}" for label, text in entries if text),
            "summary": f"现在到{service.new_entry}办理。",
            **_whose(departments),
            "kind": "办事指南",
            "date": day.isoformat(timespec="seconds"),
            "year": day.year,
            "tags": ["办事入口"],
            "lang": "zh-Hans",
            "archived": False,
        }
    )


def notices_among(lines: Iterable[bytes]) -> int:
    """How many of the *lines* are notices."""
    head = f'{{"id":"{_SERVICE}'.encode()
    return sum(not line.startswith(head) for line in lines)


def _whose(departments: Sequence[Department]) -> dict[str, object]:
    return {
        "department": departments[-1].slug,
        "department_name": departments[-1].name,
        "department_path": [one.slug for one in departments],
        "department_path_names": [one.short_name for one in departments],
        "department_former": [former.name for one in departments for former in one.former],
    }


def _line(fields: Mapping[str, object]) -> str:
    return _written(fields)


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
