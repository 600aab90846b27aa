"""The register of services for programs and spreadsheets: CSV, JSON and xlsx under `/data/`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from notices.services import COLUMNS, Service
from notices.workbook import workbook
from plugins.notices import addresses
from plugins.notices.csvfile import table
from plugins.notices.library import Library
from plugins.notices.pages import Page
from plugins.notices.site import Site

FORMATS = ("csv", "json", "xlsx")


def service_files(library: Library) -> Iterator[Page]:
    """The files, with the rows in the order of the register."""
    for name in FORMATS:
        yield Page(f"{addresses.DATA}services.{name}", f"services.{name}", {"services": library.services})


def as_csv(site: Site, context: Mapping[str, Any]) -> bytes:
    """The register as CSV."""
    return table(COLUMNS.values(), map(_cells, context["services"]))


def as_json(site: Site, context: Mapping[str, Any]) -> str:
    """The register as a JSON array, an object a line."""
    rows = (dict(zip(COLUMNS, _cells(one), strict=True)) for one in context["services"])
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def as_xlsx(site: Site, context: Mapping[str, Any]) -> bytes:
    """The register as a workbook."""
    return workbook({"办事入口迁移表": [tuple(COLUMNS.values()), *map(_cells, context["services"])]})


def _cells(service: Service) -> tuple[str, ...]:
    values = (getattr(service, name) for name in COLUMNS)
    return tuple("" if value is None else str(value) for value in values)


WRITERS: dict[str, Callable[[Site, Mapping[str, Any]], str | bytes]] = {
    "services.csv": as_csv,
    "services.json": as_json,
    "services.xlsx": as_xlsx,
}
