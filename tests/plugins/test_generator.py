"""Our generator among Pelican's: other plugins hear of every page it writes, and may change how pages look."""

from __future__ import annotations

from pathlib import Path

import city
from building import build_in
from pelican import signals

from pelicanconf import JINJA_FILTERS


def test_other_plugins_hear_of_every_page(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    heard: list[Path] = []

    def listen(path: str, context: dict[str, object]) -> None:
        assert context["notices_count"] == len(city.own())
        heard.append(Path(path))

    with signals.content_written.connected_to(listen):
        site = build_in(tmp_path).site
        pages = {path for path in site.rglob("*.html") if "theme" not in path.parts}
        assert pages <= set(heard)
        assert len(heard) == len(set(heard))
        heard.clear()
        again = build_in(tmp_path).site
    assert set(heard) <= set((again / "pages").rglob("*.html"))  # what is carried over is not announced again


def test_filters_and_templates_of_a_city_are_used(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    city.put(tmp_path / "own/_footer.html", b"<footer>{{ 'qinglan'|loud }}</footer>\n")
    site = build_in(
        tmp_path,
        THEME_TEMPLATES_OVERRIDES=[str(tmp_path / "own")],
        JINJA_FILTERS={**JINJA_FILTERS, "loud": str.upper},
        WORKERS=1,
    ).site
    assert "<footer>QINGLAN</footer>" in (site / "water/index.html").read_text(encoding="utf-8")
