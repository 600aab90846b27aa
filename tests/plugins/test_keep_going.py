"""What cannot be shown fails the build by file and line; with --keep-going it alone is left out, and told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import city
import pytest
from building import NOW, ROOT, build_in, made

from notices import render, reporting
from notices.inspection import Report
from notices.notice import Notice
from notices.notice import render as written
from notices.problems import Problem
from notices.tree import path_of
from plugins import __main__ as command
from plugins import release, standstill
from plugins.notices import press
from plugins.notices.intake import BadContent
from plugins.notices.press import Unprintable, _failing, _read

T = TypeVar("T")
GOOD, BAD = city.own()
PATH = path_of(BAD)
DEEP = "这一段谁也排不了"


@pytest.fixture(autouse=True)
def unprintable(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text that we know of cannot be shown any more, so one is made up; workers are forked and know it too."""

    def refusing(work: Callable[[str], T]) -> Callable[[str], T]:
        def refused(body: str) -> T:
            if DEEP in body:
                raise RecursionError
            return work(body)

        return refused

    monkeypatch.setattr(press, "to_html", refusing(render.to_html))
    monkeypatch.setattr(press, "to_html_and_text", refusing(render.to_html_and_text))


def project(root: Path, *changed: Notice) -> Path:
    """A project with the good notice and *changed* ones."""
    city.write(root / "content", city.own())
    for one in changed:
        city.put(root / "content" / path_of(one), written(one).encode())
    return root


def build_on(root: Path, *unfit: Problem) -> release.Build:
    workshop = release.Workshop(root, ROOT / "pelicanconf.py", keep_going=True, unfit=unfit)
    settings = {"PATH": str(root / "content"), "THEME": str(ROOT / "theme"), "NOW": NOW}
    return release.release(workshop, lambda build: None, **settings)


def without(root: Path, *paths: str) -> dict[str, bytes]:
    """What a build makes of the same project where the files *paths* are not there at all."""
    for path in paths:
        (root / "content" / path).unlink()
    return made(build_in(root))


def test_a_notice_that_cannot_be_rendered_fails_the_build_by_file_and_line(tmp_path: Path) -> None:
    build_in(project(tmp_path))
    root = project(tmp_path, replace(BAD, body=f"先有一段。\n\n{DEEP}\n"))
    served = (root / "output").resolve()
    with pytest.raises(BadContent) as raised:
        build_in(root)
    (problem,) = raised.value.problems
    text = (root / "content" / PATH).read_text().split("\n")
    assert (problem.path, problem.rule) == (PATH, "body-unprintable")
    assert text[problem.line - 1] == DEEP
    assert (root / "output").resolve() == served


def test_with_keep_going_it_alone_is_left_out_and_told(tmp_path: Path) -> None:
    root = project(tmp_path, replace(BAD, body=DEEP))
    build = build_on(root)
    assert [(one.path, one.rule) for one in build.omitted] == [(PATH, "body-unprintable")]
    assert build.notices == 1
    assert (root / "output").resolve() == build.site.resolve()
    assert made(build) == without(root, PATH)


def test_what_links_to_it_goes_with_it_and_says_why(tmp_path: Path) -> None:
    link = replace(GOOD, body=f"见[另一件]({BAD.slug}.html)。")
    root = project(tmp_path, replace(BAD, body=DEEP), link, city.archived(9, "不相干的一件", "正文。"))
    build = build_on(root)
    assert [(one.path, one.rule) for one in build.omitted] == sorted(
        [(PATH, "body-unprintable"), (path_of(link), "link-dead")]
    )


def test_what_the_check_found_is_left_out_from_the_start(tmp_path: Path) -> None:
    root = project(tmp_path)
    problem = Problem(PATH, 7, "privacy-mobile", "有个人手机号码。")
    build = build_on(root, problem)
    assert build.omitted == (problem,)
    assert made(build) == without(root, PATH)


def test_registers_are_never_left_out(tmp_path: Path) -> None:
    root = project(tmp_path, replace(BAD, body=DEEP))
    (root / "content" / "accounts.csv").write_text("乱写\n")
    with pytest.raises(BadContent, match=r"accounts\.csv"):
        build_on(root)


def test_the_next_build_tries_again_though_nothing_changed(tmp_path: Path) -> None:
    root = project(tmp_path, replace(BAD, body=DEEP))
    build_on(root)
    seen = standstill.look(standstill.sources(root / "content", ROOT / "pelicanconf.py"))
    assert not standstill.stands(root / "output", seen, NOW)
    (root / "content" / PATH).write_text(written(BAD))
    healed = build_on(root)
    assert (healed.omitted, healed.notices) == ((), 2)


@pytest.mark.parametrize(("before", "line"), [("", 1), ("一\n\n二\n\n", 5), ("一\n二\n\n", 4)])
def test_the_line_is_where_the_failing_part_begins(before: str, line: int) -> None:
    assert _failing(f"{before}{DEEP}\n\n后面") == line


def test_a_file_that_broke_meanwhile_is_told_like_any_other(tmp_path: Path) -> None:
    city.put(tmp_path / PATH, b"no front matter")
    with pytest.raises(Unprintable, match=PATH):
        _read(tmp_path, PATH)


def test_the_command_tells_what_it_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path, replace(BAD, body=DEEP))
    unfit = root / "check.json"
    problem = Problem(path_of(GOOD), 3, "date-bad", "日期不对。")
    report = Report(problems=[problem, replace(problem, path=PATH, severity="warning")])
    unfit.write_text(reporting.as_json(report))
    asked = [str(root), str(ROOT / "pelicanconf.py"), "--no-index", "--keep-going", "--unfit", str(unfit)]
    assert command.main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in told["omitted"]] == ["date-bad", "body-unprintable"]
    assert told["notices"] == 0
    assert command.main(asked) == 0
    words = capsys.readouterr().out
    assert "略去 2 件" in words
    assert f"{PATH}:" in words
