"""Pulling from the platform's interface, against a local server that keeps its documented contract."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from importers.commands import pull_wechat
from importers.pull import Interface, Keys, Refused, pull

KEYS = Keys("wx0000000000000001", "not-a-real-secret")


@dataclass
class Platform:
    """The account's side of the interface: *total* pushes, one article each, and what it was asked."""

    total: int = 45
    token: str = "token-1"
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[dict[str, Any] | bytes] = field(default_factory=list)  # before any regular one
    url: str = ""

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any] | bytes:
        self.asked.append((urlsplit(path).path, body))
        if path == "/cgi-bin/stable_token":
            if body["secret"] != KEYS.secret:
                return {"errcode": 40125, "errmsg": "invalid appsecret"}
            assert body["grant_type"] == "client_credential"
            return {"access_token": self.token, "expires_in": 7200}
        if self.answers:
            return self.answers.pop(0)
        if parse_qs(urlsplit(path).query)["access_token"] != [self.token]:
            return {"errcode": 42001, "errmsg": "access_token expired rid: 1"}
        assert 1 <= body["count"] <= 20
        items = [
            self._item(number)
            for number in range(body["offset"], min(body["offset"] + body["count"], self.total))
        ]
        return {"total_count": self.total, "item_count": len(items), "item": items}

    @staticmethod
    def _item(number: int) -> dict[str, Any]:
        url = f"http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid={2650000000 + number}&idx=1&sn=0#rd"
        news = {"title": f"第 {number} 篇", "content": "<p>正文</p>", "url": url, "is_deleted": False}
        return {
            "article_id": f"a{number}",
            "content": {"news_item": [news]},
            "update_time": 1700000000 - number,
        }

    def pages(self) -> list[int]:
        return [body["offset"] for path, body in self.asked if path.endswith("batchget")]


@pytest.fixture
def platform() -> Iterator[Platform]:
    served = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = served.answer(self.path, body)
            content = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        served.url = f"http://127.0.0.1:{server.server_port}"
        yield served
        server.shutdown()
        thread.join()


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def interface(platform: Platform, waited: list[float]) -> Interface:
    return Interface(KEYS, platform.url, pause=0.5, sleep=waited.append)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_page_is_kept_as_it_came(interface: Interface, platform: Platform, tmp_path: Path) -> None:
    pages = list(pull(interface, "freepublish", tmp_path))
    assert [(page.offset, page.total, page.new) for page in pages] == [
        (0, 45, True),
        (20, 45, True),
        (40, 45, True),
    ]
    assert names(tmp_path) == [f"freepublish-000045-{offset:06d}.json" for offset in (0, 20, 40)]
    titles = [
        item["content"]["news_item"][0]["title"]
        for name in names(tmp_path)
        for item in json.loads((tmp_path / name).read_bytes())["item"]
    ]
    assert titles == [f"第 {number} 篇" for number in range(45)]


def test_calls_keep_their_distance(interface: Interface, waited: list[float], tmp_path: Path) -> None:
    list(pull(interface, "freepublish", tmp_path))
    assert waited == [0.5] * 4  # the token and three pages


def test_a_stopped_pull_goes_on_where_it_was(
    interface: Interface, platform: Platform, tmp_path: Path
) -> None:
    going = pull(interface, "freepublish", tmp_path)
    next(going), next(going)
    going.close()
    platform.asked.clear()
    pages = list(pull(interface, "freepublish", tmp_path))
    assert platform.pages() == [0, 40]
    assert [page.new for page in pages] == [True, False, True]


def test_a_changed_total_begins_anew(interface: Interface, platform: Platform, tmp_path: Path) -> None:
    going = pull(interface, "freepublish", tmp_path)
    next(going)
    platform.total = 46
    rest = list(going)
    assert [(page.offset, page.total) for page in rest] == [(0, 46), (20, 46), (40, 46)]


def test_a_stale_token_is_renewed(interface: Interface, platform: Platform, tmp_path: Path) -> None:
    going = pull(interface, "freepublish", tmp_path)
    next(going)
    platform.token = "token-2"
    assert len(list(going)) == 2
    assert [path for path, _ in platform.asked].count("/cgi-bin/stable_token") == 2


@pytest.mark.parametrize(("code", "seconds"), [(-1, 2.0), (45011, 60.0)])
def test_a_busy_interface_is_asked_again_later(
    interface: Interface, platform: Platform, waited: list[float], tmp_path: Path, code: int, seconds: float
) -> None:
    platform.answers = [{"errcode": code, "errmsg": "busy"}]
    assert len(list(pull(interface, "freepublish", tmp_path))) == 3
    assert seconds in waited


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"errcode": 48001, "errmsg": "api unauthorized rid: 1"}, "没有此接口的权限"),
        ({"errcode": 45009, "errmsg": "reach max api daily quota limit"}, "明天再运行"),
        ({"errcode": 40164, "errmsg": "invalid ip"}, "IP 白名单"),
        ({"errcode": 99999, "errmsg": "something new"}, "something new"),
        (b"<html>", "不是完整的 JSON"),
        (b"[1]", "不是完整的 JSON"),
        ({"item": []}, "total_count"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_pulled(
    interface: Interface, platform: Platform, tmp_path: Path, answer: dict[str, Any] | bytes, says: str
) -> None:
    going = pull(interface, "freepublish", tmp_path)
    next(going)
    platform.answers = [answer]
    with pytest.raises(Refused, match=says) as refused:
        list(going)
    assert names(tmp_path) == ["freepublish-000045-000000.json"]
    assert KEYS.secret not in str(refused.value)
    assert platform.token not in str(refused.value)


def test_endless_trouble_ends(interface: Interface, platform: Platform, tmp_path: Path) -> None:
    platform.answers = [{"errcode": -1, "errmsg": "system error"}] * 9
    with pytest.raises(Refused, match="一再出错"):
        list(pull(interface, "freepublish", tmp_path))


def test_materials_are_asked_as_news(interface: Interface, platform: Platform, tmp_path: Path) -> None:
    platform.total = 1
    list(pull(interface, "material", tmp_path))
    path, body = platform.asked[-1]
    assert (path, body["type"]) == ("/cgi-bin/material/batchget_material", "news")


@pytest.mark.parametrize("server", ["http://api.weixin.qq.com", "http://192.0.2.1", "ftp://127.0.0.2"])
def test_keys_never_go_out_in_the_open(server: str) -> None:
    with pytest.raises(Refused, match="https"):
        Interface(KEYS, server)


def test_keys_are_never_shown(interface: Interface, platform: Platform, tmp_path: Path) -> None:
    list(pull(interface, "freepublish", tmp_path))
    assert KEYS.secret not in repr(interface)
    assert platform.token not in repr(interface)
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert KEYS.secret.encode() not in held
    assert platform.token.encode() not in held


# The command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(pull_wechat.APPID, KEYS.appid)
    monkeypatch.setenv(pull_wechat.SECRET, KEYS.secret)


@pytest.mark.usefixtures("account")
def test_the_command_says_how_far_it_came(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--into", str(tmp_path / "new"), "--server", platform.url, "--pause", "0"]
    assert pull_wechat.main(asked) == 0
    assert "新取 3 页" in capsys.readouterr().out
    assert pull_wechat.main(asked) == 0
    assert "早已取到 2 页" in capsys.readouterr().out


@pytest.mark.usefixtures("account")
def test_the_command_ends_with_1_when_refused(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.answers = [{"errcode": 48001, "errmsg": "api unauthorized"}]
    assert pull_wechat.main(["--into", str(tmp_path), "--server", platform.url, "--pause", "0"]) == 1
    assert "已取到 0 页" in capsys.readouterr().err


def test_without_keys_nothing_is_asked(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(pull_wechat.APPID, raising=False)
    assert pull_wechat.main(["--into", str(tmp_path), "--server", platform.url]) == 2
    assert pull_wechat.APPID in capsys.readouterr().err
    assert not platform.asked
