"""Which reader a request comes from, where proxies stand between: for limits only, never for a log.

`X-Forwarded-For` is what its sender claims. It is believed from the right, as far as known proxies wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
_ONE_LINE = 64  # bits of an IPv6 address that belong to one subscriber's line (RFC 6177)


class BadNetwork(ValueError):
    """A text that should name a network does not; the message is Chinese."""


def network(text: str) -> Network:
    """The network that *text* names (10.0.0.0/8, ::1). Raises BadNetwork."""
    try:
        return ip_network(text)
    except ValueError:
        raise BadNetwork(f"“{text}”不是网段，应写成 10.0.0.0/8 或 127.0.0.1 的样子。") from None


@lru_cache(8192)
def reader(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Who asks: *peer* is the connection's address, *forwarded* the header's value, *proxies* are believed.

    An IPv6 reader is his whole line. Empty when a proxy does not say for whom it asks: then there is nobody to
    hold to a limit, and holding the proxy to it would shut out the whole city.
    """
    claimed = [part.strip() for part in forwarded.split(",") if part.strip()]
    for text in [peer, *reversed(claimed)]:
        address = _address(text)
        if address is None:
            return ""
        if not any(address in known for known in proxies):
            return _line(address)
    return ""


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _line(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _ONE_LINE), strict=False))
