"""A build becomes a release only when the whole of it is right; what went wrong in it is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import city
import pytest
from building import build_in
from releasing import released, swap, workshop

from notices.notice import render
from notices.tree import path_of
from plugins.notices.crew import Crew
from plugins.notices.sitecheck import BadPages
from plugins.release import Build, builds
from plugins.releases import leaks, manifest, proof

MOBILE = "13800138000"


def prove_after(root: Path, spoil: object) -> Build:
    assert callable(spoil)

    def after(build: Build) -> None:
        spoil(build)
        proof.prove(build.folder, root / "content", workshop(root).serving, Crew(1))

    return build_in(root, after)


def test_a_release_has_its_manifest_and_a_build_has_none(project: Path) -> None:
    assert manifest.verify(released(project).folder)
    assert not manifest.is_proved(build_in(project).folder)


def test_what_is_found_is_counted(project: Path) -> None:
    shown: list[proof.Proof] = []
    build_in(
        project, lambda build: shown.append(proof.prove(build.folder, project / "content", None, Crew(1)))
    )
    site = workshop(project).output
    assert shown[0].pages == len(list(site.resolve().rglob("*.html")))
    assert (shown[0].questions, shown[0].waived) == (0, 0)
    assert shown[0].files == len(manifest.read(site.resolve().parent))


def remove_a_page(build: Build) -> None:
    next(path for path in build.site.rglob("water/2*/2*.html")).unlink()


def put_a_number(build: Build) -> None:
    swap(build.site / "index.html", "</main>", f"<p>联系人手机{MOBILE}</p></main>")


def spoil_a_picture(build: Build) -> None:
    (build.site / "water/media").mkdir(exist_ok=True)
    (build.site / "water/media/00112233445566778899.png").write_bytes(b"other")


SPOILED = {
    "page": (remove_a_page, (proof.Unproved, BadPages), r"没有网页|打不开"),
    "number": (put_a_number, (proof.Unproved,), r"index\.html：有个人手机号码"),
    "picture": (spoil_a_picture, (proof.Unproved,), "附件的内容与原件不同"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_spoiled_build_is_not_shown(project: Path, case: str) -> None:
    spoil, errors, said = SPOILED[case]
    served, before = (project / "output").resolve(), builds(workshop(project))
    with pytest.raises(errors, match=said):
        prove_after(project, spoil)
    assert (project / "output").resolve() == served
    assert builds(workshop(project)) == before


def test_a_page_changed_in_the_served_site_is_not_carried_on(project: Path) -> None:
    page = next(iter((project / "output").resolve().rglob("water/2*/2*.html")))
    swap(page, "</h1>", "，中奖</h1>")
    with pytest.raises(proof.Unproved, match="上次发布之后被改动过"):
        released(project)


def test_a_waived_number_is_released_and_another_is_not(project: Path) -> None:
    own = city.own()[1]
    text = render(replace(own, body=f"值班手机{MOBILE}。"))
    path = project / "content" / path_of(own)
    waiver = "waivers: privacy-mobile 王敏 2026-03-05 值班手机，本人同意\n"
    path.write_text(text.replace("---\n", f"---\n{waiver}", 1), encoding="utf-8")
    released(project)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(proof.Unproved, match="有个人手机号码"):
        released(project)


def read_by(project: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The files that the gate reads for another release of *project*."""
    seen: list[str] = []
    real = leaks.leaks

    def note(folder: Path, paths: list[str], crew: Crew) -> list[leaks.Leak]:
        seen.extend(paths)
        return real(folder, paths, crew)

    with monkeypatch.context() as patched:
        patched.setattr(leaks, "leaks", note)
        released(project)
    return set(seen)


def test_what_passed_the_same_gate_is_not_read_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = city.own()[1]
    page = f"site/{own.department}/{own.date.year}/{own.slug}.html"
    released(project)
    swap(project / "content" / path_of(own), own.body, "又改了。")
    again = read_by(project, monkeypatch)
    assert {page, "documents.jsonl"} <= again
    assert len(again) < len(manifest.read((project / "output").resolve().parent)) / 2


def test_another_gate_reads_everything(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "gate", lambda: "another")
    assert read_by(project, monkeypatch) == set(manifest.read((project / "output").resolve().parent))
