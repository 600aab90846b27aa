"""The tables of old links of the built city: every post found by its old address, lost and withdrawn ones told."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import building
import city
import pytest

from notices import lost
from notices.lost import LostPost
from notices.notice import render
from notices.remarks import Correction
from oldlinks import keys, shards
from oldlinks.lookup import Found, look_up
from plugins.notices import hostmaps
from plugins.notices import record as records
from plugins.notices.library import Library
from plugins.notices.oldlinks import oldlink_pages, shard
from plugins.notices.record import held_keys
from plugins.notices.site import Site
from plugins.release import Build

PUBLISHED = [one for one in city.notices() if one.status == "published"]
WITHDRAWN = city.archived(
    900,
    "某某某等人的名单",
    "名单正文。",
    status="withdrawn",
    corrections=(Correction(date(2026, 11, 6), "名单含个人信息。"),),
)
LOST = LostPost(
    "weixin",
    city.WATER.native_id,
    "2247499999_1",
    "https://mp.weixin.qq.com/s/LostLostLostLostLost00",
    "检修通知",
    "原文已被作者删除",
    "2026-11-01",
)
FOUND_AGAIN = replace(LOST, source_id=city.notices()[0].source_id, source_url="", title="已找到")


def ask(site: Path, text: str) -> Found:
    digits = json.loads((site / "go/shards.json").read_bytes())["digits"]
    return look_up(text, digits, lambda name: shards.load((site / f"go/{name}.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def fuller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up city with a withdrawn notice, and lost posts of which one was found again."""
    root = tmp_path_factory.mktemp("fuller")
    city.write(root / "content", [*city.notices(), WITHDRAWN])
    city.put(root / "content/lost.csv", lost.render([LOST, FOUND_AGAIN]))
    return building.build_in(root).site


@pytest.mark.parametrize(
    "notice", [one for one in PUBLISHED if one.source_url][::17], ids=lambda one: one.slug
)
def test_a_post_is_found_by_its_old_address(built: Build, notice: object) -> None:
    for text in (notice.source_url, f"{notice.source_url}&chksm=ab&scene=21#wechat_redirect"):
        found = ask(built.site, text)
        assert found.path == f"/water/{notice.date.year}/{notice.slug}.html"
        assert found.account is not None
        assert found.account[2] == "青澜水务"


def test_a_post_is_found_by_its_title(built: Build) -> None:
    found = ask(built.site, "「四十列的水费表」 分享自青澜水务")
    assert [one[2] for one in found.targets] == ["四十列的水费表"]


def test_every_key_of_every_notice_leads_to_it(built: Build, library: Library) -> None:
    tables = {
        key: targets
        for path in built.site.glob("go/*.json")
        if path.stem != "shards"
        for key, targets in shards.load(path.read_text("utf-8")).items()
    }
    for record in library.records:
        account = library.account_of.get((record.platform, record.account))
        for key in held_keys(record, account):
            assert record.url in [target[1] for target in tables[key]]
    assert all(
        target[1].startswith("/") for targets in tables.values() for target in targets if target[0] != "lost"
    )


@pytest.mark.parametrize(
    "text",
    [
        "青澜水务",
        "公众号：青澜水务",
        "gh_000000000001",
        "https://mp.weixin.qq.com/mp/profile_ext?__biz=MzA0000000==",
    ],
)
def test_an_account_is_told_with_its_fate(built: Build, text: str) -> None:
    account = ask(built.site, text).account
    assert account is not None
    assert account[3] == "该账号已于2024年4月1日注销。"
    assert account[4] == "微信公众号“青澜发布”"


@pytest.mark.parametrize(
    "text",
    [
        "https://mp.weixin.qq.com/s/LostLostLostLostLost00",
        "检修通知",
        "https://mp.weixin.qq.com/s?__biz=MzA0000000==&mid=2247499999&idx=1",
    ],
)
def test_a_lost_post_is_known_to_be_lost(fuller: Path, text: str) -> None:
    found = ask(fuller, text)
    assert [one[:3] for one in found.targets] == [("lost", "检修通知", "原文已被作者删除")]
    assert found.path == ""


def test_what_was_found_again_is_not_lost(fuller: Path) -> None:
    assert ask(fuller, "已找到").targets == ()


def test_a_post_is_found_by_every_id_that_an_export_showed() -> None:
    one = city.archived(901, "两种链接", "正文。", also=("A" * 22, "MzAwMDAwMDAwMQ==_2650000901_2"))
    found = records.record(one, "x/2024/y.md", render(one).encode()).keys
    for address in (
        f"https://mp.weixin.qq.com/s/{'A' * 22}",
        "https://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid=2650000901&idx=2",
    ):
        assert keys.of_address(address)[0] in found


def test_a_withdrawn_notice_is_named_by_its_address_only(fuller: Path) -> None:
    page = f"/water/{WITHDRAWN.date.year}/{WITHDRAWN.slug}.html"
    assert ask(fuller, WITHDRAWN.source_url).path == page
    assert ask(fuller, WITHDRAWN.title).targets == ()
    assert json.loads((fuller / "withdrawn/paths.json").read_bytes()) == [page]
    for path in fuller.rglob("*.*"):
        if path.suffix in {".html", ".json", ".jsonl", ".xml", ".csv"}:
            assert "某某某" not in path.read_text("utf-8"), path
    text = (fuller / page[1:]).read_text("utf-8")
    assert "名单含个人信息。" in text
    assert "名单正文" not in text


def test_a_table_for_readers_without_scripts(built: Build) -> None:
    page = (built.site / "go/accounts/weixin-gh-000000000001/index.html").read_text("utf-8")
    newest = max((one for one in PUBLISHED if one.source_url), key=lambda one: one.date)
    assert newest.source_url.replace("&", "&amp;") in page
    assert f"{newest.slug}.html" in page
    assert not (built.site / "go/accounts/douyin-silent-1").exists()


def test_a_new_notice_changes_few_tables(library: Library, site: Site) -> None:
    newer = library.records[-1]._replace(
        slug="20261120-ffffffffffff",
        keys=("title:新的一件公告",),
        source_id="",
        shown=b"new",
    )
    more = replace(library, records=(*library.records, newer))
    before, after = ({page.url: page for page in oldlink_pages(one, site)} for one in (library, more))
    changed = [
        url
        for url in after
        if url.endswith(".json")
        and "shards" not in url
        and shard(site, after[url].context) != shard(site, before[url].context)
    ]
    assert len(changed) == 1


def test_keys_that_need_the_accounts_biz(library: Library) -> None:
    record = next(one for one in library.records if one.source_id == "2247400000_1")
    bare = record._replace(source_url="", keys=keys.of_post("weixin", record.source_id, ""))
    assert bare.keys == ()
    assert held_keys(bare, city.WATER) == ("weixin:MzA0000000/2247400000/1",)
    assert held_keys(bare, None) == ()


# Maps for hosts that are still under control

OLD = [
    "http://www.water.example/art/2019/1.html",
    "http://www.water.example/list.jsp?id=3&type=a",
    "http://www.water.example/list.jsp?id=4&type=a",
    'http://www.water.example/a"b.html',
    "https://WWW.water.example/art/2019/1.html",
]


@pytest.fixture(scope="module")
def maps(library: Library, site: Site) -> dict[str, str]:
    sources = [
        one._replace(platform="website", account="", source_url=url)
        for one, url in zip(library.records, OLD, strict=False)
    ]
    whole = replace(library, records=(*sources, *library.records[5:9]))
    pages = [page for page in oldlink_pages(whole, site) if page.url.startswith("/data/redirects/")]
    assert {page.url.rsplit("/", 1)[0] for page in pages} == {"/data/redirects/www.water.example"}
    written = {
        page.url.rsplit("/", 1)[1]: hostmaps.WRITERS[page.template](site, page.context) for page in pages
    }
    return {
        name: text.decode("utf-8-sig") if isinstance(text, bytes) else text for name, text in written.items()
    }


@pytest.mark.parametrize("name", ["nginx.map", "apache.map", "_redirects"])
def test_a_map_names_each_writable_address_once(maps: dict[str, str], library: Library, name: str) -> None:
    lines = maps[name].splitlines()
    assert len(lines) == 3
    assert '"b' not in maps[name].replace('"/', "")
    for line, record in zip(lines, (library.records[0], library.records[1], library.records[2]), strict=True):
        assert f"https://www.qinglan.example{record.url}" in line


def test_the_forms_of_the_maps(maps: dict[str, str]) -> None:
    assert maps["nginx.map"].splitlines()[0].startswith('"/art/2019/1.html" https://')
    assert all(line.endswith(";") for line in maps["nginx.map"].splitlines())
    assert maps["apache.map"].splitlines()[1].startswith("/list.jsp?id=3&type=a https://")
    assert maps["_redirects"].splitlines()[1].startswith("/list.jsp id=3 type=a https://")
    assert maps["_redirects"].splitlines()[1].endswith(" 301")
    assert len(maps["map.csv"].splitlines()) == 1 + len(OLD)


AWKWARD = [
    "http://old.example/Item/1.asp",
    "http://old.example/item/1.asp",
    "http://old.example/*",
    "http://old.example/:any/x.html",
    "http://old.example/list.jsp?id=:id",
    f"http://old.example/{'a' * 470}",
    f"http://old.example/{'a' * 469}",
    "http://old.example/~x$",
    "http://old.example/'x'.html",
]


def awkward(library: Library, site: Site, name: str) -> str:
    """The map *name* of a host whose addresses mean something to the servers."""
    sources = [
        one._replace(platform="website", source_url=url)
        for one, url in zip(library.records, AWKWARD, strict=False)
    ]
    written = hostmaps.WRITERS[f"hostmap.{name}"](site, {"records": sources})
    assert isinstance(written, str)
    return written


def test_no_redirect_stands_for_a_whole_site(library: Library, site: Site) -> None:
    lines = awkward(library, site, "_redirects").splitlines()
    assert not [line for line in lines if "*" in line.split()[0] or ":" in "".join(line.split()[:-2])]
    assert len(lines) == 5


def test_addresses_that_differ_in_case_only_lead_where_each_led(library: Library, site: Site) -> None:
    written = awkward(library, site, "nginx.map")
    assert f'"~^/Item/1\\.asp$" {site.url}{library.records[0].url};' in written
    assert f'"~^/item/1\\.asp$" {site.url}{library.records[1].url};' in written
    assert "a" * 470 not in written
    assert "a" * 469 in written


@pytest.mark.skipif(shutil.which("nginx") is None, reason="没有安装 nginx，无法试读对照表")
@pytest.mark.parametrize("hard", [False, True])
def test_nginx_reads_the_map(
    maps: dict[str, str], library: Library, site: Site, tmp_path: Path, *, hard: bool
) -> None:
    written = awkward(library, site, "nginx.map") if hard else maps["nginx.map"]
    (tmp_path / "nginx.map").write_text(written, encoding="utf-8")
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"events {{}} http {{ map_hash_bucket_size 512; map $request_uri $guiji {{ include {tmp_path}/nginx.map; }} }}",
        encoding="utf-8",
    )
    subprocess.run(["nginx", "-t", "-c", str(conf)], check=True, capture_output=True)


@pytest.mark.parametrize(
    "address", ["", "x", "http://", "http://[::1", "http://host/a", "ftp:/x", "http://a..b/"]
)
def test_what_names_no_host(address: str) -> None:
    assert hostmaps.host_of(address) == ""
