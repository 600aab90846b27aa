"""The export formats that are read: one line a source."""

from importers.model import Source
from importers.sources.documents.attached import AttachedFiles
from importers.sources.documents.labelled import LabelledText
from importers.sources.documents.markdown_files import MarkdownFiles
from importers.sources.documents.word import Word
from importers.sources.ledgers.source import Ledger
from importers.sources.row_tool import RowTool
from importers.sources.toutiao import Toutiao
from importers.sources.website.source import WebsitePages
from importers.sources.website.warc import Wacz, Warc
from importers.sources.website.wordpress import WordPress
from importers.sources.wechat import SOURCE as WECHAT
from importers.sources.wechat import SOURCES as WECHAT_SOURCES
from importers.sources.weibo_api import WeiboApi
from importers.sources.weibo_archiver import WeiboArchiver
from importers.sources.weibo_archiver_script import WeiboArchiverScript
from importers.sources.weibo_cn import WeiboCn
from importers.sources.weibo_crawler_json import WeiboCrawlerJson
from importers.sources.weibo_crawler_markdown import WeiboCrawlerMarkdown
from importers.sources.weibo_octoman import Octoman
from importers.sources.weibo_spider_txt import WeiboSpiderTxt
from importers.sources.weibo_sqlite import WeiboSqlite
from importers.sources.weibo_stablog import Stablog
from importers.sources.weibo_tables import WeiboTable, WeiboTableJson
from importers.sources.yt_dlp import YtDlp

SOURCES: tuple[Source, ...] = (
    *WECHAT_SOURCES,
    WeiboTable("weibo-crawler"),
    WeiboCrawlerJson(),
    WeiboCrawlerMarkdown(),
    WeiboSqlite("weibo-crawler"),
    WeiboTable("weibo-spider"),
    WeiboTableJson("weibo-spider"),
    WeiboSqlite("weibo-spider"),
    WeiboSpiderTxt(),
    WeiboArchiver(),
    WeiboArchiverScript(),
    WeiboApi(),
    WeiboCn(),
    Octoman(),
    Stablog(),
    RowTool("nghuyong-weibospider", "微博爬虫 WeiboSpider（nghuyong）", ("nghuyong-weibospider",)),
    RowTool("weibo-search", "微博搜索 weibo-search", ("weibo-search",)),
    RowTool(
        "mediacrawler",
        "MediaCrawler 导出",
        (
            "mediacrawler-weibo",
            "mediacrawler-xiaohongshu",
            "mediacrawler-douyin",
            "mediacrawler-kuaishou",
            "mediacrawler-bilibili",
            "mediacrawler-dynamics",
            "mediacrawler-comments",
            "mediacrawler-creators",
        ),
    ),
    RowTool("douk-downloader", "DouK-Downloader（TikTokDownloader）", ("douk-downloader",)),
    RowTool("xhs-downloader", "XHS-Downloader", ("xhs-downloader",)),
    RowTool("ks-downloader", "KS-Downloader", ("ks-downloader",)),
    RowTool("shipinhao", "视频号作品列表", ("shipinhao",)),
    Toutiao(),
    YtDlp(),
    WebsitePages((WECHAT, WeiboCn(), Octoman())),
    Warc(),
    Wacz(),
    WordPress(),
)

# Documents, which are also what posts have for attachments: asked for the files that no post has used, tier by tier.
REMAINDER: tuple[tuple[Source, ...], ...] = (
    (Ledger(), Word(), LabelledText(), MarkdownFiles()),
    (AttachedFiles(),),
)
