"""The templates' environment: escapes as Jinja's own, whatever comes, and refuses what is not there."""

from __future__ import annotations

from pathlib import Path

import jinja2
import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.notices.templates import Environment, escaped

TEMPLATES = {
    "base.html": "<title>{% block title %}{{ name }}{% endblock %}</title>{{ self.title() }}",
    "page.html": (
        "{% extends 'base.html' %}{% block title %}{% import 'macros.html' as ui %}{{ ui.shown(name) }}{{ name }}"
        "{{ name|upper }}{{ name ~ safe }}{% set kept %}{{ name }}{% endset %}{{ kept }}{{ safe }}{{ 7 }}{{ none }}"
        "{% filter trim %}{{ name }}{% endfilter %}{% for one in [name, safe] %}{{ one }}{% endfor %}{% endblock %}"
    ),
    "macros.html": "{% macro shown(text) %}<b>{{ text }}</b>{% endmacro %}",
}


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
