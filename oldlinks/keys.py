"""Keys: what the tables of old links are looked up by, of posts and accounts we know and of what readers ask.

A key is text: `weixin:…` a post, `weixin@…` an account, `url:…` a page, `title:…` and `name:…` words folded so
that spaces, punctuation, width and case no longer matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from oldlinks import address, platforms

_LONGEST_TITLE = 40
_SHORTEST_TITLE = 3
_QUOTED = re.compile('【([^】]+)】|《([^》]+)》|「([^」]+)」|『([^』]+)』|“([^”]+)”|"([^"]+)"')
_BETWEEN = re.compile("[:：|｜_]|[ 　][-–—]+[ 　]")
_AROUND_NAME = re.compile(
    "^(?:微信|官方|政务)?(?:公众号|订阅号|服务号|微博|头条号|抖音号|视频号)[:：]?|(?:微信)?(?:公众号|订阅号|服务号|官方微博|微博|头条号|抖音号)$|^@|的作品$|的微博$"
)
_ORIGINAL_ID = re.compile(r"gh_[0-9a-f]{12}")
_SHORT_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_WEIXIN_SHORT = re.compile(r"https?://mp\.weixin\.qq\.com/s/([A-Za-z0-9_-]{16,32})")
_WRAPPED = re.compile(r"https?://\S+")


def of_address(text: str) -> tuple[str, ...]:
    """What the one address *text* may name; nothing where it is none."""
    if short := _WEIXIN_SHORT.fullmatch(text):  # what most addresses are: no need to take it apart
        return (f"weixin:s/{short[1]}",)
    found = address.parse(address.plain(text))
    return platforms.keys(found) if found else ()


def of_post(platform: str, source_id: str, source_url: str, biz: str = "") -> tuple[str, ...]:
    """The keys of a post by the platform's own id and its old address; *biz* is of its WeChat account, if known."""
    found = [key for key in of_address(source_url) if platforms.is_post(key) or key.startswith("url:")]
    return tuple(dict.fromkeys([*_of_id(platform, source_id, biz), *found]))


def _of_id(platform: str, source_id: str, biz: str) -> Iterator[str]:
    if platform == "weixin":
        *own, mid, idx = ["", "", *source_id.rsplit("_", 2)][-3:]
        if mid.isdecimal() and idx.isdecimal() and (own[0] or biz):
            yield platforms.weixin_post(own[0] or biz, mid, idx)
        elif _SHORT_ID.fullmatch(source_id):
            yield f"weixin:s/{source_id}"
    elif platform == "weibo":
        if number := platforms.weibo_number(source_id):
            yield f"weibo:{number}"
    elif platform in {"toutiao", "douyin", "kuaishou", "xiaohongshu", "bilibili"} and source_id:
        yield f"{platform}:{source_id}"


def of_account(platform: str, native_ids: Iterable[str], name: str) -> tuple[str, ...]:
    """The keys of an account by each of its ids and by its name."""
    ids = [f"{platform}@{one.rstrip('=')}" for one in native_ids]
    return tuple(dict.fromkeys([*ids, *of_name(name)]))


def of_title(text: str) -> tuple[str, ...]:
    """The key of a title, none where too little is left of it to tell anything."""
    words = folded(text)
    return (f"title:{words[:_LONGEST_TITLE]}",) if len(words) >= _SHORTEST_TITLE else ()


def of_name(text: str) -> tuple[str, ...]:
    """The key of an account's name."""
    words = folded(_AROUND_NAME.sub("", text.strip()))
    return (f"name:{words[:_LONGEST_TITLE]}",) if len(words) >= 2 else ()


def folded(text: str) -> str:
    """The letters and digits of *text* in one width and lower case."""
    flat = unicodedata.normalize("NFKC", text).lower()
    return "".join(filter(str.isalnum, flat))  # the categories L and N, for every code point there is


def asked(text: str) -> tuple[str, ...]:
    """The keys to look up for what a reader pasted, best first.

    Posts and pages by address or id, then titles, then accounts.
    """
    plain = address.plain(text)
    by_address = [key for one in address.find(plain) for key in _of_pasted(_unwrapped(one))]
    words = _words(plain)
    found = [
        *(key for key in by_address if platforms.is_post(key)),
        *_of_bare_id(plain),
        *(key for key in by_address if key.startswith("url:")),
        *(key for one in words for key in of_title(one)),
        *(key for one in by_address for key in _account(one)),
        *(key for one in words for key in of_name(one)),
    ]
    return tuple(dict.fromkeys(found))


def _of_pasted(text: str) -> tuple[str, ...]:
    """The keys of an address that a reader pasted; where it names no post, those of it without what may be words, too."""
    found, shorter = of_address(text), address.cut(text)
    return found if shorter == text or any(map(platforms.is_post, found)) else (*found, *of_address(shorter))


def _account(key: str) -> tuple[str, ...]:
    if key.startswith("name:"):
        return of_name(key.removeprefix("name:"))
    return () if key.startswith("url:") or platforms.is_post(key) else (key,)


def _unwrapped(text: str) -> str:
    """The address inside Weibo's warning page before foreign links; any other as it stands."""
    found = address.parse(text)
    inner = found.query.get("u", "") if found and found.path.endswith("/sinaurl") else ""
    return inner if _WRAPPED.fullmatch(inner) else text


def _of_bare_id(plain: str) -> Iterator[str]:
    if _ORIGINAL_ID.fullmatch(plain):
        yield f"weixin@{plain}"
    elif plain.isascii() and plain.isdecimal() and 16 <= len(plain) <= 20:
        yield from (f"{platform}:{plain}" for platform in ("weibo", "toutiao", "douyin"))
    elif _SHORT_ID.fullmatch(plain):
        yield f"weixin:s/{plain}"


def _words(plain: str) -> list[str]:
    """What of a share text may be a title or a name: what is quoted, each line, the whole, and the parts of lines.

    账号：标题, 标题 - 账号 and 标题_栏目 are how browsers and people put the two together.
    """
    rest = address.without(plain)
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(rest)]
    lines = [line.strip() for line in rest.splitlines() if line.strip()]
    parts = [part.strip() for line in lines for part in _BETWEEN.split(line) if part.strip()]
    return list(dict.fromkeys([*quoted, *lines, rest.strip(), *parts]))[:12]
