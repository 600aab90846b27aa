"""No parser takes much more than ten times as long for ten times the text, whatever sign the text repeats."""

from __future__ import annotations

import re
from pathlib import Path

import feeding
import generating
import growing
import growing_parsers
import pytest
from growing import RATIO, Growth, growth

from importers import reading
from importers.sources import REMAINDER, SOURCES
from importers.walk import Entry

SOME = ("a", "<", "[", "&", " ", "<div>")  # of the runs, for each place of each export
LABELS = [source.label for sources in (SOURCES, *REMAINDER) for source in sources]
EXPORTS_OF_ONE = 2


@pytest.mark.long
@pytest.mark.parametrize("name", growing_parsers.NAMES)
def test_no_parser_grows_faster_than_its_text(tmp_path: Path, name: str) -> None:
    found = growing.worst(growing_parsers.parsers(tmp_path)[name])
    print(f"{name}: {found}")
    assert found.ratio <= RATIO


@pytest.mark.long
@pytest.mark.parametrize("label", LABELS)
def test_no_source_grows_faster_than_its_export(tmp_path: Path, label: str) -> None:
    readable = [one for one in generating.exports() if _read(tmp_path, *one) == label][:EXPORTS_OF_ONE]
    assert readable
    found = max(
        (_growth(tmp_path, export, run) for export in readable for run in SOME), key=lambda one: one.ratio
    )
    print(f"{label}: {found}")
    assert found.ratio <= RATIO


def _growth(folder: Path, export: tuple[str, bytes], run: str) -> Growth:
    name, content = export
    return growth(lambda text: [_read(folder, name, one) for one in growing.grown(content, text)], run)


def _read(folder: Path, name: str, content: bytes) -> str:
    """Read an export whole; the label of the source that did, empty where none claims it."""
    path = folder / name
    path.write_bytes(content)
    entry = Entry(path, name, len(content))
    for sources in (SOURCES, *REMAINDER):
        (claim,) = reading._claims(entry, sources)
        if claim.source is not None:
            list(reading._records(entry, claim.source, feeding.LATEST))
            return claim.source.label
    return ""


def test_growth_is_seen_where_it_is() -> None:
    """The control: a parser that looks from every sign to the end grows by a hundred, one that does not by ten."""
    assert growth(lambda text: [text.count("b", at) for at in range(0, len(text), 6)], "a").ratio > RATIO
    assert growth(lambda text: re.findall("[ab]", text), "a").ratio <= RATIO
