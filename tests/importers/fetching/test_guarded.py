"""Guarded fetching: only allowed hosts at public addresses, within limits, every redirect checked anew."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from importers.fetching.guarded import Policy, Refused, fetch, is_public, resolve
from tests.importers.fetching.servers import content, endless, serving, status

HOST = "pictures.example"
REFERER = "https://mp.weixin.qq.com/"


def policy(port: int, **more: object) -> Policy:
    """A policy for which the test's server is the open internet."""
    settings: dict[str, object] = {
        "hosts": {HOST: REFERER, ".below.example": ""},
        "ports": {"http": port, "https": port},
        "resolve": lambda _: ["127.0.0.1"],
        "allows": lambda address: address == "127.0.0.1",
        "seconds": 5,
        **more,
    }
    return Policy(**settings)  # type: ignore[arg-type]


def test_a_file_comes_with_the_right_host_and_referer() -> None:
    with serving({"/a/640?wx_fmt=png&b=1": content(b"picture")}) as (port, asked):
        assert fetch(f"http://{HOST}/a/640?wx_fmt=png&b=1#frag", policy(port)) == b"picture"
    assert (asked[0]["host"], asked[0]["referer"]) == (HOST, REFERER)
    assert not {"cookie", "authorization"} & set(asked[0])


def test_a_host_that_wants_no_referer_gets_none() -> None:
    with serving({"/": content(b"x")}) as (port, asked):
        assert fetch("http://www.below.example", policy(port)) == b"x"
    assert "referer" not in asked[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/1.png",
        f"http://{HOST}.evil.example/1.png",
        f"http://evil{HOST}/1.png",
        "http://xbelow.example/",
        f"ftp://{HOST}/1.png",
        "file:///etc/passwd",
        f"//{HOST}/1.png",
        f"http://user:secret@{HOST}/1.png",
        f"http://{HOST}:22/1.png",
        f"http://{HOST}:x/1.png",
        f"http://{HOST}/a b",
        f"http://{HOST}/a\r\nX: 1",
        "http:///1.png",
        "http://[::1",
        "data:image/png;base64,AAAA",
        "",
    ],
)
def test_what_must_not_be_asked_for_is_not(url: str) -> None:
    with serving({}) as (port, asked), pytest.raises(Refused):
        fetch(url, policy(port))
    assert asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"])
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


def test_this_machine_is_refused_without_the_test_s_leave() -> None:
    with serving({"/": content(b"secret")}) as (port, asked), pytest.raises(Refused, match=r"127\.0\.0\.1"):
        fetch("http://localhost/", Policy(hosts={"localhost": ""}, ports={"http": port}))
    assert asked == []
    assert resolve("localhost")


def test_one_private_address_among_several_is_enough_to_refuse() -> None:
    with serving({"/": content(b"x")}) as (port, asked), pytest.raises(Refused, match=r"10\.0\.0\.1"):
        fetch(f"http://{HOST}/", policy(port, resolve=lambda _: ["127.0.0.1", "10.0.0.1"]))
    assert asked == []


def test_a_name_is_resolved_once_a_request_and_the_checked_address_is_used() -> None:
    """A name server that says something else the second time (DNS rebinding) is not asked a second time."""
    told: list[Sequence[str]] = [["127.0.0.1"], ["10.0.0.1"]]
    with serving({"/": content(b"x")}) as (port, _):
        assert fetch(f"http://{HOST}/", policy(port, resolve=lambda _: told.pop(0))) == b"x"
    assert told == [["10.0.0.1"]]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://elsewhere.example/", "不在允许"),
        ("http://169.254.169.254/latest/meta-data/", "不在允许"),
        ("file:///etc/passwd", "只取"),
        ("/again", "转向超过"),
    ],
)
def test_a_redirect_is_a_request_like_any_other(target: str, said: str) -> None:
    with (
        serving({"/": status(302, target), "/again": status(301, "/again")}) as (port, _),
        pytest.raises(Refused, match=said),
    ):
        fetch(f"http://{HOST}/", policy(port))


def test_a_redirect_to_a_private_address_of_an_allowed_host_is_refused() -> None:
    where = {HOST: ["127.0.0.1"], "www.below.example": ["192.168.0.1"]}
    with (
        serving({"/": status(302, "http://www.below.example/")}) as (port, asked),
        pytest.raises(Refused, match=r"192\.168\.0\.1"),
    ):
        fetch(f"http://{HOST}/", policy(port, resolve=lambda host: where[host]))
    assert len(asked) == 1


def test_a_redirect_within_bounds_is_followed() -> None:
    with serving({"/": status(302, "http://www.below.example/b"), "/b": content(b"there")}) as (port, asked):
        assert fetch(f"http://{HOST}/", policy(port)) == b"there"
    assert [one.get("referer") for one in asked] == [REFERER, None]


@pytest.mark.parametrize("code", [204, 403, 404, 500])
def test_other_answers_are_refused_with_their_number(code: int) -> None:
    with serving({"/": status(code)}) as (port, _), pytest.raises(Refused, match=str(code)):
        fetch(f"http://{HOST}/", policy(port))


def test_a_file_without_end_is_cut_by_size_and_by_time() -> None:
    with serving({"/": endless(lambda: None)}) as (port, _), pytest.raises(Refused, match="字节"):
        fetch(f"http://{HOST}/", policy(port, octets=100_000))
    with serving({"/": endless(lambda: time.sleep(0.05))}) as (port, _):
        started = time.monotonic()
        with pytest.raises(Refused, match="时限"):
            fetch(f"http://{HOST}/", policy(port, seconds=0.3))
        assert time.monotonic() - started < 3


def test_a_file_that_breaks_off_is_refused() -> None:
    with serving({"/": content(b"half", length=8)}) as (port, _), pytest.raises(Refused, match="只收到 4"):
        fetch(f"http://{HOST}/", policy(port))


def test_a_certificate_is_asked_for() -> None:
    with (
        serving({"/": content(b"x")}) as (port, asked),
        pytest.raises(OSError, match=r"SSL|EOF|reset|record"),
    ):
        fetch(f"https://{HOST}/", policy(port))
    assert asked == []
