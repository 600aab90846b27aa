"""Closing notices (停更公告): posts in which an account says that it stops, moves or is deregistered. Pure.

What counts is one sentence in which the account speaks of itself, by name or as 本公众号, and of an end: the same words
about licences, roads, columns of the programme or other accounts are no closing notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from importers.reposts.folding import simplify

_LEADING = 1500  # characters of the body that are looked at: a closing notice says so at once

_MEDIA = r"(?:微信|官方|政务|公众|服务|订阅)*(?:公众号|微信号|订阅号|服务号|微博|头条号|抖音号|快手号|视频号|账号|帐号|平台|客户端)"
_QUOTES = '“”"「」『』《》【】‘’'
_END = (
    r"(?:停止(?:更新|运营|运行|使用|维护|服务|发布)|停更|停用|停运|关停|关闭|注销|下线|终止运营"
    r"|不再(?:更新|发布|运营|使用|维护)|(?:整合|合并|迁移|归并|并入|迁)(?:至|到|入)|并入|合并为)"
)
# What may not stand between the account and its end: another account's name, a plan, a part of the account.
_NOT_BETWEEN = (
    r"(?:名单|清单|方案|评论|功能|栏目|菜单|通道|系统升级|暂停|更名|名称变更|通过|回复|后台|公布|设立)"
)
_PART = re.compile(
    r"评论|留言|功能|通道|栏目|菜单|热线|营业执照|登记|证书|名单|清单|工作|检查|情况|以后|后，|骗局"
)
_TEMPORARY = re.compile(r"暂停|恢复(?:更新|正常|推送|开放|发布)|不会|春节|假期|一周|维护期间")
_OTHERS = re.compile(r"计划|一批|多地|各级|首批|应当|如果|是否|所有.{0,4}僵尸|\d+个(?!工作日|自然日|月)")
_OFFICE = r"我(?:局|委|办|镇|乡|街道|中心|社区|村|院|校|馆|所|队|会|处|站|园)"
_ABOUT_MANY = re.compile(r"名单|清单|方案|台账|一览")
_MEDIUM = r"微信公众号|公众号|微信服务号|微信订阅号|官方微博|政务微博|微博|小程序|客户端|头条号|抖音号|视频号"
_SUCCESSOR = re.compile(
    rf"(?:关注|请到|移步|登录|使用|由|通过|(?:整合|合并|迁移|归并|并入|迁|并)(?:至|到|入)?|转由|在|到)[^，。；!！]{{0,6}}?"
    rf"(?:(?P<medium>{_MEDIUM})?[“「『《\"](?P<quoted>[^{_QUOTES}]{{2,30}})[”」』》\"]|@(?P<at>[\w\u4e00-\u9fff]{{2,20}})"
    rf"|(?P<site>[\u4e00-\u9fff]{{2,24}}?(?:门户网站|人民政府网站?|政府网站|局网站|委网站)))"
)
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closing notice says: where its contents go on (*successor*) and from when (*closed_on*), as far as it does."""

    successor: str = ""
    closed_on: date | None = None


def closing(account: str, title: str, body: str) -> Closing | None:
    """What the post of *account* says of the account's own end, or None when it is no closing notice."""
    if _ABOUT_MANY.search(title):
        return None
    text = simplify(f"{title}。\n{body[:_LEADING]}")
    name = re.escape(simplify(account))
    own = rf"(?:本(?:微信)?{_MEDIA}|本号|{_OFFICE}[^，。；]{{0,14}}?{_MEDIA}|{name}|本站)"
    sentences = [one for one in re.split(r"[。！？!?；;\n]", text) if one.strip()]
    found = next((one for one in sentences if _ends(own, one)), None)
    if found is None:
        return None
    rest = text[text.index(found) :]
    return Closing(_successor(rest, account), _day(found) or _day(rest))


def _ends(own: str, sentence: str) -> bool:
    """Whether *sentence* tells the end of the account that *own* matches."""
    if not re.search(own, sentence) or _TEMPORARY.search(sentence):
        return False
    after = re.search(rf"{own}(?:(?!{_NOT_BETWEEN})[^。]){{0,60}}?{_END}[^，]{{0,8}}", sentence)
    before = re.search(rf"{_END}[^，。；]{{0,12}}?{own}[^，]{{0,8}}", sentence)
    match = after or before
    if match is None or _PART.search(match[0]):
        return False
    return not _OTHERS.search(sentence) or "等" in match[0]


def _successor(text: str, account: str) -> str:
    for match in _SUCCESSOR.finditer(text):
        named = (match["quoted"] or match["at"] or match["site"]).strip()
        if match["medium"]:
            return f"{match['medium']}“{named}”"
        if named != simplify(account):
            return named
    return ""


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
