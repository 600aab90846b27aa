"""Addresses as exports hold them: one that is none has no parts, and stops nothing."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

_NONE = SplitResult("", "", "", "", "")


def split(address: str) -> SplitResult:
    """The parts of *address*, all of them empty where it cannot be one (`http://[`)."""
    try:
        return urlsplit(address)
    except ValueError:
        return _NONE


def host_of(address: str) -> str:
    """The host of *address* in lower case, empty where it has none."""
    return (split(address).hostname or "").lower()


def join(base: str, address: str) -> str:
    """*address* seen from *base*, as it stands where one of them cannot be an address."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address
