"""The generator: the exports in the repository are what the texts give, and the key is worked out from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from samples.city import Post, load
from samples.key import answer_key
from samples.make import HERE, export_files, places

EXPORTS = HERE / "exports"
PICTURES = (".jpg", ".png")


@pytest.fixture(scope="module")
def posts() -> list[Post]:
    return load()


@pytest.fixture(scope="module")
def generated(posts: list[Post]) -> dict[str, bytes]:
    return export_files(posts)


def drawn(name: str, payload: bytes) -> bool:
    """Whether *name* is a drawing: these may differ between releases of the drawing library and its fonts."""
    return payload[:3] == b"\xff\xd8\xff" or payload[:4] == b"\x89PNG"


def test_regenerating_gives_the_same_bytes(generated: dict[str, bytes]) -> None:
    kept = {
        path.relative_to(EXPORTS).as_posix(): path.read_bytes()
        for path in EXPORTS.rglob("*")
        if path.is_file()
    }
    assert kept.keys() == generated.keys()
    different = [
        name for name, payload in generated.items() if not drawn(name, payload) and kept[name] != payload
    ]
    assert different == []


def test_the_key_in_the_repository_is_up_to_date(posts: list[Post]) -> None:
    assert (HERE / "expected.toml").read_text("utf-8") == answer_key(posts, places(posts))


def test_the_key_names_only_files_that_exist(posts: list[Post], generated: dict[str, bytes]) -> None:
    named = {name for found in places(posts).values() for name in found}
    assert named <= generated.keys()


def test_all_pictures_differ(generated: dict[str, bytes]) -> None:
    pictures = [payload for name, payload in generated.items() if drawn(name, payload)]
    assert len(pictures) >= 40
    assert len(set(pictures)) == len(pictures)


def test_the_exports_stay_small(generated: dict[str, bytes]) -> None:
    assert sum(map(len, generated.values())) <= 6_000_000


def test_names_fit_every_file_system(generated: dict[str, bytes]) -> None:
    assert all(len(part.encode()) <= 250 for name in generated for part in Path(name).parts)


def test_ids_are_unique_except_for_one_push(posts: list[Post]) -> None:
    ids = [(post.account.id, post.mid, post.idx) for post in posts]
    assert len(set(ids)) == len(ids)


def test_the_city_is_as_large_as_promised(posts: list[Post]) -> None:
    published = [post for post in posts if post.blocks]
    assert len({(post.account.platform, post.account.id) for post in posts}) >= 8
    assert len(published) >= 80
    assert {post.account.platform for post in posts} == {"weixin", "weibo"}
    assert min(post.date.year for post in posts) == 2016
    assert max(post.date.year for post in posts) == 2025
