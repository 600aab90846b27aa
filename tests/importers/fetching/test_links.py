"""Whether foreign addresses answer: by status, by where they lead, and never against the rules of guarded fetching."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from datetime import date
from http.client import BadStatusLine, HTTPException

import pytest

from importers.fetching import links
from importers.fetching.guarded import ANY, Policy, unanswered
from notices import linkchecks
from tests.importers.fetching.servers import content, serving, status

DAY = date(2026, 11, 22)
HERE = ["127.0.0.1"]


def looked_up(host: str) -> list[str]:
    """As the system does it: a name that is none is a UnicodeError."""
    host.encode("idna")
    return [] if "nobody" in host else HERE


def policy(port: int, **more: object) -> Policy:
    settings: dict[str, object] = {
        "hosts": {ANY: ""},
        "ports": {"http": port, "https": port},
        "resolve": looked_up,
        "allows": lambda address: address in HERE,
        "seconds": 5,
        **more,
    }
    return Policy(**settings)  # type: ignore[arg-type]


PAGES = {
    "/good": content(b"page"),
    "/gone": status(404),
    "/410": status(410),
    "/down": status(503),
    "/shut": status(403),
    "/inside": status(302, "http://new.a.example/good"),
    "/moved": status(301, "http://spam.example/good"),
    "/round": status(302, "/round"),
    "/odd": status(302, "http://[x"),
    "/long": status(302, f"http://{'a' * 64}.example/"),
    "/%E6%B0%B4?%E5%B9%B4=1": content(b"water"),
}


@pytest.mark.parametrize(
    ("url", "state", "detail"),
    [
        ("http://www.a.example/good", linkchecks.GOOD, ""),
        ("http://www.a.example/水?年=1#甲", linkchecks.GOOD, ""),
        ("http://www.a.example/inside", linkchecks.GOOD, ""),
        ("http://www.a.example/gone", linkchecks.GONE, "404"),
        ("http://www.a.example/410", linkchecks.GONE, "410"),
        ("http://www.a.example/down", linkchecks.SILENT, "503"),
        ("http://www.a.example/moved", linkchecks.ELSEWHERE, "spam.example"),
        ("http://www.a.example/shut", linkchecks.UNKNOWN, "403"),
        ("http://www.a.example/round", linkchecks.UNKNOWN, "转向超过"),
        ("http://www.a.example:8080/good", linkchecks.UNKNOWN, "端口"),
        ("http://nobody.example/", linkchecks.UNKNOWN, "找不到"),
        ("http://www.a.example/odd", linkchecks.UNKNOWN, "网址不成形"),
        ("http://www.a.example/long", linkchecks.UNKNOWN, "网址不成形"),
        ("http://a..example/", linkchecks.UNKNOWN, "网址不成形"),
    ],
)
def test_what_an_address_answers(url: str, state: str, detail: str) -> None:
    with serving(PAGES) as (port, _):
        (found,) = links.check([url], policy(port), today=DAY, wait=lambda: None)
    assert (found.url, found.state, found.checked, found.since) == (url, state, DAY, DAY)
    assert detail in found.detail


def test_a_head_is_enough_where_it_is_answered_and_no_body_is_asked_for() -> None:
    with serving({}, heads={"/good": status(200), "/gone": status(410)}) as (port, asked):
        urls = ["http://a.example/good", "http://a.example/gone"]
        states = [one.state for one in links.check(urls, policy(port), today=DAY, wait=lambda: None)]
    assert states == [linkchecks.GOOD, linkchecks.GONE]
    assert [one["method"] for one in asked] == ["HEAD", "HEAD"]


def test_a_server_that_shuts_out_heads_is_asked_again() -> None:
    with serving({"/": content(b"x")}, heads={"/": status(404)}) as (port, asked):
        (found,) = links.check(["http://a.example/"], policy(port), today=DAY, wait=lambda: None)
    assert found.state == linkchecks.GOOD
    assert [one["method"] for one in asked] == ["HEAD", "GET"]


def test_inner_networks_are_not_asked_even_by_redirect() -> None:
    where = {"a.example": HERE, "inner.example": ["10.0.0.1"]}
    with serving({"/": status(302, "http://inner.example/")}) as (port, asked):
        urls = ["http://inner.example/", "http://a.example/"]
        open_ = policy(port, resolve=lambda host: where[host])
        found = list(links.check(urls, open_, today=DAY, wait=lambda: None))
    assert [one.state for one in found] == [linkchecks.UNKNOWN] * 2
    assert all("10.0.0.1" in one.detail for one in found)
    assert {one["host"] for one in asked} == {"a.example"}


def test_an_address_that_nobody_answers_is_silent() -> None:
    with serving({}) as (port, _):
        pass  # nobody listens there any more
    (found,) = links.check(["http://a.example/"], policy(port), today=DAY, wait=lambda: None)
    assert (found.state, found.detail) == (linkchecks.SILENT, "对方拒绝连接")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "找不到这个域名"),
        (TimeoutError("timed out"), "对方没有回答"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "安全证书有问题"),
        (OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH)), "网络不通"),
        (BadStatusLine("x"), "对方的回答读不懂"),
    ],
)
def test_why_nobody_answered_is_told_in_chinese(error: OSError | HTTPException, said: str) -> None:
    assert unanswered(error) == said


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.a.gov.cn", "a.gov.cn"),
        ("b.a.com.cn", "a.com.cn"),
        ("www.a.cn", "a.cn"),
        ("a.cn", "a.cn"),
        ("x.y.example", "y.example"),
        ("www.qinglan.hi.cn", "qinglan.hi.cn"),
        ("10.0.0.1", "0.1"),
    ],
)
def test_the_name_somebody_registered(host: str, name: str) -> None:
    assert links.domain(host) == name


def test_the_policy_for_all_hosts_still_refuses_this_machine() -> None:
    made = links.open_policy()
    assert made.referer("anything.example") == ""
    assert not made.allows("127.0.0.1")
    assert not made.allows("192.168.1.1")
