"""For whom a request is counted, behind proxies that are known, unknown, or lied to."""

from __future__ import annotations

import pytest

from search.readers import BadNetwork, network, reader

PROXIES = (network("127.0.0.0/8"), network("::1"), network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger's claim is worth nothing
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),  # a claim before the proxy's own word
        ("127.0.0.1", "6.6.6.6, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "10.1.2.3", ""),
        ("127.0.0.1", "nonsense", ""),
        ("127.0.0.1", "203.0.113.9, nonsense", ""),
        ("[2001:db8:1:2:3::4]", "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::1", "2001:db8:1:2:ffff::4", "2001:db8:1:2::/64"),
    ],
)
def test_who_asks(peer: str, forwarded: str, expected: str) -> None:
    assert reader(peer, forwarded, PROXIES) == expected


def test_without_proxies_nobody_is_believed() -> None:
    assert reader("127.0.0.1", "203.0.113.9", ()) == "127.0.0.1"


@pytest.mark.parametrize("text", ["", "localhost", "10.0.0.1/8", "10.0.0.0/99"])
def test_a_bad_network_is_named(text: str) -> None:
    with pytest.raises(BadNetwork, match="不是网段"):
        network(text)
