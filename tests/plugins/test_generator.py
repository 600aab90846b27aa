"""Our generator among Pelican's: other plugins hear of every page it writes, and may change how pages look."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import city
import pytest
from building import ROOT, build_in
from pelican import signals

from notices.notice import render
from notices.tree import path_of
from pelicanconf import JINJA_FILTERS
from plugins.notices import changes


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


HEARER = """
from pelican import signals

def register():
    signals.content_written.connect(hear, weak=False)

def hear(path, context):
    with open({log!r}, "a", encoding="utf-8") as stream:
        print(path, file=stream)
"""
BY_CONF = "\nfrom pelican import signals\nfrom hearer import hear\nsignals.content_written.connect(hear, weak=False)\n"


def built(root: Path, *more: str, conf: Path = ROOT / "pelicanconf.py") -> Path:
    """The folder of the build that `python -m plugins` makes of *root*."""
    command = [sys.executable, "-m", "plugins", str(root), str(conf), "--no-index", *more]
    paths = os.pathsep.join([str(ROOT), str(root)])
    subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": paths}
    )
    return (root / "output").resolve().parent


@pytest.mark.long
@pytest.mark.parametrize("way", ["plugin", "conf"])
def test_who_listens_hears_of_the_pages_that_amending_would_write(tmp_path: Path, way: str) -> None:
    """The short way is not taken then; what is announced is what it writes."""
    for name in ("short", "long"):
        city.write(tmp_path / name / "content", city.own())
    log = tmp_path / "heard.txt"
    city.put(tmp_path / "long/hearer.py", HEARER.format(log=str(log)).encode())
    settings = (ROOT / "pelicanconf.py").read_text(encoding="utf-8")
    plugin = 'PLUGINS = ["plugins.notices", "hearer"]\n'
    settings += f'\nTHEME = "{ROOT / "theme"}"\n' + (plugin if way == "plugin" else BY_CONF)
    city.put(tmp_path / "long/conf.py", settings.encode())
    conf = {"short": ROOT / "pelicanconf.py", "long": tmp_path / "long/conf.py"}
    written = {}
    for name in ("short", "long"):
        root = tmp_path / name
        built(root, conf=conf[name])
        log.unlink(missing_ok=True)
        notice = city.own()[0]
        city.put(root / "content" / path_of(notice), render(replace(notice, title="改过的标题")).encode())
        written[name] = changes.read(built(root, conf=conf[name]))
    site = (tmp_path / "long" / "output").resolve()
    heard = {Path(line).relative_to(site).as_posix() for line in log.read_text(encoding="utf-8").splitlines()}
    assert written["short"].former
    assert not written["long"].former
    assert set(written["short"].written) == set(written["long"].written)
    assert {path for path in heard if not path.startswith(("pages/", "theme/"))} == set(
        written["short"].written
    )


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
