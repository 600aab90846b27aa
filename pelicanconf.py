"""Settings of the site, as Pelican reads them; `publishconf.py` adds what only the public site needs."""

import os

from plugins.notices.filters import FILTERS, GLOBALS
from plugins.notices.site import site

# 青澜市 is made up, and so is every number here. A real city writes its own; publishconf.py refuses these samples.
SITE = {
    "name": "青澜市政务信息归集网",
    "city": "青澜市",
    "domain": "www.qinglan.example",
    "url": "https://www.qinglan.example",
    "code": "0000000001",
    "organizer": "青澜市人民政府办公室",
    "undertaker": "青澜市政务数据中心（虚构）",
    "telephone": "000-0000000",
    "email": "webmaster@qinglan.example",
    "icp": "青ICP备00000001号（示例）",
    "police": "青公网安备00000000000001号（示例）",
    # 党政机关网站标识 by the certifying body; shown as a link, since no page loads anything from elsewhere.
    "party_mark_url": "https://mark.qinglan.example/0000000001",
    "error_report_url": "/pages/feedback/",
    "description": "青澜市已关停政务新媒体账号的公开信息在这里继续可查、可证。",
    "keywords": "青澜市,政府信息公开,政务新媒体,归集,已归档",
}

SITENAME = SITE["name"]
SITEURL = ""
PATH = "content"
# Never `output`: that is a link to the site being served. `invoke build` sets a new folder each time.
OUTPUT_PATH = ".builds/draft/site"
DOCUMENTS_PATH = ".builds/draft/documents.jsonl"
# The moment for which the site is made (an aware datetime): None is now. Tests and comparisons fix it.
NOW = None
# The folder of the build whose pages may be carried over where they show the same; empty: print all.
FORMER_BUILD = ""
MEMORY_PATH = ".builds/draft/memory.sqlite"
WORKERS = os.cpu_count() or 1
# What `python -m plugins` sets for a build: an executor in place of so many processes, who hears of progress.
MEANS = None
# Notices that a build with --keep-going leaves out, by their paths from the content folder.
OMITTED: frozenset[str] = frozenset()
THEME = "theme"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh-Hans"

PLUGINS = ["plugins.notices"]

# Notices have their own generator; Pelican reads the fixed pages only, as Markdown only, and caches nothing
# (its cache is a pickle).
ARTICLE_PATHS: list[str] = []
PAGE_PATHS = ["pages"]
PAGE_URL = "pages/{slug}/"
PAGE_SAVE_AS = "pages/{slug}/index.html"
STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
READERS = {"rst": None, "html": None, "htm": None}
CACHE_CONTENT = False
LOAD_CONTENT_CACHE = False
DELETE_OUTPUT_DIRECTORY = False
MARKDOWN = {"extensions": ["meta", "tables", "sane_lists", "attr_list"], "output_format": "html"}

CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = TAG_SAVE_AS = ARCHIVES_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
JINJA_FILTERS = FILTERS
JINJA_GLOBALS = {**GLOBALS, "site": site(SITE)}
