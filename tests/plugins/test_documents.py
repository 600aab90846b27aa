"""A search document is one line of JSON that says what the notice says, whatever stands in it."""

from __future__ import annotations

import json
from dataclasses import replace

import city
import pytest

from notices.notice import render
from notices.tree import path_of
from plugins.notices.documents import document
from plugins.notices.library import Library
from plugins.notices.record import record

HOSTILE = ['"', "\\", '","id":"x', "\x00\x1f\x7f", "\u2028\u2029", "</script>", "公示\n\t", "😀", ""]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_line_is_what_a_json_writer_writes(library: Library, text: str) -> None:
    notice = replace(city.own()[0], title=text, summary=text, source=text, tags=(text, "水"), source_url=text)
    path = path_of(notice)
    departments = (library.departments[notice.department],)
    line = document(
        notice, record(notice, path, render(city.own()[0]).encode()), text, whose=(departments, None, text)
    )
    told = json.loads(line)
    assert json.dumps(told, ensure_ascii=False, separators=(",", ":")) == line
    said = [told[name] for name in ("title", "summary", "source", "source_url", "body", "cluster")]
    assert said == [text] * 6
    assert (told["tags"], told["department_path"]) == ([text, "水"], [notice.department])
    assert (told["year"], told["archived"]) == (notice.date.year, False)
