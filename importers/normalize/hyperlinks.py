"""Where the cells of a workbook (xlsx) link to: links of cells, and HYPERLINK formulas, which nobody runs.

ECMA-376 part 1, 18.3.1.47 (hyperlink) and 18.3.1.40 (f). calamine gives what a cell shows, not where it leads.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
FORMULA = re.compile(r'=?\s*HYPERLINK\(\s*"([^"]*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)', re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
    IndexError,
    struct.error,
    etree.XMLSyntaxError,
)


def read(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """The targets by sheet name and 0-based (row, column); empty for what is no readable xlsx. Never raises."""
    try:
        with zipfile.ZipFile(path) as package:
            return {name: dict(_links(package, part)) for name, part in _sheets(package)}
    except _BROKEN:
        return {}


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = _relations(package, "xl/workbook.xml")
    for element in _elements(package, "xl/workbook.xml", "sheet"):
        target = targets.get(element.get(f"{_OFFICE}id") or "", "")
        if target:
            yield element.get("name") or "", target


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package.NameToInfo:
        return {}
    with package.open(listed) as stream:
        found = etree.parse(stream, _parser()).getroot().iter(_RELATION)
        return {one.get("Id") or "": _target(folder, one) for one in found}


def _target(folder: str, relation: Element) -> str:
    target = relation.get("Target") or ""
    if relation.get("TargetMode") == "External":
        return target
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _links(package: zipfile.ZipFile, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    targets = _relations(package, part)
    for element in _elements(package, part, "c", "hyperlink"):
        if element.tag == f"{_MAIN}c":
            formula = element.find(f"{_MAIN}f")
            match = FORMULA.match(formula.text or "") if formula is not None else None
            target, where = (match[1] if match else ""), element.get("r") or ""
        else:
            target, where = targets.get(element.get(f"{_OFFICE}id") or "", ""), element.get("ref") or ""
        place = _REFERENCE.match(where)
        if target and place:
            yield (int(place[2]) - 1, _column(place[1])), target


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _elements(package: zipfile.ZipFile, part: str, *tags: str) -> Iterator[Element]:
    """The elements *tags* of *part* as they end; each is emptied after use. No entity is resolved."""
    wanted = [f"{_MAIN}{tag}" for tag in tags]
    with package.open(part) as stream:
        for _, element in etree.iterparse(
            stream, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
        ):
            yield element
            element.clear()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
