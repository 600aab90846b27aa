"""The templates' environment: escapes as Jinja's own, whatever comes, and refuses what is not there."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

import jinja2
import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.notices.filters import FILTERS
from plugins.notices.templates import Environment, escaped

TEMPLATES = {
    "base.html": "<title>{% block title %}{{ name }}{% endblock %}</title>{{ self.title() }}",
    "page.html": (
        "{% extends 'base.html' %}{% block title %}{% import 'macros.html' as ui %}{{ ui.shown(name) }}{{ name }}"
        "{{ name|upper }}{{ name ~ safe }}{% set kept %}{{ name }}{% endset %}{{ kept }}{{ safe }}{{ 7 }}{{ none }}"
        "{% filter trim %}{{ name }}{% endfilter %}{% for one in [name, safe] %}{{ one }}{% endfor %}{% endblock %}"
    ),
    "macros.html": "{% macro shown(text) %}<b>{{ text }}</b>{% endmacro %}",
    "frame.html": (
        "{% set shown %}{% block title %}{{ name }}{% endblock %}{% endset %}<title>{{ shown }}</title>"
        "{% block head %}{% endblock %}{% block main %}{% block inner %}none{% endblock %}{% endblock %}"
    ),
    "middle.html": (
        "{% extends 'frame.html' %}{% set section = 'middle' %}{% set kept = 'kept' %}"
        "{% block main %}{{ section }}{{ kept }}<main>{% block inner %}{% endblock %}</main>{% endblock %}"
    ),
    "leaf.html": (
        "{% extends 'middle.html' %}{% import 'macros.html' as ui %}{% set section = 'leaf' %}ignored"
        "{% block title %}{{ name }} - {{ section }}{% set section = 'hidden' %}{% endblock %}"
        "{% block inner %}{{ ui.shown(thing.label) }}{{ section }}{{ '<'.join(many) }}"
        "{% for one in many if one != 'a' %}{{ loop.index }}{{ one }}{% endfor %}{% endblock %}"
    ),
    "super.html": "{% extends 'base.html' %}{% block title %}{{ super() }}!{% endblock %}",
    "loops.html": "{% for one in many %}{% block each scoped %}{{ one }}{% endblock %}{% endfor %}",
    "looped.html": "{% extends 'loops.html' %}{% block each %}<{{ one }}>{% endblock %}",
    "early.html": "early{% extends 'base.html' %}",
    "chosen.html": "{% extends layout %}{% block title %}chosen{% endblock %}",
    "item.html": "{{ thing.label }}",
}
THEME = Path(__file__).parents[2] / "theme" / "templates"


@dataclass(frozen=True)
class Thing:
    """A value with an attribute."""

    label: str


class Own(str):
    """Text of a class of its own."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("theme")
    for name, text in TEMPLATES.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def stock(folder: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


@given(st.one_of(st.text(), st.text().map(Markup), st.text().map(Own), st.integers(), st.none(), st.floats()))
def test_escaping_says_what_markupsafe_says(value: object) -> None:
    assert escaped(value) == markupsafe.escape(value)


@given(name=st.text("<>&'\"a字 "))
def test_a_page_is_what_jinja_makes_of_it(folder: Path, name: str) -> None:
    shown = {"name": name, "safe": Markup("<i>&amp;</i>")}
    ours = Environment((str(folder),)).get_template("page.html").render(shown)
    assert ours == stock(folder).get_template("page.html").render(shown)
    assert f"<b>{markupsafe.escape(name)}</b>" in ours


def test_what_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(jinja2.UndefinedError, match="name"):
        Environment((str(folder),)).get_template("page.html").render(safe="")
    with pytest.raises(jinja2.TemplateNotFound):
        Environment((str(folder),)).get_template("none.html")


def test_the_first_folder_that_has_a_template_gives_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text("other", encoding="utf-8")
    found = Environment((str(tmp_path), str(folder)))
    assert found.get_template("page.html").render() == "other"
    assert found.get_template("page.html") is found.get_template("page.html")


@given(name=st.text("<>&'\"a字 "))
def test_what_extends_twice_sets_and_imports_is_flat_and_says_the_same(folder: Path, name: str) -> None:
    flat = Environment((str(folder),))
    shown = {"name": name, "thing": Thing(name), "many": ["a", "<", name]}
    ours = flat.show("leaf.html", shown)
    assert ours == stock(folder).get_template("leaf.html").render(shown)
    assert not flat.get_template("leaf.html").blocks, "blocks are looked for at every page"
    assert flat.left_to_jinja == set()


@pytest.mark.parametrize("name", ["super.html", "looped.html", "early.html", "chosen.html"])
def test_what_might_say_something_else_is_left_to_jinja(folder: Path, name: str) -> None:
    shown = {"name": "甲", "many": ["a", "b"], "layout": "base.html"}
    ours = Environment((str(folder),))
    assert ours.show(name, shown) == stock(folder).get_template(name).render(shown)
    assert ours.get_template(name).blocks or name == "early.html"


def test_an_item_of_a_dict_is_found_as_an_attribute(folder: Path) -> None:
    ours = Environment((str(folder),))
    assert ours.show("item.html", {"thing": {"label": "<"}}) == "&lt;"
    assert ours.left_to_jinja == {"item.html"}


def test_a_fault_names_the_template_where_it_stands(folder: Path) -> None:
    with pytest.raises(jinja2.UndefinedError) as fault:
        Environment((str(folder),)).show("leaf.html", {"thing": Thing("a"), "many": []})
    places = [Path(frame.filename).name for frame in traceback.extract_tb(fault.value.__traceback__)]
    assert "leaf.html" in places
    assert places[-1] != "frame.html"


def test_every_template_of_the_theme_is_flat() -> None:
    ours = Environment((str(THEME),))
    ours.filters.update(FILTERS)
    names = [one.name for one in THEME.glob("*.html") if "{% extends" in one.read_text(encoding="utf-8")]
    assert len(names) > 15
    assert [name for name in names if ours.get_template(name).blocks] == []
