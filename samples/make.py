"""Write `samples/exports/` and `samples/expected.toml` from the texts in `samples/city/`: `python -m samples.make`.

The same texts always give the same bytes; only pictures may differ between releases of the drawing library.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from itertools import groupby
from pathlib import Path

from durable import atomic_write
from samples import exporter, lost_pages, weibo
from samples.city import Post, hexadecimal, load
from samples.key import answer_key
from samples.markup import Picture, pictures
from samples.pictures import draw
from samples.wechat_article import article, local_names, share
from samples.wechat_old import old_page, page_2022, saved_page
from samples.wechat_special import picture_post, text_post, video_post

HERE = Path(__file__).parent
_RAW: dict[str, Callable[[Post], str]] = {
    "page": article,
    "share": share,
    "picture": picture_post,
    "text": text_post,
    "video": video_post,
    "old": old_page,
    "page-2022": page_2022,
    **lost_pages.PAGES,
}
_SAVED: dict[str, Callable[[Post, str], str]] = {
    "saved": saved_page,
    "saved-page": article,
    "saved-picture": picture_post,
}


def main() -> None:
    """Replace the exports and the answer key."""
    posts = load()
    exports = HERE / "exports"
    if exports.exists():
        shutil.rmtree(exports)
    found = export_files(posts)
    for name, payload in found.items():
        atomic_write(exports / name, payload)
    atomic_write(HERE / "expected.toml", answer_key(posts, places(posts)))
    print(f"{len(posts)} posts, {len(found)} files, {sum(map(len, found.values())) / 1e6:.1f} MB")


def export_files(posts: list[Post]) -> dict[str, bytes]:
    """Every file of the exports by its path under `samples/exports/`."""
    found: dict[str, bytes] = {}
    for post in posts:
        if post.account.platform == "weixin":
            found |= _wechat_files(post)
    of_weibo = [post for post in posts if post.account.platform == "weibo"]
    for _, group in groupby(of_weibo, key=lambda post: post.account.id):
        newest_first = sorted(group, key=lambda post: post.date, reverse=True)
        folder = _weibo_folder(newest_first[0])
        found |= {f"{folder}/{name}": payload for name, payload in weibo.files(newest_first, _drawn).items()}
    found["weibo-crawler/weibo/users.csv"] = weibo.users(
        {post.account.id: post.account for post in of_weibo}.values()
    )
    return dict(sorted(found.items()))


def places(posts: list[Post]) -> dict[str, list[str]]:
    """In which files under `samples/exports/` each post stands, by the post's key; a file twice when twice in it."""
    return {post.key: _places(post) for post in posts}


def _places(post: Post) -> list[str]:
    if post.account.platform == "weibo":
        table = f"{_weibo_folder(post)}/{post.account.id}.csv"
        rows = [table] * (2 if post.extra.get("fetched_twice") else 1)
        return rows + ([f"{_weibo_folder(post)}/{post.account.id}.json"] if post.account.json else [])
    if post.form == "exporter":
        return [f"wechat-exporter/{exporter.folder_name(post)}/index.html"]
    if post.form in _SAVED:
        return [f"wechat-saved/{post.account.name}/{_stem(post)}.html"]
    copies = 2 if post.extra.get("saved_twice") else 1
    return [
        f"wechat-raw/{post.account.name}/{hexadecimal(f'{post.key} {at}', 32)}.html" for at in range(copies)
    ]


def _wechat_files(post: Post) -> dict[str, bytes]:
    places_ = _places(post)
    if post.form == "exporter":
        folder = places_[0].removesuffix("/index.html")
        return {f"{folder}/{name}": payload for name, payload in exporter.files(post, _drawn).items()}
    if post.form in _SAVED:
        return _saved_files(post, places_[0])
    page = _RAW[post.form](post)
    found = {places_[0]: page.encode()}
    if len(places_) > 1:  # the same article fetched again: another nonce, a later server time
        later = str(int(post.saved.timestamp()) + 3000)
        found[places_[1]] = page.replace(str(int(post.saved.timestamp())), later).encode()
    return found


def _saved_files(post: Post, place: str) -> dict[str, bytes]:
    folder = place.removesuffix(".html") + "_files"
    names = local_names(post)
    found = {place: _SAVED[post.form](post, _stem(post)).encode()}
    found[f"{folder}/appmsg.css"] = b".rich_media_content{overflow:hidden;color:#333}\n"
    for picture in pictures(post.blocks):
        if picture.name in names:
            found[f"{folder}/{names[picture.name]}"] = _drawn(picture)
    return found


def _stem(post: Post) -> str:
    return re.sub(r'[\\/:*?"<>|]', "_", post.title)[:60]


def _weibo_folder(post: Post) -> str:
    return f"weibo-crawler/weibo/{post.account.name}"


@cache
def _drawn(picture: Picture) -> bytes:
    return draw(picture.name, picture.caption)[0]


if __name__ == "__main__":
    main()
