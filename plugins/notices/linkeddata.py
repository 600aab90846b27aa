"""What search engines read besides the text: JSON-LD (schema.org) and Open Graph, escaped in one place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from notices.notice import Notice
from notices.values import BEIJING, is_day
from plugins.notices.site import Site
from plugins.notices.templates import escaped

# In a script element only these can end or disturb it; as escapes they are the same JSON.
_DISTURBING = re.compile("[<>&\u2028\u2029]")
_text = json.encoder.encode_basestring
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Fields = Mapping[str, Any]


def script(fields: Fields) -> Markup:
    """A JSON-LD script element holding *fields*: a data block, which no policy forbids and nothing runs."""
    text = _DISTURBING.sub(_escape, _object({"@context": "https://schema.org", **fields}))
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped here


def _object(fields: Fields) -> str:
    """JSON of *fields*, most of them text: a general encoder is made anew at each call, for twice the price."""
    written = [
        f"{_text(name)}:{_text(value) if type(value) is str else _object(value) if type(value) is dict else _written(value)}"
        for name, value in fields.items()
    ]
    return f"{{{','.join(written)}}}"


def _escape(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def graph(properties: Mapping[str, str]) -> Markup:
    """Open Graph tags (https://ogp.me/); empty properties are left out."""
    lines = (
        f'<meta property="og:{name}" content="{escaped(content)}">\n'
        for name, content in properties.items()
        if content
    )
    return Markup("".join(lines))  # noqa: S704 - escaped right here


def organization(site: Site) -> Fields:
    """Who runs the site."""
    return {
        "@type": "GovernmentOrganization",
        "name": site.organizer,
        "url": f"{site.url}/",
        "telephone": site.telephone,
        "email": site.email,
        "areaServed": site.city,
    }


def dataset(site: Site) -> Fields:
    """The open data of the site."""
    files = [
        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{site.url}/data/{name}"}
        for kind, name in (("application/json", "catalogue.json"), ("text/csv", "accounts.csv"))
    ]
    return {
        "@type": "Dataset",
        "name": f"{site.name}公开信息目录",
        "description": f"{site.city}政务新媒体账号清单和全部公开信息的目录。",
        "url": f"{site.url}/data/",
        "creator": organization(site),
        "isAccessibleForFree": True,
        "distribution": files,
    }


def article(site: Site, notice: Notice, publisher: str, address: str) -> Fields:
    """A notice, whose department *publisher* is; policy documents are reports."""
    when = notice.date if notice.date.tzinfo is BEIJING else notice.date.astimezone(BEIJING)
    found: dict[str, Any] = {
        "@type": "Report" if notice.kind == "政策文件" else "Article",
        "headline": notice.title,
        "datePublished": when.isoformat()[:10] if is_day(when) else when.isoformat(timespec="seconds"),
        "inLanguage": notice.lang,
        "url": f"{site.url}{address}",
        "publisher": {"@type": "GovernmentOrganization", "name": publisher},
    }
    if notice.summary:
        found["description"] = notice.summary
    if notice.source_url:
        found["isBasedOn"] = notice.source_url
    if notice.corrections:
        found["dateModified"] = max(one.day for one in notice.corrections).isoformat()
    return found


def article_graph(site: Site, notice: Notice, address: str, image: str) -> dict[str, str]:
    """The Open Graph of a notice; *image* is the full address of its first picture, or empty."""
    return {
        "type": "article",
        "title": notice.title,
        "description": notice.summary,
        "url": f"{site.url}{address}",
        "image": image,
    }


def site_graph(site: Site) -> dict[str, str]:
    """The Open Graph of a page that is no notice."""
    return {"type": "website", "description": site.description}
