"""Foreign addresses in Markdown and raw HTML: all of them, none of ours, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.outlinks import host, hosts, urls
from notices.render import to_html


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("见 https://a.example/ 。", ()),
        (
            "[甲](https://a.example/x?y=1&z=2) 和[乙]( <https://b.example/>)",
            ("https://a.example/x?y=1&z=2", "https://b.example/"),
        ),
        ('<a href="https://a.example/x?y=1&amp;z=2">甲</a>', ("https://a.example/x?y=1&z=2",)),
        ("<https://a.example/>、[再](https://a.example/)", ("https://a.example/",)),
        ("[甲](//a.example/x)", ("//a.example/x",)),
        ("[站内](/civil/)、[附件](../media/a.pdf)、[邮](mailto:a@b.example)", ()),
    ],
)
def test_what_is_found(text: str, found: tuple[str, ...]) -> None:
    assert urls(text) == found


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://A.example:8080/x", "a.example"),
        ("//b.example", "b.example"),
        ("mailto:a@b.example", ""),
        ("http://[x", ""),
        ("/a", ""),
    ],
)
def test_the_host(url: str, name: str) -> None:
    assert host(url) == name


def test_hosts_are_sorted_and_told_once() -> None:
    assert hosts("[a](http://B.example/1) [b](http://a.example/) <https://b.example/2>") == (
        "a.example",
        "b.example",
    )


@given(
    st.sampled_from(
        ["https://a.example/x?y=1&z=2", "http://b.example/%E6%B0%B4", "https://c.example/a_b-c~d"]
    )
)
def test_the_page_links_where_the_text_says(url: str) -> None:
    page = to_html(f"[甲]({url})")
    assert urls(f"[甲]({url})") == urls(page) == (url,)
