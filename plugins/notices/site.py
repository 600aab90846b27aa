"""Who runs the site: the one settings block (`SITE` in the conf file) behind header, footer and page tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

# 网站标识码: ten digits, or bm and eight digits for central bodies.
_CODE = re.compile(r"bm\d{8}|\d{10}")


class BadSite(ValueError):
    """The settings block lacks something or holds something impossible; the message is Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site's identity, as the national guide for government sites asks for it (国办发〔2017〕47号)."""

    name: str
    city: str
    domain: str
    url: str
    code: str
    organizer: str
    undertaker: str
    telephone: str
    email: str
    icp: str
    police: str
    party_mark_url: str
    error_report_url: str
    description: str
    keywords: str

    def __hash__(self) -> int:
        """By the address alone: the site is looked up by the page."""
        return hash(self.url)


def site(block: Mapping[str, str]) -> Site:
    """The `Site` that *block* describes. Raises BadSite, naming every key that is missing, unknown or wrong."""
    names = {field.name for field in fields(Site)}
    problems = [f"缺少“{name}”" for name in sorted(names - set(block))]
    problems += [f"没有“{name}”这一项" for name in sorted(set(block) - names)]
    if not problems and _CODE.fullmatch(block["code"]) is None:
        problems.append(f"网站标识码 code“{block['code']}”应为 10 位数字，或 bm 加 8 位数字")
    if not problems and not re.fullmatch(r"https?://[^/\s]+", block["url"]):
        problems.append(f"网址 url“{block['url']}”应写成 https://域名，末尾不加斜线")
    if problems:
        raise BadSite(f"SITE 设置有误：{'；'.join(problems)}。请改正设置文件。")
    return Site(**block)


def refuse_samples(block: Mapping[str, str]) -> None:
    """Raises BadSite when *block* has a value unset or still one of the made-up city: these must not go public."""
    left = [
        name
        for name, value in block.items()
        if not value.strip() or ".example" in value or "示例" in value or "虚构" in value
    ]
    left += ["code"] if block["code"].startswith("0000") else []
    if left:
        raise BadSite(
            f"正式发布前请在 pelicanconf.py 的 SITE 中填写真实内容：{'、'.join(sorted(set(left)))}。"
        )
