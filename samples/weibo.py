"""Folders of weibo-crawler: `weibo/<name>/<uid>.csv` of three generations, `<uid>.json`, `img/原创微博图片/`."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from samples.city import BEIJING, Account, Post, hexadecimal, number, token
from samples.markup import Picture, pictures, plain

_OLD = [
    "id",
    "bid",
    "正文",
    "头条文章url",
    "原始图片url",
    "视频url",
    "位置",
    "日期",
    "工具",
    "点赞数",
    "评论数",
    "转发数",
    "话题",
    "@用户",
]
_NEW = [*_OLD, "完整日期"]
_WITH_REPOSTS = [*_NEW, "是否原创", "源用户id", "源用户昵称", *(f"源微博{column}" for column in _NEW)]
_USERS = [
    "用户id",
    "昵称",
    "性别",
    "生日",
    "所在地",
    "学习经历",
    "公司",
    "注册时间",
    "阳光信用",
    "微博数",
    "粉丝数",
    "关注数",
    "简介",
    "主页",
    "头像",
    "高清头像",
    "微博等级",
    "会员等级",
    "是否认证",
    "认证类型",
    "认证信息",
]
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)]+)\)")
_TOPIC = re.compile(r"#([^#\s]+)#")
_MENTION = re.compile(r"@([\w\u4e00-\u9fff-]+)")
_VERIFIED = ("48", "7", "True", "1")
_TOOLS = ("微博 weibo.com", "微博网页版", "专业版微博", "微博视频号")
_FORBIDDEN = (
    b"<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


def files(posts: list[Post], draw: Callable[[Picture], bytes]) -> dict[str, bytes]:
    """The files of one account's folder by path within it; *posts* newest first, as the tool fetches them."""
    account = posts[0].account
    found = {f"{account.id}.csv": _csv(posts)}
    if account.json:
        found[f"{account.id}.json"] = _json(account, posts)
    for post in posts:
        found |= _images(post, draw)
    lost = [
        f"{post.mid}:{_address(picture)}\n"
        for post in posts
        for picture in pictures(post.blocks)
        if picture.missing and picture.name not in post.extra.get("forbidden", ())
    ]
    if lost:
        found["not_downloaded.txt"] = "".join(lost).encode()
    return found


def users(accounts: Iterable[Account]) -> bytes:
    """`users.csv`: the accounts the tool was asked for."""
    blank, zero = [""] * 6, ["0"] * 3
    rows = [
        [
            account.id,
            account.name,
            "m",
            *blank,
            *zero,
            account.signature,
            f"https://m.weibo.cn/u/{account.id}",
            "",
            "",
            *_VERIFIED,
            account.signature,
        ]
        for account in accounts
    ]
    return _sheet([_USERS, *rows])


def text(post: Post) -> str:
    """The cell 正文 as the tool's generation makes it.

    Before 2021 tags were stripped, so that line breaks vanish; since 2024 text nodes are joined by newlines,
    which puts links and the film's label on lines of their own.
    """
    old = post.account.tool == "2020"
    parts = [plain(_LINK.sub("网页链接" if old else "\n网页链接\n", block.text)) for block in _texts(post)]
    label = f"{post.account.name}的微博视频" if post.extra.get("video") else ""
    if old:
        return " ".join(["".join(part.replace("\n", "") for part in parts), label]).rstrip() + " "
    return "\n".join(parts) + (f" \n{label}\n " if label else "")


def _texts(post: Post) -> list[Any]:
    return [block for block in post.blocks if not isinstance(block, Picture)]


def _csv(posts: list[Post]) -> bytes:
    tool = posts[0].account.tool
    header = {"2020": _OLD, "2024": _WITH_REPOSTS, "2024-originals": _NEW}[tool]
    rows = [header]
    for post in posts:
        if post.extra.get("run_starts"):  # the tool was started again and wrote its header once more
            rows.append(header)
        rows.append(_row(post))
        if post.extra.get("fetched_twice"):
            rows.append(_row(post))
    return _sheet(rows)


def _row(post: Post) -> list[str]:
    row = _cells(post)
    if post.account.tool != "2024":
        return row
    origin = post.extra.get("repost_of")
    if origin is None:
        return [*row, "True"]
    return [*row, "False", *_author(origin), *_origin_cells(origin)]


def _author(origin: dict[str, Any]) -> tuple[str, str]:
    """Uid and name of the author, both empty when the original is gone: the platform then names nobody."""
    return (origin.get("uid", ""), origin.get("name", ""))


def _cells(post: Post) -> list[str]:
    old = post.account.tool == "2020"
    body = text(post)
    seed = post.key
    row = [
        post.mid if old else post.mid + "\t",
        post.bid,
        body,
        post.extra.get("article_url", ""),
        _addresses(post),
        _film(post) if post.extra.get("video") else "",
        post.extra.get("place", ""),
        f"{post.date:%Y-%m-%d}" if old else f"{post.date:%Y-%m-%dT%H:%M:%S}",
        _TOOLS[number(seed + " tool", len(_TOOLS))],
        *(str(number(seed + counter, 300)) for counter in (" likes", " comments", " reposts")),
        ",".join(_TOPIC.findall(body)),
        ",".join(_MENTION.findall(body)),
    ]
    return row if old else [*row, f"{post.date:%Y-%m-%d %H:%M:%S}"]


def _origin_cells(origin: dict[str, Any]) -> list[str]:
    moment = _moment(origin)
    body = origin["text"]
    counts = [str(number(body + counter, 900)) for counter in ("likes", "comments", "reposts")]
    cells = [origin_mid(origin) + "\t", hexadecimal(body, 9), body, *[""] * 4, f"{moment:%Y-%m-%dT%H:%M:%S}"]
    return [*cells, "微博网页版", *counts, ",".join(_TOPIC.findall(body)), "", f"{moment:%Y-%m-%d %H:%M:%S}"]


def origin_mid(origin: dict[str, Any]) -> str:
    """The mid of the post that was passed on."""
    return str(((int(_moment(origin).timestamp()) - 515483463) << 22) | number(origin["text"], 1 << 22))


def _moment(origin: dict[str, Any]) -> datetime:
    return origin["date"].replace(tzinfo=BEIJING)  # type: ignore[no-any-return]


def _json(account: Account, posts: list[Post]) -> bytes:
    user = {
        "id": account.id,
        "screen_name": account.name,
        "gender": "m",
        "birthday": "",
        "location": "",
        "statuses_count": len(posts),
        "followers_count": 120384,
        "follow_count": 96,
        "description": account.signature,
        "profile_url": f"https://m.weibo.cn/u/{account.id}?",
        "urank": 48,
        "mbrank": 7,
        "verified": True,
        "verified_type": 1,
        "verified_reason": account.signature,
    }
    return json.dumps({"user": user, "weibo": [_record(post) for post in posts]}, ensure_ascii=False).encode()


def _record(post: Post) -> dict[str, Any]:
    body = text(post)
    record = _fields((post.account.id, post.account.name), (post.mid, post.bid), body, moment=post.date)
    record |= {
        "article_url": post.extra.get("article_url", ""),
        "pics": _addresses(post),
        "video_url": _film(post) if post.extra.get("video") else "",
    }
    if origin := post.extra.get("repost_of"):
        record["retweet"] = _fields(
            _author(origin),
            (origin_mid(origin), hexadecimal(origin["text"], 9)),
            origin["text"],
            moment=_moment(origin),
        )
    return record


def _fields(author: tuple[str, str], ids: tuple[str, str], body: str, *, moment: datetime) -> dict[str, Any]:
    return {
        "user_id": int(author[0]) if author[0] else "",
        "screen_name": author[1],
        "id": int(ids[0]),
        "bid": ids[1],
        "text": body,
        "article_url": "",
        "pics": "",
        "video_url": "",
        "location": "",
        "created_at": f"{moment:%Y-%m-%dT%H:%M:%S}",
        "source": "微博网页版",
        "attitudes_count": number(body + "likes", 300),
        "comments_count": number(body + "comments", 300),
        "reposts_count": number(body + "reposts", 300),
        "topics": ",".join(_TOPIC.findall(body)),
        "at_users": ",".join(_MENTION.findall(body)),
        "full_created_at": f"{moment:%Y-%m-%d %H:%M:%S}",
    }


def _images(post: Post, draw: Callable[[Picture], bytes]) -> dict[str, bytes]:
    found = pictures(post.blocks)
    stamp = f"{post.date:%Y%m%d}" + ("" if post.account.tool == "2020" else "T")
    images: dict[str, bytes] = {}
    for at, picture in enumerate(found, 1):
        name = f"{stamp}_{post.mid}" + (f"_{at}" if len(found) > 1 else "") + ".jpg"
        if picture.name in post.extra.get("forbidden", ()):
            images[f"img/原创微博图片/{name}"] = _FORBIDDEN
        elif not picture.missing:
            images[f"img/原创微博图片/{name}"] = draw(picture)
    return images


def _addresses(post: Post) -> str:
    return ",".join(_address(picture) for picture in pictures(post.blocks))


def _address(picture: Picture) -> str:
    pid = f"00{token(picture.name, 6)}ly1{hexadecimal(picture.name, 9)}j20dc08wdgk"
    return f"https://wx{number(picture.name, 4) + 1}.sinaimg.cn/large/{pid}.jpg"


def _film(post: Post) -> str:
    expires = int((post.date + timedelta(hours=1)).timestamp())
    return (
        f"https://f.video.weibocdn.com/o0/{token(post.key, 24)}.mp4?label=mp4_720p&template=1280x720.25.0&ori=0"
        f"&Expires={expires}&ssig={token(post.key + ' sign', 10)}&KID=unistore,video"
    )


def _sheet(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8-sig")
