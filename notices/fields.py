"""The front matter keys: each listed once, with its type, meaning, Chinese alias and who writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal[
    "line",
    "moment",
    "day",
    "slug",
    "code",
    "kind",
    "status",
    "tags",
    "url",
    "sha256",
    "lang",
    "platform",
    "waivers",
    "corrections",
    "cuts",
    "ids",
]
Writer = Literal["clerk", "importer", "both"]


@dataclass(frozen=True, slots=True)
class Field:
    """One front matter key.

    *name* is what files hold and what `Notice` calls it; *alias* is the Chinese name a clerk may write
    instead; *meaning* is the Chinese explanation shown in `docs/front-matter.md`.
    """

    name: str
    alias: str
    type: Type
    meaning: str
    writer: Writer
    required: bool = False


# 公告 … 其他 with the ASCII slug of their browsing pages (slugs are never transliterated titles).
KINDS: dict[str, str] = {
    "公告": "announcements",
    "公示": "disclosures",
    "通知": "circulars",
    "动态": "news",
    "政策文件": "policies",
    "办事指南": "guides",
    "转载": "reposts",
    "其他": "others",
}

STATUSES: dict[str, str] = {
    "published": "公开",
    "draft": "草稿，不公开",
    "withheld": "暂缓公开",
    "withdrawn": "已撤回",
}

PLATFORMS: dict[str, str] = {
    "weixin": "微信公众号",
    "weibo": "微博",
    "toutiao": "今日头条",
    "douyin": "抖音",
    "kuaishou": "快手",
    "shipinhao": "视频号",
    "xiaohongshu": "小红书",
    "bilibili": "哔哩哔哩",
    "website": "网站",
    "other": "其他平台",
}

LANGUAGES: dict[str, str] = {"zh-Hans": "简体中文", "zh-Hant": "繁体中文"}

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "line", "标题，一行", "both", required=True),
    Field(
        "date",
        "日期",
        "moment",
        "首次公开的时间（北京时间）；只知道日期时不写时刻；不得改写",
        "both",
        required=True,
    ),
    Field("department", "部门", "code", "部门代号，见 departments.toml", "both", required=True),
    Field("slug", "编号", "slug", "页面的永久编号：日期加稳定编码，全站唯一", "both", required=True),
    Field("kind", "类别", "kind", "、".join(KINDS) + " 之一", "both", required=True),
    Field("tags", "标签", "tags", "标签，用逗号分开", "both"),
    Field("summary", "摘要", "line", "摘要，一行；不写时列表不显示摘要", "both"),
    Field(
        "status", "状态", "status", "published 公开、draft 草稿、withheld 暂缓公开、withdrawn 已撤回", "both"
    ),
    Field("author", "作者", "line", "署名", "both"),
    Field("source", "来源", "line", "转载自何处：原发布单位或账号的名称", "both"),
    Field("lang", "文字", "lang", "zh-Hans 简体（默认）或 zh-Hant 繁体；正文始终照原样显示", "both"),
    Field("index_number", "索引号", "line", "政府信息公开目录里的索引号，发布单位变了也不改", "both"),
    Field("document_number", "文号", "line", "发文字号，照原样写，如 青府发〔2022〕3号", "both"),
    Field("issuer", "发文机关", "line", "制发文件的机关全称", "both"),
    Field("written", "成文日期", "day", "文件落款或目录里的成文日期，与首次公开的日期是两回事", "both"),
    Field("publish_at", "定时发布", "moment", "到这个时间才公开；不写即随下次生成公开", "clerk"),
    Field("disclosed_until", "公示截止", "day", "公示期的最后一天，过后页面标明“公示已结束”", "clerk"),
    Field("review_by", "复核日期", "day", "到这一天须有人复核内容是否仍然准确", "clerk"),
    Field("effective", "施行日期", "day", "政策文件开始施行的日期", "clerk"),
    Field("expires", "失效日期", "day", "政策文件失效的日期，自当日起标明“已失效”", "clerk"),
    Field("abolished_by", "废止依据", "line", "废止本文件的文件名称和文号，写上即标明“已废止”", "clerk"),
    Field("corrections", "更正", "corrections", "每次更正的日期和事由，多次用分号分开，公开显示", "clerk"),
    Field("waivers", "放行", "waivers", "规则编号 批准人 日期 理由，多条用分号分开，列入检查报告", "clerk"),
    Field("platform", "平台", "platform", "原账号所在平台代号，如 weixin、weibo", "importer"),
    Field("account", "账号", "line", "原账号的平台编号，见 accounts.csv", "importer"),
    Field("source_id", "原编号", "line", "平台给这条内容的编号", "importer"),
    Field(
        "also",
        "别的编号",
        "ids",
        "平台给这条内容的其他编号（如微信的短链接编号），用逗号分开，用于查旧链接",
        "importer",
    ),
    Field("source_url", "原网址", "url", "原发布网址（多已失效，用于查找）", "importer"),
    Field("captured", "采集时间", "moment", "导出文件的生成时间，已知时才写", "importer"),
    Field("imported", "归集日期", "day", "导入本库的日期", "importer"),
    Field("original", "原件", "sha256", "原件字节的 sha256，可凭此在归档库中取回原件", "importer"),
    Field("date_evidence", "日期依据", "line", "日期由什么证明，有出入时一并写明", "importer"),
    Field(
        "cut", "删去", "cuts", "清理时删去了什么：规则编号 处数 说明，多条用分号分开，公开显示", "importer"
    ),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
NAME_OF_ALIAS: dict[str, str] = {field.alias: field.name for field in FIELDS}
