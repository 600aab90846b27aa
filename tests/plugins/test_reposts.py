"""One text by several accounts: each page names the others, the documents bear one cluster, what is gone is left out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import city
import pytest
from bs4 import BeautifulSoup
from building import build_in

from notices import reposts
from notices.notice import Notice
from notices.reposts import Group
from plugins.release import Build


def four() -> list[Notice]:
    """Four published notices, of several departments."""
    found = sorted(
        (one for one in city.notices() if one.status == "published" and not one.publish_at),
        key=lambda one: one.title,
    )
    return found[:: len(found) // 4][:4]


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, list[Notice]]:
    """A city whose group has a withdrawn canonical notice, two published ones and one that does not exist."""
    root: Path = tmp_path_factory.mktemp("grouped")
    gone, *published = four()
    city.write(root / "content", [replace(gone, status="withdrawn"), *published])
    group = Group(gone.slug, (published[0].slug, published[1].slug, "20200101-gone"))
    lone = Group(published[2].slug, ("20200101-gone",))
    (root / "content" / reposts.FILE).write_bytes(reposts.render([group, lone]))
    return build_in(root), published


def page(build: Build, notice: Notice) -> BeautifulSoup:
    path = build.site / notice.department / str(notice.date.year) / f"{notice.slug}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_each_version_names_the_others_and_which_goes_first(grouped: tuple[Build, list[Notice]]) -> None:
    build, (first, second, _) = grouped
    for own, other, mark in ((first, second, False), (second, first, True)):
        section = page(build, own).find(attrs={"aria-labelledby": "versions"})
        assert section is not None
        assert [Path(link["href"]).stem for link in section.find_all("a")] == [other.slug]
        assert ("首选版本" in section.get_text()) == mark


def test_a_notice_whose_other_versions_are_gone_names_none(grouped: tuple[Build, list[Notice]]) -> None:
    build, (*_, lone) = grouped
    assert page(build, lone).find(attrs={"aria-labelledby": "versions"}) is None


def test_documents_of_one_text_bear_one_cluster(grouped: tuple[Build, list[Notice]]) -> None:
    build, (first, second, lone) = grouped
    lines = build.documents.read_text(encoding="utf-8").splitlines()
    clusters = {row["id"]: row["cluster"] for row in map(json.loads, lines)}
    assert clusters == {first.slug: first.slug, second.slug: first.slug, lone.slug: ""}
