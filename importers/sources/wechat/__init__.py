"""WeChat official accounts (微信公众号): saved pages of every era and of the export tools that save pages."""

from importers.sources.wechat.source import SOURCE

__all__ = ["SOURCE"]
