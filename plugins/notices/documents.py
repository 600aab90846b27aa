"""Search documents: what the search reads of each notice, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from notices.accounts import Account
from notices.departments import Department
from notices.fields import PLATFORMS
from notices.notice import Notice
from plugins.notices.record import Record
from plugins.notices.standing import validity


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
    fields = {
        "id": record.slug,
        "url": record.url,
        "title": notice.title,
        "body": text,
        "summary": notice.summary,
        "department": notice.department,
        "department_name": departments[-1].name,
        "department_path": [one.slug for one in departments],
        "department_path_names": [one.short_name for one in departments],
        "department_former": [former.name for one in departments for former in one.former],
        "kind": notice.kind,
        "platform": notice.platform,
        "platform_name": PLATFORMS.get(notice.platform, ""),
        "account": account.native_id if account else notice.account,
        "account_name": account.name if account else "",
        "date": notice.date.isoformat(timespec="seconds"),
        "year": notice.date.year,
        "tags": notice.tags,
        "source": notice.source,
        "lang": notice.lang,
        "archived": notice.archived,
        "source_id": notice.source_id,
        "source_url": notice.source_url,
        "cluster": cluster,
        "validity": validity(record, marks),
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
