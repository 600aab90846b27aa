"""WeChat official accounts (微信公众号): saved pages of every era, and what export tools write."""

from importers.model import Source
from importers.sources.wechat.documents import WeChatDocument
from importers.sources.wechat.feeds import WeChatFeed
from importers.sources.wechat.interface import WeChatInterface
from importers.sources.wechat.lists import WeChatList
from importers.sources.wechat.markdowns import WeChatMarkdown
from importers.sources.wechat.source import SOURCE
from importers.sources.wechat.tables import WeChatTable, WeChatTableJson

SOURCES: tuple[Source, ...] = (
    SOURCE,
    WeChatTable("wechat-exporter"),
    WeChatTableJson("wechat-exporter"),
    WeChatTable("wechat-download"),
    WeChatTable("wechat-access", named_by_folder=True),
    WeChatMarkdown(),
    WeChatDocument(),
    WeChatInterface(),
    WeChatList(),
    WeChatFeed(),
)

__all__ = ["SOURCE", "SOURCES"]
