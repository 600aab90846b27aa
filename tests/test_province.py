"""The plan for a province says what the measured units come to, and its arithmetic is arithmetic."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from benchmarks import province
from benchmarks.province import LABELS, Province, Units, hours, load, shards, storage, tables

DOC = Path(__file__).resolve().parent.parent / "docs" / "province.md"
ONE = Units(**{field.name: 1.0 for field in fields(Units)})


def test_the_document_has_every_line_of_the_tables() -> None:
    text = DOC.read_text(encoding="utf-8").splitlines()
    assert [line for line in tables(load(), Province()) if line not in text] == []


def test_every_unit_is_explained_or_a_starting_value() -> None:
    assert {field.name for field in fields(Units)} - LABELS.keys() == {
        "import_peak_bytes",
        "build_base_bytes",
        "site_net_bytes",
        "index_peak_bytes",
    }


def test_an_hour_is_an_hour() -> None:
    """A million posts at 3.6 ms are an hour of one core."""
    units = replace(ONE, build_ms=3.6)
    assert dict(hours(units, Province(posts=1_000_000)))["生成网页"] == pytest.approx(1.0)


def test_the_kinds_of_posts_add_up() -> None:
    units = replace(ONE, wechat_import_ms=36.0, weibo_import_ms=3.6)
    found = dict(hours(units, Province(posts=1_000_000, wechat=0.25)))
    assert (found["归集微信网页"], found["归集微博条目"]) == pytest.approx((2.5, 0.75))


def test_twice_the_posts_are_twice_the_hours_and_bytes() -> None:
    one, two = Province(posts=5_000_000), Province(posts=10_000_000)
    units = load()
    assert [value for _, value in hours(units, two)] == pytest.approx([2 * v for _, v in hours(units, one)])
    assert [v for _, v, _ in storage(units, two)] == pytest.approx([2 * v for _, v, _ in storage(units, one)])


def test_replicas_are_kept_and_indexed_too() -> None:
    none, one = (dict(hours(ONE, Province(replicas=count))) for count in (0, 1))
    assert one["OpenSearch：节点"] == 2 * none["OpenSearch：节点"]
    (*_, (_, bare, _)), (*_, (_, doubled, _)) = (storage(ONE, Province(replicas=count)) for count in (0, 1))
    assert doubled == 2 * bare


@pytest.mark.parametrize(("each", "count"), [(1, 1), (3000, 1), (3001, 2), (30_000, 10)])
def test_no_shard_outgrows_its_limit(each: float, count: int) -> None:
    assert shards(replace(ONE, opensearch_bytes=each), Province()) == count


def test_a_missing_unit_is_told(tmp_path: Path) -> None:
    (tmp_path / "units.toml").write_text("build_ms = 1.0\n")
    with pytest.raises(KeyError, match="wechat_import_ms"):
        province.load(tmp_path / "units.toml")
