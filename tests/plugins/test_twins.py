"""WebP twins on the built site: offered in the page, kept from build to build, the original where it was."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from pathlib import Path

import city
import pytest
from bs4 import BeautifulSoup
from building import build_in
from PIL import Image

from notices import webp
from notices.notice import Notice
from notices.render import to_html
from plugins.notices import bodies

PHOTO, DRAWN, EMPTY = (
    letter * 20 + ending for letter, ending in (("a", ".jpg"), ("b", ".png"), ("c", ".jpg"))
)


def photo(seed: int) -> bytes:
    small = Image.frombytes("RGB", (24, 18), random.Random(seed).randbytes(24 * 18 * 3))
    stream = io.BytesIO()
    small.resize((480, 360), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def notice() -> Notice:
    names = (PHOTO, city.PICTURE_NAME, EMPTY)
    return replace(city.own()[0], body="\n\n".join(f"![图](../media/{name})" for name in names))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    city.write(tmp_path / "content", [notice()])
    city.put(tmp_path / "content/water/media" / PHOTO, photo(1))
    city.put(tmp_path / "content/water/media" / EMPTY, b"")
    return tmp_path


def page(site: Path) -> BeautifulSoup:
    path = site / f"water/{notice().date.year}/{notice().slug}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def test_the_page_offers_the_twin_where_there_is_one(root: Path) -> None:
    site = build_in(root).site
    assert [one["srcset"] for one in page(site).select("picture source")] == [f"../media/{PHOTO}.webp"]
    assert [one["src"] for one in page(site).select(".body img")] == [
        f"../media/{name}" for name in (PHOTO, city.PICTURE_NAME, EMPTY)
    ]
    assert (site / "water/media" / PHOTO).read_bytes() == photo(1)
    assert (site / "water/media" / f"{PHOTO}.webp").read_bytes() == webp.smaller(photo(1))
    assert len(list((site / "water/media").iterdir())) == 4


@pytest.mark.parametrize("remembered", [True, False])
def test_a_twin_is_made_once(root: Path, monkeypatch: pytest.MonkeyPatch, remembered: bool) -> None:
    first = build_in(root)
    if not remembered:
        first.memory.unlink()
        city.put(root / "content/water/media" / EMPTY, b"still none")
    asked: list[webp.Pair] = []
    monkeypatch.setattr("plugins.notices.twins.twins.make", asked.extend)
    second = build_in(root)
    twins = [one.site / f"water/media/{PHOTO}.webp" for one in (first, second)]
    assert twins[0].samefile(twins[1])
    assert PHOTO not in [source.name for source, _ in asked]


def test_another_picture_under_the_name_has_another_twin(root: Path) -> None:
    build_in(root)
    city.put(root / "content/water/media" / PHOTO, photo(2))
    site = build_in(root).site
    assert (site / f"water/media/{PHOTO}.webp").read_bytes() == webp.smaller(photo(2))
    city.put(root / "content/water/media" / PHOTO, b"")
    site = build_in(root).site
    assert not (site / f"water/media/{PHOTO}.webp").exists()
    assert not page(site).select("picture")


@pytest.mark.parametrize(
    "body",
    [
        f'<picture><source srcset="https://x.example/{PHOTO}"><img src="../media/{DRAWN}"></picture>',
        f'<img src="https://x.example/{PHOTO}">',
        f'<img srcset="../media/{PHOTO}" alt=\'src="../media/{DRAWN}"\'>',
    ],
)
def test_what_a_body_says_itself_of_sources_is_not_shown(body: str) -> None:
    html = bodies.finish(to_html(body), Path("/none"), archived=True, twins={PHOTO})
    assert "srcset" not in html
    assert "x.example" not in html
