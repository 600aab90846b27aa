"""What else a post is known as: only ids that its platform gave and that nothing else in the notice shows."""

from __future__ import annotations

import pytest

from importers.knownas import beyond, of_address, with_account

BIZ = "MzAwMDAwMDAwMQ=="
FULL, SHORT = f"{BIZ}_2650001_1", "AbCdEfGhIjKlMnOpQrStUv"
LONG_ADDRESS = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2650001&idx=1&sn=ab12"
SHORT_ADDRESS = f"https://mp.weixin.qq.com/s/{SHORT}"


@pytest.mark.parametrize(
    ("address", "expected"),
    [(LONG_ADDRESS, FULL), (SHORT_ADDRESS, SHORT), ("https://weibo.com/1/2", ""), ("", ""), ("x y", "")],
)
def test_the_id_that_an_address_shows(address: str, expected: str) -> None:
    assert of_address(address) == expected


@pytest.mark.parametrize(
    ("source_id", "address", "ids", "expected"),
    [
        (FULL, "", [FULL, SHORT, "2650001_1", "sha256-12ab"], (SHORT,)),
        (FULL, SHORT_ADDRESS, [FULL, SHORT, "2650001_1"], ()),
        (SHORT, LONG_ADDRESS, [SHORT, FULL], ()),
        (SHORT, "", ["2650001_1", FULL], (FULL,)),
        (SHORT, "", ["2650001_1"], ()),
        (FULL, "", [], ()),
        ("", "", ["标题_的_散列", "12"], ()),
    ],
)
def test_only_what_is_not_shown_yet(
    source_id: str, address: str, ids: list[str], expected: tuple[str, ...]
) -> None:
    assert beyond(source_id, address, ids) == expected


def test_a_bare_number_gets_its_account() -> None:
    assert with_account(["2650001_1", SHORT], ["gh_0123456789ab", BIZ]) == (FULL, SHORT)
    assert with_account(["2650001_1"], ["gh_0123456789ab"]) == ("2650001_1",)
