"""A sheaf is printed step by step: what cannot be shown is told, and no page takes what belongs to another."""

from __future__ import annotations

from pathlib import Path

import city
import pytest
from building import NOW, ROOT

from notices import render
from notices.tree import path_of
from plugins.notices import press as printing
from plugins.notices.addresses import output_file
from plugins.notices.intake import read_library
from plugins.notices.pages import notice_pages
from plugins.notices.press import Press, Sheaf, print_pages
from plugins.notices.site import Site

KEPT = [city.archived(n, f"第{n}件", f"第{n}段。") for n in range(4)]
SPOILT, DEEP = (path_of(one) for one in KEPT[1:3])


def refuse_deep(body: str) -> tuple[str, str]:
    if body == KEPT[2].body:
        raise RecursionError
    return render.to_html_and_text(body)


def test_pages_that_cannot_be_shown_are_left_out_and_each_other_shows_its_own_text(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.write(tmp_path / "content", KEPT)
    pages = list(notice_pages(read_library(tmp_path / "content", NOW)))
    (tmp_path / "content" / SPOILT).write_bytes("---\ntitle: 坏\n---\n".encode("gbk"))
    monkeypatch.setattr(printing, "to_html_and_text", refuse_deep)
    press = Press(
        tmp_path / "content",
        tmp_path / "site",
        tmp_path / "parts",
        site,
        (str(ROOT / "theme/templates"),),
    )
    sheet = print_pages(press, Sheaf(7, tuple(pages)))
    assert {(one.path, one.rule) for one in sheet.problems} == {
        (SPOILT, "not-utf8"),
        (DEEP, "body-unprintable"),
    }
    left = [one for one in pages if one.source not in (SPOILT, DEEP)]
    assert [path for path, _ in sheet.written] == [output_file(one.url) for one in left]
    lines = (tmp_path / "parts/00000007").read_bytes().splitlines(keepends=True)
    assert [length for _, length in sheet.written] == list(map(len, lines))
    for page, line in zip(left, lines, strict=True):
        own = page.context["record"].title.replace("件", "段").encode()
        assert own in line
        assert own in (tmp_path / "site" / output_file(page.url)).read_bytes()
