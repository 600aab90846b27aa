"""What an address of a platform names: a post (`weixin:…`) or an account (`weixin@…`), or a page (`url:…`).

Sources of the forms: WeChat as RSSHub's normalizeUrl has them; Weibo as in gallery-dl's and yt-dlp's tests;
Toutiao and Douyin as in RSSHub and yt-dlp. Each rule stands in `theme/static/go.js` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from oldlinks.address import Address
from oldlinks.weibo_ids import is_bid, is_mid, to_mid

_SHORT = re.compile(r"/s/([A-Za-z0-9_-]{16,32})/?")
_BIZ = re.compile(r"[A-Za-z0-9+/]{4,40}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_SORT = re.compile(r"[a-z]+[:@]")

_WEIBO_HOSTS = frozenset(
    [
        "weibo.com",
        "m.weibo.cn",
        "weibo.cn",
        "m.weibo.com",
        "e.weibo.com",
        "card.weibo.com",
        "video.weibo.com",
        "h5.video.weibo.com",
        "passport.weibo.cn",
    ]
)
_WEIBO_POST = re.compile(
    r"/(?:status|detail|comment|repost|attitude|statuses|[0-9]{1,12})/([0-9A-Za-z]{5,19})/?"
)
_WEIBO_ARTICLE = re.compile(r"/(?:ttarticle/x/m/show|article/m/show)/id/([0-9]{10,30})/?")
_WEIBO_VIDEO = re.compile(r"/(?:tv/show|show)/([0-9]{4}:[0-9]+)/?")
_WEIBO_ACCOUNT = re.compile(r"/(?:u/|profile/|p/100[0-9]{3})?([0-9]{5,12})(?:/(?:home|profile|info))?/?")
_WEIBO_NAME = re.compile(r"/n/([^/]+)/?")
_WEIBO_DOMAIN = re.compile(r"/([A-Za-z][A-Za-z0-9_.-]{2,30})/?")
_WEIBO_WORDS = frozenset(["login", "search", "home", "signup", "hot", "newlogin", "show", "sinaurl"])

# Platform, its hosts, the path of a post, the path of an account, and the parameters that may name a post instead.
_PATHS: tuple[tuple[str, frozenset[str], str, str, tuple[str, ...]], ...] = (
    (
        "toutiao",
        frozenset(
            [
                "toutiao.com",
                "m.toutiao.com",
                "m.toutiaocdn.com",
                "m.toutiaoimg.com",
                "toutiaocdn.com",
                "toutiaoimg.com",
            ]
        ),
        r"/(?:(?:article|w|video|group|item)/|a|i)([0-9]{15,20})/?",
        r"/c/user/(?:token/)?([A-Za-z0-9_-]{4,100})/?",
        ("item_id", "group_id"),
    ),
    (
        "douyin",
        frozenset(["douyin.com", "iesdouyin.com", "m.douyin.com"]),
        r"/(?:share/)?(?:video|note)/([0-9]{15,20})/?",
        r"/(?:share/)?user/([A-Za-z0-9_.-]{4,100})/?",
        ("modal_id", "aweme_id", "vid"),
    ),
    (
        "kuaishou",
        frozenset(["kuaishou.com", "m.gifshow.com", "live.kuaishou.com"]),
        r"/(?:short-video|fw/photo|photo)/([A-Za-z0-9]{6,40})/?",
        r"/profile/([A-Za-z0-9_-]{4,60})/?",
        ("photoId",),
    ),
    (
        "xiaohongshu",
        frozenset(["xiaohongshu.com"]),
        r"/(?:explore|discovery/item)/([0-9a-f]{24})/?",
        r"/user/profile/([0-9a-f]{24})/?",
        (),
    ),
    (
        "bilibili",
        frozenset(["bilibili.com", "m.bilibili.com", "t.bilibili.com", "space.bilibili.com"]),
        r"/(?:video/|read/|opus/)?(BV[0-9A-Za-z]{10}|av[0-9]+|cv[0-9]+|[0-9]{17,20})/?",
        r"/([0-9]{2,16})(?:/(?:dynamic|video))?/?",
        (),
    ),
)

# Parameters that only say how a reader came to a page; all others may choose what it shows, so they stay.
_PASSING = re.compile(
    r"utm_.*|spm|from|isappinstalled|scene|share.*|wx.*|nsukey|timestamp|_t|t|rand|random|v|ver|"
    r"bd_vid|gclid|fbclid|jump_from|source_?from|appinstall|tdsourcetag|luicode|lfid|"
    r"jsessionid|sessionid",
    re.IGNORECASE | re.ASCII,
)
_DEFAULT_PAGE = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", re.IGNORECASE | re.ASCII)


def keys(address: Address) -> tuple[str, ...]:
    """What *address* may name, the likeliest first: posts, then accounts; the page as such where it names no post."""
    found: list[str] = []
    if address.host == "mp.weixin.qq.com":
        found += _weixin(address)
    elif address.host in _WEIBO_HOSTS:
        found += _weibo(address)
    else:
        found += _by_path(address)
    return tuple(dict.fromkeys(found if any(map(is_post, found)) else [*found, page(address)]))


def is_post(key: str) -> bool:
    """Whether *key* names a post of a platform."""
    sort = _SORT.match(key)
    return sort is not None and sort[0][-1] == ":" and sort[0] not in {"url:", "name:", "title:"}


def _weixin(address: Address) -> Iterator[str]:
    query = address.query
    if short := _SHORT.fullmatch(address.path):
        yield f"weixin:s/{short[1]}"
    biz = query.get("__biz", "").replace(" ", "+").rstrip("=")
    if not _BIZ.fullmatch(biz):
        return
    mid = query.get("mid") or query.get("appmsgid") or ""
    idx = query.get("idx") or query.get("itemidx") or "1"
    if _NUMBER.fullmatch(mid) and _NUMBER.fullmatch(idx):
        yield weixin_post(biz, mid, idx)
    yield f"weixin@{biz}"


def weixin_post(biz: str, mid: str, idx: str) -> str:
    """The key of a WeChat article; *biz* may end in the `=` of its base 64."""
    return f"weixin:{biz.rstrip('=')}/{int(mid)}/{int(idx)}"


def _weibo(address: Address) -> Iterator[str]:
    query, path = address.query, address.path
    asked = (query.get(name, "") for name in ("mid", "weibo_id", "id"))
    post = _WEIBO_POST.fullmatch(path)
    for raw in ([post[1]] if post else []) + [one for one in asked if one]:
        if number := weibo_number(raw):
            yield f"weibo:{number}"
    article = _WEIBO_ARTICLE.fullmatch(path)
    if article or path.startswith("/ttarticle/p/show"):
        yield f"weibo:a/{article[1] if article else query.get('id', '')}"
    video = _WEIBO_VIDEO.fullmatch(path)
    if video or "fid" in query:
        yield f"weibo:v/{video[1] if video else query['fid']}"
    yield from _weibo_account(path)


def _weibo_account(path: str) -> Iterator[str]:
    first = path.split("/")[1] if path.count("/") > 1 else ""
    if account := _WEIBO_ACCOUNT.fullmatch(path):
        yield f"weibo@{account[1]}"
    elif _NUMBER.fullmatch(first) and len(first) >= 5:
        yield f"weibo@{first}"
    elif name := _WEIBO_NAME.fullmatch(path):
        yield f"name:{name[1]}"
    elif (domain := _WEIBO_DOMAIN.fullmatch(path)) and domain[1] not in _WEIBO_WORDS:
        yield f"weibo@{domain[1]}"


def weibo_number(raw: str) -> str:
    """The number that a mid or a bid spells, empty for what is neither.

    Of a post up to 2011-07-15 mid and bid spell two numbers: the table then holds both, each as its own key.
    """
    if is_mid(raw):
        return raw
    try:
        return to_mid(raw) if is_bid(raw) else ""
    except ValueError:
        return ""


def _by_path(address: Address) -> Iterator[str]:
    for platform, hosts, post, account, parameters in _PATHS:
        if address.host not in hosts:
            continue
        if found := re.fullmatch(post, address.path):
            yield f"{platform}:{found[1]}"
        for name in parameters:
            if _NUMBER.fullmatch(address.query.get(name, "")) or (
                name == "photoId" and name in address.query
            ):
                yield f"{platform}:{address.query[name]}"
        if found := re.fullmatch(account, address.path):
            yield f"{platform}@{found[1]}"


def page(address: Address) -> str:
    """The key of a page as such: host, path and the parameters that may choose what it shows, in order."""
    path = _DEFAULT_PAGE.sub("/", address.path).rstrip("/")
    kept = sorted(f"{name}={value}" for name, value in address.query.items() if not _PASSING.fullmatch(name))
    return f"url:{address.host}{path}" + (f"?{'&'.join(kept)}" if kept else "")
