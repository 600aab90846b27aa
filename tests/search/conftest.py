"""A small collection of made-up documents, and every engine with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from search.engine import Engine
from search.engines import ENGINES, named
from search.schema import Document

EMBEDDED = [named(name) for name in ENGINES if name != "opensearch"]  # that one: tests/opensearch
HERE = Path(__file__).parent
NAMES = {
    "city": "青澜市",
    "office": "青澜市人民政府办公室",
    "gjj": "青澜市住房公积金管理中心",
    "edu": "青澜市教育局",
    "hengtang": "横塘街道",
    "lanxi": "澜溪村",
}
FORMER = {"gjj": ("青澜市职工住房储备金管理处",)}
PATHS = {"lanxi": ("city", "hengtang", "lanxi"), "hengtang": ("city", "hengtang")}
PLATFORMS = {"wechat": "微信", "weibo": "微博"}


def document(record: dict[str, Any]) -> Document:
    department = record["department"]
    return Document(
        **{
            "url": f"/{department}/{record['date'][:4]}/{record['id']}.html",
            "department_name": NAMES[department],
            "department_path": PATHS.get(department, ("city", department)),
            "platform_name": PLATFORMS.get(record.get("platform", ""), ""),
            "account_name": f"账号{record['account']}" if "account" in record else "",
            "archived": "platform" in record,
            "department_former": FORMER.get(department, ()),
            **record,
            "body": record["body"].strip(),
            "date": datetime.fromisoformat(record["date"]),
        }
    )


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    records = tomllib.loads((HERE / "documents.toml").read_text(encoding="utf-8"))["document"]
    return [document(record) for record in records]


@pytest.fixture(scope="session", params=EMBEDDED, ids=lambda engine: engine.name)
def engine(
    request: pytest.FixtureRequest, documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    place = tmp_path_factory.mktemp(request.param.name) / "index"
    assert request.param.build(documents, place) == len(documents)
    opened = request.param.open(place)
    yield opened
    opened.close()
