"""Addresses of articles in every spelling give one permanent form."""

from __future__ import annotations

import pytest

from importers.sources.wechat import addresses

LONG = "https://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid=2650000017&idx=2&sn=0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "spelling",
    [
        LONG,
        LONG.replace("https", "http") + "&chksm=ff&scene=27#wechat_redirect",
        LONG.replace("&", "&amp;") + "#rd",
        LONG.replace("&", "&amp;amp;"),
        LONG.replace("==", "%3D%3D"),
        "http://mp.weixin.qq.com/mp/appmsg/show?__biz=MzAwMDAwMDAwMQ==&appmsgid=2650000017&itemidx=2&sign=0123456789abcdef0123456789abcdef",
        "  " + LONG + "&lang=zh_CN&version=1&exportkey=x%2B ",
    ],
)
def test_long_links(spelling: str) -> None:
    assert addresses.canonical(spelling) == LONG
    assert addresses.identity(spelling) == ("MzAwMDAwMDAwMQ==", "2650000017", "2")


def test_short_links_keep_their_case() -> None:
    assert addresses.canonical("http://mp.weixin.qq.com/s/AbC-dEf_GhIjKlMnOpQrSt?nwr_flag=1#rd") == (
        "https://mp.weixin.qq.com/s/AbC-dEf_GhIjKlMnOpQrSt"
    )
    assert addresses.short_id("https://mp.weixin.qq.com/s/AbC-dEf_GhIjKlMnOpQrSt") == "AbC-dEf_GhIjKlMnOpQrSt"
    assert addresses.short_id(LONG) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:void(0)",
        "https://mp.weixin.qq.com/s?src=11&timestamp=1&ver=2&signature=x&new=1",
        "https://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&tempkey=x",
        "https://mp.weixin.qq.com.evil.example/s/AbC-dEf_GhIjKlMnOpQrSt",
        "https://evil.example/s?__biz=MzAwMDAwMDAwMQ==&mid=1&idx=1",
        "https://mp.weixin.qq.com/s?__biz=<script>&mid=1&idx=1",
        "https://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid=x&idx=1",
        "http://[mp.weixin.qq.com/s",
    ],
)
def test_temporary_links_and_other_hosts_are_no_permanent_address(address: str) -> None:
    assert addresses.canonical(address) == ""
    assert addresses.identity(address) in (("", "", ""), ("MzAwMDAwMDAwMQ==", "", ""))
    assert addresses.identity(address)[1] == ""
