"""What is no address has no parts, and whatever stands in an export stops nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize import urls


@pytest.mark.parametrize("address", ["http://[", "http://[甲]/a.html", "http://a]b/", "//[::1"])
def test_what_is_no_address_has_no_host(address: str) -> None:
    assert urls.host_of(address) == ""
    assert urls.join("https://www.a.example/", address) == address


@given(st.text("ahtp:/.[]@%#?甲 \x00", max_size=30), st.text("ahtp:/.[]@%#?甲", max_size=30))
def test_nothing_is_raised(base: str, address: str) -> None:
    urls.host_of(address)
    urls.join(base, address)


def test_an_address_keeps_its_parts() -> None:
    assert urls.host_of("HTTPS://WWW.A.Example:8443/B?c#d") == "www.a.example"
    assert urls.join("https://www.a.example/b/", "c.html") == "https://www.a.example/b/c.html"
