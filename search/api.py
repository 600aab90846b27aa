"""The JSON of answers. Pure."""

from __future__ import annotations

from typing import Any

from search.service import PAGE_SIZE, Answer, Hit


def search_json(answer: Answer, took_ms: float) -> dict[str, Any]:
    """What `/api/search` gives; *took_ms* is the time it took, in milliseconds."""
    return {
        "query": answer.asked.text,
        "total": answer.total,
        "page": answer.asked.page,
        "page_size": PAGE_SIZE,
        "meant": list(answer.meant),
        "took_ms": round(took_ms, 2),
        "hits": [hit_json(hit) for hit in answer.hits],
        "facets": {
            facet: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
            for facet, values in answer.facets.items()
        },
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """One hit as JSON; its two HTML fields are escaped but for <mark>."""
    document = hit.document
    return {
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "title_html": hit.title_html,
        "snippet_html": hit.snippet_html,
        "department": document.department,
        "department_name": document.department_name,
        "kind": document.kind,
        "platform": document.platform,
        "account_name": document.account_name,
        "date": document.date.isoformat(),
        "archived": document.archived,
        "match": hit.match,
    }
