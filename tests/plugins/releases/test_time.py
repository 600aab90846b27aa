"""Time: a scheduled notice comes out at its moment and not before, terms run out by themselves, the build says when."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import city
import pytest
from building import ROOT, build_in, made

from notices.notice import Notice
from notices.remarks import Correction
from notices.values import BEIJING
from plugins import __main__ as command
from plugins import standstill
from plugins.notices import changes
from plugins.release import Build

PLAIN, OTHER = city.own()
MOMENT = datetime(2026, 11, 21, 8, 30, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)
PICTURE = "scheduled-picture.png"
SCHEDULED = replace(
    OTHER,
    title="关于定时公开的公告",
    tags=("定时标签",),
    body=f"到时才公开。\n\n![示意图](../media/{PICTURE})",
    publish_at=MOMENT,
)


def built(root: Path, now: datetime, *notices: Notice) -> Build:
    shutil.rmtree(root / "content", ignore_errors=True)
    city.write(root / "content", list(notices))
    city.put(root / "content/water/media" / PICTURE, city.PICTURE)
    return build_in(root, NOW=now)


def page(build: Build, notice: Notice) -> str:
    name = f"{notice.department}/{notice.date.year}/{notice.slug}.html"
    return (build.site / name).read_text(encoding="utf-8")


def test_before_its_moment_there_is_no_trace_of_it(tmp_path: Path) -> None:
    files = made(built(tmp_path, MOMENT - SECOND, PLAIN, SCHEDULED))
    traces = [SCHEDULED.title, SCHEDULED.slug, "到时才公开", "定时标签", PICTURE]
    found = [
        name
        for name, payload in files.items()
        for trace in traces
        if trace.encode() in name.encode() + payload
    ]
    assert found == []


def test_at_its_moment_the_next_build_shows_it(tmp_path: Path) -> None:
    before = built(tmp_path, MOMENT - SECOND, PLAIN, SCHEDULED)
    assert changes.read(before.folder).due == MOMENT
    after = built(tmp_path, MOMENT, PLAIN, SCHEDULED)
    assert (before.notices, after.notices) == (1, 2)
    assert "到时才公开" in page(after, SCHEDULED)
    assert (after.site / "water/media" / PICTURE).is_file()
    assert SCHEDULED.slug.encode() in after.documents.read_bytes()
    assert SCHEDULED.title in (after.site / "index.html").read_text(encoding="utf-8")
    assert changes.read(after.folder).due is None


@pytest.mark.parametrize("back", [SECOND, pytest.param(timedelta(days=40), marks=pytest.mark.long)])
def test_a_clock_put_right_takes_back_what_it_showed_too_early(tmp_path: Path, back: timedelta) -> None:
    early = built(tmp_path, MOMENT, PLAIN, SCHEDULED)
    seen = standstill.look(standstill.sources(tmp_path / "content", ROOT / "pelicanconf.py"))
    assert standstill.stands(tmp_path / "output", seen, MOMENT)
    assert not standstill.stands(tmp_path / "output", seen, MOMENT - back)
    right = build_in(tmp_path, NOW=MOMENT - back)
    assert (early.notices, right.notices) == (2, 1)
    assert SCHEDULED.slug.encode() not in right.documents.read_bytes()
    assert changes.read(right.folder).due == MOMENT


DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=BEIJING)
TURNS = {
    "disclosed_until": ({"disclosed_until": DAY}, "公示中", "公示已结束"),
    "expires": ({"expires": MIDNIGHT.date()}, None, "已失效"),
    "effective": ({"effective": MIDNIGHT.date()}, "尚未施行", None),
}


@pytest.mark.parametrize("key", TURNS)
def test_a_term_turns_at_midnight_in_beijing(tmp_path: Path, key: str) -> None:
    terms, earlier, later = TURNS[key]
    notice = replace(PLAIN, **terms)
    marks = {mark for mark in (earlier, later) if mark}
    before = built(tmp_path, MIDNIGHT - SECOND, notice)
    assert {mark for mark in marks if f'badge">{mark}<' in page(before, notice)} == {earlier} - {None}
    assert changes.read(before.folder).due == MIDNIGHT
    after = built(tmp_path, MIDNIGHT, notice)
    assert {mark for mark in marks if f'badge">{mark}<' in page(after, notice)} == {later} - {None}
    assert changes.read(after.folder).due is None


def test_an_abolished_document_names_what_abolished_it(tmp_path: Path) -> None:
    notice = replace(PLAIN, kind="政策文件", abolished_by="青政〔2026〕9号", effective=date(2026, 10, 9))
    shown = page(built(tmp_path, MOMENT, notice), notice)
    assert all(text in shown for text in ("已废止", "青政〔2026〕9号", "2026-10-09"))


def test_a_correction_stands_on_the_page_and_in_the_public_log(tmp_path: Path) -> None:
    notice = replace(PLAIN, corrections=(Correction(date(2026, 11, 1), "更正报名截止时间"),))
    build = built(tmp_path, MOMENT, notice)
    log = (build.site / "corrections/index.html").read_text(encoding="utf-8")
    for shown in (page(build, notice), log):
        assert "更正报名截止时间" in shown
        assert "2026-11-01" in shown


def test_the_build_prints_when_it_is_due_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    far = datetime(2099, 1, 2, 3, 4, tzinfo=BEIJING)
    city.write(tmp_path / "content", [PLAIN, replace(SCHEDULED, body="到时", publish_at=far)])
    assert command.main([str(tmp_path), str(ROOT / "pelicanconf.py"), "--no-index"]) == 0
    assert "下一次到期：2099-01-02 03:04" in capsys.readouterr().out
    city.write(tmp_path / "content", [PLAIN, OTHER])
    assert command.main([str(tmp_path), str(ROOT / "pelicanconf.py"), "--no-index"]) == 0
    assert "到期" not in capsys.readouterr().out
