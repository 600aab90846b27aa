"""What the source of yt-dlp's descriptions must not claim and must survive. Cases: exports/apps/yt-dlp."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.model import MalformedExport, Post, Problem
from importers.sources import yt_dlp
from importers.sources.yt_dlp import YtDlp

SOURCE = YtDlp()
RAW = {
    "id": "7436001234567890123",
    "title": "早间提醒",
    "description": "今天有雾。",
    "timestamp": 1731540600,
    "upload_date": "20241113",
    "extractor_key": "Douyin",
    "webpage_url": "https://www.douyin.com/video/7436001234567890123",
    "uploader_id": "1",
    "ext": "mp4",
}


def read(tmp_path: Path, raw: object) -> Post | Problem:
    path = tmp_path / "x.info.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    (record,) = SOURCE.read(path)
    assert isinstance(record, Post | Problem)
    return record


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("x.json", json.dumps(RAW)),
        ("x.info.json", ""),
        ("x.info.json", "[]"),
        ("x.info.json", '{"id": "1", "name": "别的工具"}'),
        ("x.info.json", "<html></html>"),
    ],
)
def test_other_files_are_not_claimed(name: str, head: str) -> None:
    assert not SOURCE.detect(Path(name), head.encode())


def test_a_description_is_claimed_though_its_end_is_not_in_the_head() -> None:
    head = json.dumps({"id": "1", "title": "x", "formats": [{"format_id": str(n)} for n in range(99)]})
    assert SOURCE.detect(Path("x.info.json"), head.encode()[:200])


def test_the_day_is_beijing_s_not_greenwich_s(tmp_path: Path) -> None:
    post = read(tmp_path, RAW)
    assert isinstance(post, Post)
    assert [one.when.isoformat() for one in post.witnesses] == ["2024-11-14T07:30:00+08:00"]


@pytest.mark.parametrize("stamp", [None, 0, -1, True, "1731540600", [], float("inf"), float("nan"), 1e300])
def test_without_a_timestamp_there_is_no_witness_whatever_upload_date_says(
    tmp_path: Path, stamp: object
) -> None:
    post = read(tmp_path, RAW | {"timestamp": stamp})
    assert isinstance(post, Post)
    assert post.witnesses == ()


@pytest.mark.parametrize(
    ("raw", "platform", "source_id"),
    [
        ({}, "douyin", "7436001234567890123"),
        ({"extractor_key": "WeiboVideo", "id": "4189191225395228"}, "weibo", "4189191225395228"),
        ({"extractor_key": "BiliBili", "id": "BV17x411w7KC"}, "bilibili", "BV17x411w7KC"),
        ({"extractor_key": "BiliBili", "id": "BV17x411w7KC_p2"}, "bilibili", "BV17x411w7KC_p2"),
        ({"extractor_key": "CCTV", "id": "abc"}, "other", "CCTV-abc"),
        ({"extractor_key": None, "extractor": "generic", "id": "a"}, "other", "generic-a"),
    ],
)
def test_the_extractor_tells_the_platform(
    tmp_path: Path, raw: dict[str, object], platform: str, source_id: str
) -> None:
    post = read(tmp_path, RAW | raw)
    assert isinstance(post, Post)
    assert (post.account.platform, post.source_id) == (platform, source_id)


def test_without_an_uploader_a_person_must_vouch(tmp_path: Path) -> None:
    nameless = {key: value for key, value in RAW.items() if key != "uploader_id"}
    problem = read(tmp_path, nameless)
    assert isinstance(problem, Problem)
    assert "account.toml" in problem.reason
    told = 'platform = "douyin"\nid = "1"\nname = "甲"\nvouched_by = "乙"\n'
    (tmp_path / "account.toml").write_text(told, encoding="utf-8")
    post = read(tmp_path, nameless)
    assert isinstance(post, Post)
    assert post.account.name == "甲"


@pytest.mark.parametrize("content", ["", "{", "[1]", '"x"', "[" * 100_000])
def test_what_is_no_description_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.info.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MalformedExport):
        list(SOURCE.read(path))


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yt_dlp, "_LARGEST", 10)
    with pytest.raises(MalformedExport, match="过长"):
        read(tmp_path, RAW)


ODD = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted([*RAW, "tags", "formats", "epoch", "uploader"])), ODD))
def test_odd_values_do_not_escape(tmp_path: Path, odd: dict[str, object]) -> None:
    read(tmp_path, RAW | odd)
