"""The page tags of 国办发〔2017〕47号, annex 网页设计规范: names in exactly these spellings.

Site tags stand on every page, column tags on lists and notices, article tags on notices. The values are plain
text; the template escapes them like everything else.
"""

from __future__ import annotations

from functools import lru_cache

from notices.notice import Notice
from notices.values import BEIJING
from plugins.notices.site import Site

# In the order in which they stand; the last of the guide's, Image, is for notices with a picture.
SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Url")

Tags = tuple[tuple[str, str], ...]

_COLUMN_TYPES = {
    "公告": "通知公告",
    "公示": "通知公告",
    "通知": "通知公告",
    "动态": "工作动态",
    "政策文件": "政策文件",
    "办事指南": "办事服务",
    "转载": "工作动态",
    "其他": "工作动态",
}


def site_tags(site: Site) -> Tags:
    """SiteName, SiteDomain, SiteIDCode."""
    return (("SiteName", site.name), ("SiteDomain", site.domain), ("SiteIDCode", site.code))


def column_tags(site: Site, name: str, column_type: str = "工作动态") -> Tags:
    """The site tags and those of the column *name*."""
    return (
        *site_tags(site),
        ("ColumnName", name),
        ("ColumnDescription", f"{site.city}{name}栏目的政府公开信息。"),
        ("ColumnKeywords", f"{name},{site.city},政府信息公开"),
        ("ColumnType", column_type),
    )


@lru_cache(256)
def kind_tags(site: Site, kind: str) -> Tags:
    """The site and column tags of the list of one *kind*."""
    return column_tags(site, kind, _COLUMN_TYPES[kind])


def article_tags(site: Site, notice: Notice, source: str, url: str) -> Tags:
    """All tags of a notice's page; *source* is who published it first and is never empty.

    PubDate is `YYYY-MM-DD HH:MM` as the guide asks; an unknown time of day reads 00:00.
    """
    return (
        *kind_tags(site, notice.kind),
        ("ArticleTitle", notice.title),
        ("PubDate", notice.date.astimezone(BEIJING).isoformat(" ")[:16]),
        ("ContentSource", source),
        ("Keywords", ",".join((notice.kind, *notice.tags))),
        ("Author", notice.author or source),
        ("Description", notice.summary or notice.title),
        ("Url", f"{site.url}{url}"),
    )
