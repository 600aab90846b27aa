"""The export formats that are read: one line a source."""

from importers.model import Source
from importers.sources.website.source import WebsitePages
from importers.sources.website.warc import Wacz, Warc
from importers.sources.website.wordpress import WordPress
from importers.sources.wechat import SOURCE as WECHAT
from importers.sources.weibo_api import WeiboApi
from importers.sources.weibo_archiver import WeiboArchiver
from importers.sources.weibo_cn import WeiboCn
from importers.sources.weibo_crawler_json import WeiboCrawlerJson
from importers.sources.weibo_crawler_markdown import WeiboCrawlerMarkdown
from importers.sources.weibo_spider_txt import WeiboSpiderTxt
from importers.sources.weibo_sqlite import WeiboSqlite
from importers.sources.weibo_stablog import Stablog
from importers.sources.weibo_tables import WeiboTable, WeiboTableJson

SOURCES: tuple[Source, ...] = (
    WECHAT,
    WeiboTable("weibo-crawler"),
    WeiboCrawlerJson(),
    WeiboCrawlerMarkdown(),
    WeiboSqlite("weibo-crawler"),
    WeiboTable("weibo-spider"),
    WeiboTableJson("weibo-spider"),
    WeiboSqlite("weibo-spider"),
    WeiboSpiderTxt(),
    WeiboArchiver(),
    WeiboApi(),
    WeiboCn(),
    Stablog(),
    WebsitePages((WECHAT, WeiboCn())),
    Warc(),
    Wacz(),
    WordPress(),
)
