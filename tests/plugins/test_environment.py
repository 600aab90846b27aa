"""What decides how pages look besides the content: whatever of it changes, no page of the former build is taken over."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from building import ROOT

import oldlinks
from pelicanconf import SITE
from plugins.notices import environment
from plugins.notices.press import Press
from plugins.notices.site import site

CONF = """\
def shout(text):
    return text + "！"

def telephone():
    return "000-0000000"

JINJA_FILTERS = {"shout": shout, "plain": len}
JINJA_GLOBALS = {"hotline": "12345", "hours": {"week": (9, 17)}, "telephone": telephone}
"""


def known(place: Path, text: str) -> str:
    """The name of the environment that a conf file of this *text* in the new folder *place* makes."""
    place.mkdir()
    (place / "pelicanconf.py").write_text(text, encoding="utf-8")
    made = runpy.run_path(str(place / "pelicanconf.py"))
    theme = (str(ROOT / "theme/templates"),)
    press = Press(place, place, place, site(SITE), theme, made["JINJA_FILTERS"], made["JINJA_GLOBALS"])
    return environment.environment(press)


@pytest.mark.parametrize(
    ("former", "latter"),
    [
        ("“", "“"),
        ("！", "。"),
        ('"000-0000000"', '"000-0000001"'),
        ('"12345"', '"12346"'),
        ("(9, 17)", "(9, 18)"),
        ('"shout": shout', '"shout": str'),
        (', "plain": len', ""),
    ],
)
def test_what_the_conf_file_adds_is_part_of_it(tmp_path: Path, former: str, latter: str) -> None:
    same = former == latter
    assert (known(tmp_path / "a", CONF) == known(tmp_path / "b", CONF.replace(former, latter))) is same


def test_so_is_the_code_by_which_old_links_are_found() -> None:
    press = Press(ROOT, ROOT, ROOT, site(SITE), ())
    assert Path(oldlinks.__path__[0], "keys.py") in environment._sources(press)
