"""Twins of a release: one beside each text file that is worth it, and never one that says what its file does not."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import city
import pytest
from building import build_in
from releasing import workshop

from notices.notice import render
from notices.tree import path_of
from plugins import release, telling
from plugins.notices import changes
from plugins.notices.crew import Crew
from plugins.releases import compression, manifest, proof

LEAST = 1024


def released(root: Path, *, proved: bool = True) -> release.Build:
    def after(build: release.Build) -> None:
        former = workshop(root).serving
        if proved:
            compression.make(build.folder, former, Crew(1))
            proof.prove(build.folder, root / "content", former, Crew(1))

    return build_in(root, after)


def twins(build: release.Build) -> set[str]:
    """The twins of *build*, each looked into: none is left that does not say what its file says."""
    found = {path.relative_to(build.site).as_posix() for path in build.site.rglob("*.gz")}
    for name in found:
        whole = (build.site / name.removesuffix(".gz")).read_bytes()
        assert gzip.decompress((build.site / name).read_bytes()) == whole, name
    return found


def worth(build: release.Build) -> set[str]:
    kinds = {".html", ".css", ".js", ".json", ".xml", ".csv", ".txt", ".svg"}
    files = [path for path in build.site.rglob("*") if path.suffix in kinds and path.stat().st_size >= LEAST]
    return {f"{path.relative_to(build.site).as_posix()}.gz" for path in files}


def test_twins_over_three_builds(tmp_path: Path) -> None:
    notices = [
        one for one in city.write(tmp_path / "content") if one.status == "published" and not one.platform
    ]
    first = released(tmp_path)
    assert twins(first) == worth(first)
    assert {f"site/{name}" for name in twins(first)} <= manifest.verify(first.folder).keys()

    changed, gone = notices[0], notices[1]
    for one in (replace(changed, title="改过的标题"), replace(gone, status="withdrawn")):
        (tmp_path / "content" / path_of(one)).write_text(render(one), encoding="utf-8")
    draft = released(tmp_path, proved=False)
    page, tombstone = (f"{path_of(one).removesuffix('.md')}.html.gz" for one in (changed, gone))
    assert not {page, tombstone} & twins(draft)
    assert {page, tombstone} <= set(changes.read(draft.folder).removed)

    third = released(tmp_path)
    assert twins(third) == worth(third)
    assert page in changes.read(third.folder).written
    kept = [name for name in twins(third) & twins(first) if (third.site / name).samefile(first.site / name)]
    assert len(kept) > len(twins(third)) / 2
    assert page not in kept


@pytest.mark.long
def test_the_twin_of_an_attachment_goes_with_what_it_said(tmp_path: Path) -> None:
    attached = replace(city.own()[0], body="见[名单](../media/list.csv)。")
    city.write(tmp_path / "content", [attached])
    place, name = tmp_path / "content/water/media/list.csv", "water/media/list.csv.gz"
    city.put(place, b"first," * LEAST)
    assert name in twins(released(tmp_path))
    city.put(place, b"second," * LEAST)
    assert name not in twins(released(tmp_path, proved=False))
    city.put(place, b"third," * LEAST)
    assert name in twins(released(tmp_path))
    bare = replace(attached, body="名单已撤。")
    (tmp_path / "content" / path_of(bare)).write_text(render(bare), encoding="utf-8")
    last = released(tmp_path)
    assert changes.read(last.folder).former
    assert not list(last.site.rglob("list.csv*"))


@pytest.mark.long
def test_no_page_counts_as_gone_for_its_twin(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    released(tmp_path)
    changed = replace(city.own()[0], title="改过的标题")
    (tmp_path / "content" / path_of(changed)).write_text(render(changed), encoding="utf-8")
    draft = released(tmp_path, proved=False)
    assert draft.made.former
    assert draft.made.removed
    assert "去掉 0 个" in "".join(telling.lines(telling.Outcome(draft, (), 0.0), ""))
    assert telling.as_json(telling.Outcome(draft, (), 0.0))["removed"] == 0
    (tmp_path / "content" / path_of(changed)).write_text(render(city.own()[0]), encoding="utf-8")
    last = released(tmp_path)
    assert not [name for name in last.made.removed if (last.site / name).exists()]


@pytest.mark.parametrize(
    "wrong", [gzip.compress(b"what was withdrawn"), b"", b"no gzip", gzip.compress(b"x")[:-4]]
)
def test_a_twin_that_says_something_else_is_not_released(tmp_path: Path, wrong: bytes) -> None:
    site = tmp_path / "site"
    city.put(site / "a.html", b"<p>a</p>")
    city.put(site / "a.html.gz", wrong)
    city.put(site / "b.html", b"<p>b</p>")
    city.put(site / "b.html.gz", gzip.compress(b"<p>b</p>"))
    digests = manifest.measure(tmp_path)
    assert list(compression.unlike(tmp_path, digests, {})) == ["site/a.html.gz"]
    assert list(compression.unlike(tmp_path, digests, {**digests, "site/a.html": ""})) == ["site/a.html.gz"]
    assert list(compression.unlike(tmp_path, digests, digests)) == []


def test_a_release_with_a_wrong_twin_is_refused(tmp_path: Path) -> None:
    city.write(tmp_path / "content")

    def after(build: release.Build) -> None:
        compression.make(build.folder, None, Crew(1))
        (build.site / "index.html.gz").unlink()
        (build.site / "index.html.gz").write_bytes(gzip.compress(b"former"))
        proof.prove(build.folder, tmp_path / "content", None, Crew(1))

    with pytest.raises(proof.Unproved, match=r"index\.html\.gz：压缩文件与原文件不同"):
        build_in(tmp_path, after)
