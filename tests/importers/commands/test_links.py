"""`links`: foreign addresses listed offline; asked only when told to, and what came of it kept with its day."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from importers.__main__ import main
from importers.commands import links
from importers.fetching.guarded import ANY, Policy
from notices import linkchecks, services, tables
from tests.importers.city import City
from tests.importers.fetching.servers import content, serving, status

NOTICE = """---
title: 缴费办法
date: 2026-03-05
department: shuiwu
slug: 20260305-a
kind: 通知
{more}---

见[办法](http://a.example/good)、<http://b.example/gone>、[站内](/shuiwu/)、[邮箱](mailto:a@b.example)。
"""


@pytest.fixture
def linked(city: City) -> City:
    """A city whose services and notices link outside."""
    rows = [
        ["缴费", "shuiwu", "", "", "新入口", "http://c.example/moved", "", ""],
        ["报修", "shuiwu", "", "", "栏目", "/shuiwu/", "", ""],
    ]
    (city.content / "services.csv").write_bytes(tables.write(services.COLUMNS, rows))
    write(city.content, "20260305-a", "")
    write(city.content, "20200305-b", "platform: weixin\naccount: gh_one\nsource_id: 1\n")
    return city


def write(folder: Path, slug: str, more: str) -> None:
    path = folder / "shuiwu" / slug[:4] / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = NOTICE.format(more=more).replace("20260305-a", slug)
    path.write_text(text.replace("a.example", "old.example") if more else text, encoding="utf-8")


def ask(city: City, *more: str) -> int:
    return main(["links", "--content", str(city.content), "--archive", str(city.archive), *more])


def test_without_check_nothing_is_asked_and_nothing_written(
    linked: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("asked the network"))
    before = linked.bytes_of()
    assert ask(linked) == 0
    urls = capsys.readouterr().out.splitlines()[:-1]
    assert urls == ["http://c.example/moved", "http://a.example/good", "http://b.example/gone"]
    assert ask(linked, "--archived") == 0
    assert "http://old.example/good" in capsys.readouterr().out
    assert linked.bytes_of() == before


def test_what_was_found_is_kept_with_its_day(linked: City, capsys: pytest.CaptureFixture[str]) -> None:
    answers = {
        "/good": content(b"x"),
        "/gone": status(404),
        "/moved": status(302, "http://spam.example/good"),
    }
    urls = ["http://a.example/good", "http://b.example/gone", "http://c.example/moved"]
    with serving(answers) as (port, _):
        policy = Policy(
            hosts={ANY: ""},
            ports={"http": port, "https": port},
            resolve=lambda _: ["127.0.0.1"],
            allows=lambda _: True,
        )
        assert links.check(linked.content, urls, policy, pause=0) == 1
        assert links.check(linked.content, urls[:1], policy, pause=0) == 0
    kept = linkchecks.load(linked.content / linkchecks.FILE)
    assert [(one.url, one.state) for one in kept] == [
        (urls[0], linkchecks.GOOD),
        (urls[1], linkchecks.GONE),
        (urls[2], linkchecks.ELSEWHERE),
    ]
    said = capsys.readouterr().out
    assert "已失效：http://b.example/gone（网站回答 404）" in said
    assert "转到 spam.example" in said


def test_a_broken_register_is_named(linked: City, capsys: pytest.CaptureFixture[str]) -> None:
    (linked.content / linkchecks.FILE).write_text("网址\nx\n", encoding="utf-8")
    assert ask(linked, "--check", "--limit", "0") == 2
    assert "表格缺少列" in capsys.readouterr().err
