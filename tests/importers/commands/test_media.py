"""`media`: the missing listed offline, and filled so that archive, ledger and site agree."""

from __future__ import annotations

import http.client
import socket

import pytest

from importers.__main__ import main
from importers.commands import media
from importers.fetching.filling import Fetched, fill, missing
from importers.fetching.guarded import Policy
from importers.holdings import Folders
from importers.verify import verify
from notices import read
from tests.importers.city import DAY, PNG, City
from tests.importers.fetching.servers import content, serving, status

HOST = "pictures.example"


@pytest.fixture
def gapped(city: City) -> City:
    """A notice with two pictures that its export lacks."""
    body = "看图\n\n![图](media:1.png)\n\n![图](media:2.png)"
    city.export("a.posts", {"id": "1", "date": "2022-04-29", "body": body, "pictures": ["1.png", "2.png"]})
    return city.run()


def folders(city: City) -> Folders:
    return Folders(city.content, city.archive)


def filled(city: City, first: bytes = PNG) -> list[Fetched]:
    """Fill what the test's server has: the first picture."""
    query = "?a=1&b_c=*2*"
    with serving({f"/1.png{query}": content(first), f"/2.png{query}": status(404)}) as (port, _):
        policy = Policy(
            hosts={HOST: ""},
            ports={"http": port, "https": port},
            schemes=frozenset(["http", "https"]),
            resolve=lambda _: ["127.0.0.1"],
            allows=lambda _: True,
        )
        get = media.getter(policy, pause=0)
        due = list(missing(city.content))
        return list(fill(folders(city), due, lambda url: get(url.replace("https:", "http:")), today=DAY))


def test_without_fetch_nothing_is_asked_and_nothing_written(
    gapped: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("asked the network"))
    before = gapped.bytes_of()
    assert main(["media", "--content", str(gapped.content), "--archive", str(gapped.archive)]) == 0
    shown = capsys.readouterr().out
    assert "https://pictures.example/1.png?a=1&b_c=*2*" in shown
    assert "pictures.example 2 个" in shown
    assert gapped.bytes_of() == before


def test_a_host_that_is_not_allowed_is_not_asked(
    gapped: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(media, "_PAUSE", 0)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("asked the network"))
    assert main(["media", "--fetch", "--content", str(gapped.content), "--archive", str(gapped.archive)]) == 1
    assert "不在允许的网站之列" in capsys.readouterr().out


def test_what_was_got_is_shown_kept_and_proven(gapped: City) -> None:
    told = filled(gapped)
    assert [(bool(one.name), bool(one.problem)) for one in told] == [(True, False), (False, True)]
    body = read(gapped.notice("1")).body
    assert f"![图](../media/{told[0].name})" in body
    assert "〔图片未保存" in body
    assert (gapped.content / "qinglan/media" / told[0].name).read_bytes() == PNG
    assert verify(folders(gapped)).findings == []
    assert [one.gaps[0].url for one in missing(gapped.content)] == [told[1].url]


def test_the_next_import_keeps_the_picture(gapped: City) -> None:
    filled(gapped)
    before = gapped.bytes_of()
    assert gapped.run().ends() == [("1", "merged")] or gapped.ends() == [("1", "published")]
    assert gapped.bytes_of() == before


def test_an_error_page_is_no_picture(gapped: City) -> None:
    before = gapped.bytes_of()
    told = filled(gapped, b"<!doctype html><html><body>403</body></html>")
    assert "错误页" in told[0].problem
    assert gapped.bytes_of() == before


def test_a_notice_that_a_person_changed_is_filled_and_stays_theirs(gapped: City) -> None:
    path = gapped.notice("1")
    path.write_text(path.read_text(encoding="utf-8").replace("看图", "请看图"), encoding="utf-8")
    filled(gapped)
    assert "请看图" in read(path).body
    assert [one.edited for one in verify(folders(gapped)).findings] == [True]


def test_failures_of_the_line_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise http.client.BadStatusLine("x")

    monkeypatch.setattr(media, "fetch", fail)
    assert "没有取到" in media.getter(Policy(hosts={}), pause=0)("http://a.cn/1").problem


def test_a_picture_in_many_posts_is_pointed_out(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    city.file("p/1.png", PNG)
    rows = [
        {"id": str(n), "date": "2022-04-29", "body": "![图](media:p/1.png)", "pictures": ["p/1.png"]}
        for n in range(5)
    ]
    city.run(city.export("a.posts", *rows))
    call = ["media", "--content", str(city.content), "--archive", str(city.archive)]
    assert main(call) == 0
    assert "用于 5 件" in capsys.readouterr().out
    assert main(["report", *call[1:]]) == 0
    assert "用于 5 件" in capsys.readouterr().out
    city.notice("4").unlink()
    assert main(call) == 0
    assert "占位图" not in capsys.readouterr().out
