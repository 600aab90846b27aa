"""Pages WeChat serves instead of an article, as raw saves: deleted, in breach, unviewable, checks, profiles."""

from __future__ import annotations

from collections.abc import Callable

from samples.city import Post
from samples.script import filler
from samples.template import fill, skeleton
from samples.wechat_page import base_values


def deleted(post: Post) -> str:
    """The publisher took the post back."""
    return _framed(post, "deleted", "activity-detail")


def violation(post: Post) -> str:
    """The platform took the post down."""
    return _framed(post, "violation", "")


def unviewable(_post: Post) -> str:
    """The bare page without a reason."""
    return skeleton("unviewable")


def check(post: Post) -> str:
    """The page that asks a visitor to prove to be human."""
    return _framed(post, "check", "")


def profile(post: Post) -> str:
    """The page about the account, saved along with the articles by mistake."""
    return fill("profile", base_values(post))


def _framed(post: Post, message: str, body_id: str) -> str:
    shown = fill(message, base_values(post))
    return fill("lost-frame", {"body_id": body_id, "code": filler("error", 21000), "message": shown})


PAGES: dict[str, Callable[[Post], str]] = {
    "deleted": deleted,
    "violation": violation,
    "unviewable": unviewable,
    "check": check,
    "profile": profile,
}
