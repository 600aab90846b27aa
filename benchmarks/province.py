"""What a province needs, reckoned from the measured units: `python -m benchmarks.province` prints the tables of docs/province.md.

Nothing here is measured but `benchmarks/units.toml`; what is assumed stands in `Province`. Tests hold the document
against these tables, so neither can be changed alone.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

UNITS = Path(__file__).with_name("units.toml")
_HOUR = 3600.0
_GB, _TB = 1e9, 1e12


@dataclass(frozen=True, slots=True)
class Units:
    """Cost of one of each: `_ms` CPU milliseconds, `_us` microseconds, `_bytes` bytes, `_files` files."""

    wechat_import_ms: float
    wechat_archive_bytes: float
    import_peak_bytes: float
    weibo_import_ms: float
    weibo_archive_bytes: float
    content_bytes: float
    build_ms: float
    build_base_bytes: float
    build_slope_bytes: float
    site_files: float
    site_bytes: float
    site_net_bytes: float
    document_bytes: float
    manifest_ms: float
    check_ms: float
    privacy_ms: float
    link_us: float
    index_ms: float
    index_bytes: float
    index_peak_bytes: float
    reposts_ms: float
    reposts_slope_bytes: float
    opensearch_client_ms: float
    opensearch_node_ms: float
    opensearch_bytes: float


@dataclass(frozen=True, slots=True)
class Province:
    """What is assumed: *posts* in all, the share of them that are WeChat pages, *cities* of equal size, the machines."""

    posts: int = 10_000_000
    wechat: float = 0.5
    cities: int = 20
    machines: int = 4
    cores: int = 16
    search_machines: int = 3
    search_cores: int = 8
    used: float = 0.7
    generations: int = 3
    weekly_share: float = 0.001
    shard_bytes: float = 30e9
    replicas: int = 1
    line_bits: float = 1e9


def load(path: Path = UNITS) -> Units:
    """The units as measured last. Raises KeyError where one is missing."""
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    return Units(**{field.name: float(known[field.name]) for field in fields(Units)})


def hours(units: Units, province: Province) -> list[tuple[str, float]]:
    """CPU hours of one core for each step over the whole province, once."""
    wechat, weibo = province.posts * province.wechat, province.posts * (1 - province.wechat)
    files = province.posts * units.site_files
    proof = units.manifest_ms + units.check_ms + units.privacy_ms
    milliseconds = [
        ("归集微信网页", wechat * units.wechat_import_ms),
        ("归集微博条目", weibo * units.weibo_import_ms),
        ("找转载", province.posts * units.reposts_ms),
        ("生成网页", province.posts * units.build_ms),
        ("发布核验（清单、链接、个人信息）", files * proof),
        ("内嵌索引（每市一个）", province.posts * units.index_ms),
        ("OpenSearch：本系统", province.posts * units.opensearch_client_ms),
        ("OpenSearch：节点", province.posts * (1 + province.replicas) * units.opensearch_node_ms),
    ]
    return [(name, value / 1e3 / _HOUR) for name, value in milliseconds]


def storage(units: Units, province: Province) -> list[tuple[str, float, str]]:
    """Terabytes by kind, with where they belong."""
    originals = (
        province.wechat * units.wechat_archive_bytes + (1 - province.wechat) * units.weibo_archive_bytes
    )
    changed = 1 + (province.generations - 1) * province.weekly_share
    cluster = units.opensearch_bytes * (1 + province.replicas)
    per_post = [
        ("归档库（原件、台账）", originals, "对象存储两份，另离线一份"),
        ("content/（Markdown）", units.content_bytes, "各市一个 Git 仓库"),
        (f"网站（{province.generations} 次发布，没变的共用）", units.site_bytes * changed, "本机固态盘"),
        ("检索文档", units.document_bytes, "本机固态盘"),
        ("内嵌索引（新旧两份）", units.index_bytes * 2, "本机固态盘"),
        (f"OpenSearch（含 {province.replicas} 个副本）", cluster, "集群固态盘"),
    ]
    return [(name, size * province.posts / _TB, where) for name, size, where in per_post]


def memory(units: Units, notices: float) -> float:
    """Bytes that the build of a site of so many *notices* takes, all processes: what it takes anyway, and the slope."""
    return units.build_base_bytes + units.build_slope_bytes * notices


def shards(units: Units, province: Province) -> int:
    """Primary shards so that none outgrows its limit."""
    return max(1, math.ceil(province.posts * units.opensearch_bytes / province.shard_bytes))


LABELS = {
    "wechat_import_ms": ("归集一页微信网页（100 KB，留原件、找转载）", 1, "毫秒"),
    "weibo_import_ms": ("归集一条微博（表格的一行）", 1, "毫秒"),
    "wechat_archive_bytes": ("归档库，一页微信网页", 1e-3, "KB"),
    "weibo_archive_bytes": ("归档库，一条微博", 1e-3, "KB"),
    "content_bytes": ("content/ 里的一件", 1e-3, "KB"),
    "build_ms": ("生成一件：读、排版、列表、订阅、检索文档、查链接", 1, "毫秒"),
    "build_slope_bytes": ("生成时每多一件多用的内存", 1e-3, "KB"),
    "site_files": ("网站的文件", 1, "个/件"),
    "site_bytes": ("网站一件（按 4 KB 的块）", 1e-3, "KB"),
    "document_bytes": ("检索文档一件", 1e-3, "KB"),
    "manifest_ms": ("清单：一个文件的 sha256", 1, "毫秒"),
    "check_ms": ("查链接和标签：一个文件", 1, "毫秒"),
    "privacy_ms": ("查个人信息：一个文件", 1, "毫秒"),
    "link_us": ("沿用一个没变的网页", 1, "微秒"),
    "index_ms": ("内嵌索引一条", 1, "毫秒"),
    "index_bytes": ("内嵌索引一条的大小", 1e-3, "KB"),
    "reposts_ms": ("找转载一件", 1, "毫秒"),
    "reposts_slope_bytes": ("找转载时每多一件多用的内存", 1e-3, "KB"),
    "opensearch_client_ms": ("送一条进 OpenSearch，本系统", 1, "毫秒"),
    "opensearch_node_ms": ("收一条，OpenSearch 节点", 1, "毫秒"),
    "opensearch_bytes": ("OpenSearch 一条（主分片）", 1e-3, "KB"),
}


def prices(units: Units) -> Iterator[str]:
    """The measured units as a Markdown table."""
    yield "| 一件工作 | 一个核的处理器时间，或大小 |"
    yield "|---|--:|"
    for name, (label, factor, unit) in LABELS.items():
        yield f"| {label} | {getattr(units, name) * factor:.3g} {unit} |"
    yield ""


def tables(units: Units, province: Province) -> Iterator[str]:
    """The Markdown lines of the document."""
    yield from prices(units)
    city = province.posts / province.cities
    cores = province.machines * province.cores * province.used
    yield "| 步骤 | 核时 | 核时/百万条 | " + f"{province.machines} 台 × {province.cores} 核（节点另计） |"
    yield "|---|--:|--:|--:|"
    nodes = province.search_machines * province.search_cores * province.used
    steps = hours(units, province)
    for name, value in steps:
        each, workers = value / province.posts * 1e6, nodes if name.endswith("节点") else cores
        yield f"| {name} | {value:.1f} | {each:.2f} | {value / workers:.1f} 小时 |"
    whole = sum(value for _, value in steps)
    yield f"| 合计 | {whole:.1f} | {whole / province.posts * 1e6:.2f} | |"
    yield ""
    yield "| 内容 | 10,000,000 条 | 每百万条 | 放在哪里 |"
    yield "|---|--:|--:|---|"
    for name, size, where in storage(units, province):
        yield f"| {name} | {size:.2f} TB | {size / province.posts * 1e9:.0f} GB | {where} |"
    yield ""
    yield "| 一个市（500,000 条） | |"
    yield "|---|--:|"
    files = city * units.site_files
    yield f"| 网站的文件 | {files / 1e6:.2f} 百万个 |"
    yield f"| 全部重新生成，一个核 | {city * units.build_ms / 1e3 / _HOUR:.1f} 小时 |"
    yield f"| 生成时的内存 | {memory(units, city) / _GB:.1f} GB |"
    yield f"| 找转载的内存 | {units.reposts_slope_bytes * city / _GB:.1f} GB |"
    yield f"| 下一次发布沿用没变的网页 | {files * units.link_us / 1e6:.0f} 秒 |"
    yield f"| 每周新增和改动 {city * province.weekly_share:.0f} 件，只建这些 | {city * province.weekly_share * (units.build_ms + units.index_ms) / 1e3:.1f} 核秒 |"
    first = city * units.site_net_bytes * 8 / province.line_bits / _HOUR
    yield f"| 第一次送出网站，1 Gbit/s | {first * 60:.0f} 分钟 |"
    yield ""
    primary = shards(units, province)
    yield "| OpenSearch | |"
    yield "|---|--:|"
    yield f"| 主分片（每个不超过 {province.shard_bytes / _GB:.0f} GB） | {primary} 个 |"
    yield f"| 每条（主分片） | {units.opensearch_bytes / 1000:.1f} KB |"
    yield f"| 建一次索引，{province.search_machines} 台 × {province.search_cores} 核 | {province.posts * (1 + province.replicas) * units.opensearch_node_ms / 1e3 / _HOUR / nodes:.1f} 小时 |"


if __name__ == "__main__":
    print("\n".join(tables(load(), Province())))
