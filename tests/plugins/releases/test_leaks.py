"""What the release gives out is searched once more; what a waiver allows may be shown, and identifiers are no persons."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import city
import pytest

from notices.notice import render
from notices.remarks import parse_waivers
from plugins.notices.crew import Crew
from plugins.releases.leaks import allowed, key, leaks

# Nobody's: a number made by rule, its check digit reckoned below (GB 11643).
SEVENTEEN = "11010119900307001"
MOBILE = "13800138000"
PAGE = "<html><head><title>{head}</title></head><body><header>{top}</header><main>{main}</main></body></html>"


def identity() -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    weighed = sum(int(digit) * weight for digit, weight in zip(SEVENTEEN, weights, strict=True))
    return SEVENTEEN + "10X98765432"[weighed % 11]


def found(folder: Path, path: str, text: str) -> list[str]:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return [leak.rule for leak in leaks(folder, [path], Crew(1))]


def row(**changes: str) -> str:
    fields: dict[str, object] = {"id": "x", "title": "", "summary": "", "body": "", "tags": []}
    return json.dumps({**fields, **changes}, ensure_ascii=False)


MUST_FIND = {
    "body": ("site/a.html", PAGE.format(head="", top="", main=f"<p>身份证号{identity()}</p>")),
    "title": ("site/a.html", PAGE.format(head=f"身份证号{identity()}", top="", main="")),
    "header": ("site/a.html", PAGE.format(head="", top=f"手机{MOBILE}", main="")),
    "alt": ("site/a.html", PAGE.format(head="", top="", main=f'<img src="/a.png" alt="手机{MOBILE}">')),
    "entities": (
        "site/a.html",
        PAGE.format(head="", top="", main="手机" + "".join(f"&#{ord(c)};" for c in MOBILE)),
    ),
    "no main": ("site/a.html", f"<p>联系人手机：{MOBILE}</p>"),
    "feed": ("site/feeds/a.xml", f"<entry><title>联系人手机{MOBILE}</title></entry>"),
    "json": ("site/data/a.json", json.dumps([{"id": "1", "title": f"手机{MOBILE}"}], ensure_ascii=False)),
    "csv": ("site/data/a.csv", f"\ufeff编号,标题\r\n1,联系人手机{MOBILE}\r\n"),
    "document": ("documents.jsonl", row(body=f"联系人手机{MOBILE}")),
}


@pytest.mark.parametrize("case", MUST_FIND)
def test_found_wherever_it_comes_out(tmp_path: Path, case: str) -> None:
    assert found(tmp_path, *MUST_FIND[case])


MUST_NOT_FIND = {
    "address": ("site/a.html", PAGE.format(head="", top="", main=f'<a href="https://a.cn/{MOBILE}">甲</a>')),
    "post id": ("site/a.html", PAGE.format(head="", top="", main=f"<dd><code>{MOBILE}</code></dd>")),
    "json id": ("site/data/a.json", json.dumps([{"source_id": MOBILE, "title": "手机银行"}])),
    "csv id": ("site/data/a.csv", f"\ufeff原平台条目编号,标题\r\n{MOBILE},手机银行\r\n"),
    "masked": ("documents.jsonl", row(body="联系人手机138****8000，身份证1101**********0011")),
    "office": ("documents.jsonl", row(body="咨询电话12345，0310-8888888")),
    "picture": ("site/a/media/a.png", f"手机{MOBILE}"),
    "names of two notices": ("site/list.html", "<li>低保名单公示</li><li>王小明任局长</li>"),
}


@pytest.mark.parametrize("case", MUST_NOT_FIND)
def test_not_found_where_it_is_none(tmp_path: Path, case: str) -> None:
    assert found(tmp_path, *MUST_NOT_FIND[case]) == []


def test_only_what_is_waived_is_allowed(tmp_path: Path) -> None:
    good = city.own()[0]
    waived = parse_waivers("privacy-mobile 王敏 2026-03-05 值班手机，本人同意")
    body = f"值班手机 {MOBILE}，身份证号{identity()}"
    city.put(tmp_path / "water/2026/a.md", render(replace(good, body=body, waivers=waived)).encode())
    city.put(
        tmp_path / "water/2026/b.md", render(replace(good, slug="b-1", body="手机 13900139000")).encode()
    )
    city.put(tmp_path / "water/2026/c.md", b"---\nwaivers: broken\n---\n")
    assert allowed(tmp_path) == {("privacy-mobile", MOBILE)}


@pytest.mark.parametrize(
    "text", ["138 0013 8000", "１３８００１３８０００", "138-0013<b>8000</b>", "138&#48;0138000"]
)
def test_a_number_is_known_again_however_it_is_set(text: str) -> None:
    assert key(text) == MOBILE


def test_a_leak_is_told_without_the_number(tmp_path: Path) -> None:
    (tmp_path / "documents.jsonl").write_text(row(body=f"联系人手机{MOBILE}"), encoding="utf-8")
    (told,) = map(str, leaks(tmp_path, ["documents.jsonl"], Crew(1)))
    assert MOBILE not in told
    assert "documents.jsonl：有个人手机号码" in told
