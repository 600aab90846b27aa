"""The build memory gives back what it was given, and nothing when it cannot be trusted."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from pathlib import Path

import city
import pytest
from building import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices.notice import render
from notices.remarks import Correction
from notices.values import BEIJING
from plugins.notices.library import Library
from plugins.notices.memory import NOTHING, Memory, Printed, Seen, pages_in, recall, remember
from plugins.notices.record import Record, record
from plugins.notices.recordtext import decode, encode

NOTICES = city.notices()
RECORDS = [record(one, f"water/2020/{one.slug}.md", render(one).encode()) for one in NOTICES[198:]]
FULL = RECORDS[0]._replace(
    publish_at=datetime(2026, 11, 20, 8, 30, tzinfo=BEIJING),
    disclosed_until=date(2026, 11, 20),
    effective=date(2026, 1, 1),
    expires=date(2027, 1, 1),
    abolished_by="青政〔2026〕1号",
    corrections=(Correction(date(2026, 3, 8), "更正电话"),),
    media=(("a.png", 12),),
    tags=("甲", "乙"),
)

DOCUMENTED = Printed("b.html", b"\x01" * 16, "", 9)


@pytest.mark.parametrize("one", [*RECORDS, FULL], ids=lambda one: one.slug[-4:])
def test_a_record_survives_as_text_and_between_processes(one: Record) -> None:
    assert decode(encode(one)) == one
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A memory of two files, a page and a picture."""
    files = {"a.md": Seen("a.md", "1:2", FULL), "b.md": Seen("b.md", "3:4", None)}
    pages = {one.path: one for one in (Printed("a.html", b"\x00\xff" * 8, "notice/a.md", 7), DOCUMENTED)}
    library = Library({}, (), (FULL,), NOW.date())
    remember(tmp_path / "memory.sqlite", "here", Memory(files, pages, {"m.png": "5:6"}), (library, NOW))
    return tmp_path / "memory.sqlite"


def test_a_disk_that_refuses_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "memory.sqlite").mkdir()
    with pytest.raises(OSError, match=r"memory\.sqlite"):
        remember(tmp_path / "memory.sqlite", "here", NOTHING, (Library({}, (), (), NOW.date()), NOW))


def test_it_gives_back_what_it_was_given(kept: Path) -> None:
    found = recall(kept, "here")
    assert found.files["a.md"].record == FULL
    assert found.files["b.md"].record is None
    assert found.pages["a.html"] == Printed("a.html", b"\x00\xff" * 8, "notice/a.md", 7, 0)
    assert found.pages["b.html"] == DOCUMENTED._replace(position=7), "documents lie one behind the other"
    assert found.media == {"m.png": "5:6"}


def test_another_environment_is_not_trusted(kept: Path) -> None:
    assert recall(kept, "elsewhere") == NOTHING
    assert pages_in(kept) == {"a.html", "b.html"}, "what there was is known, not what it showed"


def test_a_missing_one_is_empty(tmp_path: Path) -> None:
    assert recall(tmp_path / "none.sqlite", "here") == NOTHING
    assert pages_in(tmp_path / "none.sqlite") == frozenset()


DAMAGES = {
    "empty": b"",
    "text": b"not a database at all, only words",
    "half": None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_empty(kept: Path, damage: str) -> None:
    payload = DAMAGES[damage]
    kept.write_bytes(kept.read_bytes()[: len(kept.read_bytes()) // 2] if payload is None else payload)
    assert recall(kept, "here") == NOTHING
    assert pages_in(kept) == frozenset()


@given(st.integers(0, 10**6), st.integers(0, 7))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_is_noticed(kept: Path, place: int, bit: int) -> None:
    whole = kept.read_bytes()
    flipped = bytearray(whole)
    flipped[place % len(whole)] ^= 1 << bit
    kept.write_bytes(bytes(flipped))
    assert recall(kept, "here") == NOTHING
    kept.write_bytes(whole)
    assert recall(kept, "here") != NOTHING


@pytest.mark.parametrize("text", ["[]", "{}", "nonsense", '["only", "two"]', "null"])
def test_a_text_that_is_no_record_is_not_guessed(text: str) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        decode(text)
