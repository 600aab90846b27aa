"""Keys of old links: one case file for the Python rules and for the rules in the reader's browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oldlinks import address, keys, platforms

HERE = Path(__file__).resolve().parent
SCRIPT = HERE.parents[1] / "theme" / "static" / "go.js"
CASES = tomllib.loads((HERE / "keys.toml").read_text(encoding="utf-8"))["case"]
NODE = shutil.which("node")
ASK = "const rules=require(process.argv[1]);let s='';process.stdin.on('data',d=>s+=d).on('end',()=>process.stdout.write(JSON.stringify(JSON.parse(s).map(rules.asked))))"

TEXT = st.text(max_size=60)
BIZ = st.text("ABCDabcd0189+/", min_size=4, max_size=12)


def judge(case: dict[str, object], found: list[str]) -> None:
    if "asked" in case:
        expected = list(case["asked"])
        if not expected or expected[0].startswith(("title:", "name:")):
            assert found == expected
        else:
            assert [key for key in found if not key.startswith(("title:", "name:"))] == expected
    if "first" in case:
        assert (
            next(key for key in found if case["first"].startswith("title:") or not key.startswith("title:"))
            == case["first"]
        )
    assert case.get("includes", found[0] if found else None) in [*found, None]
    assert case.get("never") not in found


def in_the_browser(texts: list[str]) -> list[list[str]]:
    assert NODE
    done = subprocess.run(
        [NODE, "-e", ASK, str(SCRIPT)], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@cache
def browser_cases() -> list[list[str]]:
    return in_the_browser([case["text"] for case in CASES])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_pasted_becomes_keys(case: dict[str, object]) -> None:
    judge(case, list(keys.asked(str(case["text"]))))


@pytest.mark.skipif(NODE is None, reason="node 不在，无法核对 go.js 与 Python 规则一致")
@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number]["name"])
def test_the_browser_comes_to_the_same_keys(number: int) -> None:
    assert browser_cases()[number] == list(keys.asked(CASES[number]["text"]))


@pytest.mark.skipif(NODE is None, reason="node 不在，无法核对 go.js 与 Python 规则一致")
def test_the_browser_agrees_on_odd_text() -> None:
    alphabet = "aA0青號Ａ１—·%&=?#/@:;.,()【】《》“” \n\t\u3000+_-~"
    texts = [alphabet[n % len(alphabet) :] + "https://weibo.com/" + alphabet[: n % 17] for n in range(200)]
    texts += [
        "https://q.example/" + chr(code) + "?" + chr(code) + "=1&amp;b;c"
        for code in [*range(28, 400), 0x2028, 0xFEFF]
    ]
    assert in_the_browser(texts) == [list(keys.asked(text)) for text in texts]


@given(
    st.sampled_from(
        ["https://mp.weixin.qq.com/s/", "http://mp.weixin.qq.com/s/", "https://mp.weixin.qq.com/s?"]
    ),
    st.text("AbZ09_-=/?#&%\n ：", max_size=6),
    st.integers(14, 34),
)
def test_a_short_address_of_weixin_is_read_as_any_other(before: str, after: str, length: int) -> None:
    text = before + "aB-_9" * 7
    text = text[: len(before) + length] + after
    found = address.parse(address.plain(text))
    assert keys.of_address(text) == (platforms.keys(found) if found else ())


@given(TEXT)
def test_any_text_has_keys_and_no_error(text: str) -> None:
    found = keys.asked(text)
    assert len(set(found)) == len(found)
    assert all(key.partition(":")[2] or key.partition("@")[2] for key in found)


@given(BIZ, st.integers(1, 10**10), st.integers(1, 8), st.sampled_from(["", "=", "=="]))
def test_a_post_is_found_by_every_spelling_of_its_address(biz: str, mid: int, idx: int, end: str) -> None:
    known = keys.of_post("weixin", f"{biz}{end}_{mid}_{idx}", "")
    assert known == keys.of_post("weixin", f"{mid}_{idx}", "", biz)
    for text in (
        f"https://mp.weixin.qq.com/s?__biz={biz}{end}&mid={mid}&idx={idx}",
        f"http://mp.weixin.qq.com/s?sn=1&amp;idx={idx}&amp;mid={mid}&amp;__biz={biz}{end}&amp;chksm=1#rd",
        f"https://mp.weixin.qq.com/mp/appmsg/show?__biz={biz.replace('+', '%2B')}&appmsgid={mid}&itemidx={idx}",
    ):
        assert keys.asked(text)[0] == known[0]


@given(st.integers(10**15, 10**19 - 1))
def test_a_weibo_post_is_found_by_mid_and_bid(mid: int) -> None:
    known = keys.of_post("weibo", str(mid), "")
    assert known == (f"weibo:{mid}",)
    assert keys.asked(f"https://m.weibo.cn/status/{mid}")[0] == known[0]


@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert keys.folded(keys.folded(text)) == keys.folded(text)


@pytest.mark.parametrize(
    ("platform", "source_id", "url", "expected"),
    [
        ("weixin", "MzA0==_22_1", "", ("weixin:MzA0/22/1",)),
        ("weixin", "AbCdEfGhIjKlMnOpQrStUv", "", ("weixin:s/AbCdEfGhIjKlMnOpQrStUv",)),
        ("weixin", "22_1", "", ()),  # no account known: (mid, idx) alone names several posts
        ("weixin", "sha256-00112233445566778899aabbccddeeff", "", ()),
        ("weibo", "5106121943814622", "https://weibo.com/1/P2zg6g0ma", ("weibo:5106121943814622",)),
        (
            "weibo",
            "5611340705235577886",
            "https://weibo.com/1000000001/icFLaQ",
            ("weibo:5611340705235577886", "weibo:11289952788"),
        ),
        ("website", "x", "http://www.q.example/a.html", ("url:q.example/a.html",)),
        ("weibo", "1", "https://weibo.com/n/青澜", ("url:weibo.com/n/青澜",)),
        ("other", "", "", ()),
    ],
)
def test_keys_of_what_is_known(platform: str, source_id: str, url: str, expected: tuple[str, ...]) -> None:
    assert keys.of_post(platform, source_id, url) == expected


def test_keys_of_an_account() -> None:
    assert keys.of_account("weixin", ("gh_8e42f6b1c073", "MzA5NDQxNTgyMA=="), "青澜民政") == (
        "weixin@gh_8e42f6b1c073",
        "weixin@MzA5NDQxNTgyMA",
        "name:青澜民政",
    )


@pytest.mark.parametrize("key", ["url:q.example/a:b@c", "name:微博", "title:a:b", "weixin@MzA0", "x"])
def test_what_names_no_post(key: str) -> None:
    assert not platforms.is_post(key)


def test_a_long_paste_is_cut() -> None:
    assert len(address.plain("水" * 100_000)) == address.LONGEST
