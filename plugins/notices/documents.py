"""Search documents: what the search reads of each notice, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence

from notices.accounts import Account
from notices.departments import Department
from notices.fields import PLATFORMS
from notices.notice import Notice
from plugins.notices.record import Record


def document(
    notice: Notice, record: Record, text: str, whose: tuple[Sequence[Department], Account | None, str]
) -> str:
    """The line for *notice* with the visible *text* of its body; *whose* is its departments and its account.

    The last of *whose* is the slug of the canonical notice where several accounts published the text, else empty:
    hits of one `cluster` can be shown as one.
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
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
