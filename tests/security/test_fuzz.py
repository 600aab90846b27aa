"""Generated input through every reader: what is wrong with it is told in the reader's own words, never by a crash."""

from __future__ import annotations

import json
from pathlib import Path

import feeding
import pytest
import watched
from feeding import Readers

from importers.sources import REMAINDER, SOURCES

MANY = 104_000
MEGABYTES = 512
SECONDS = 10  # of processor time for one case
PROBED = ("socket.bind (('::1', 0),)",)  # loading OpenSearch's client: whether there is IPv6 (urllib3)


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Readers:
    return Readers(tmp_path_factory.mktemp("readers") / "fed")


@pytest.mark.parametrize("name", feeding.SHARES)
def test_some_of_everything(readers: Readers, name: str) -> None:
    assert len(feeding.feed(readers, name, 50)) == 50


@pytest.mark.long
def test_a_hundred_thousand_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run, watched: no crash, nothing written or asked elsewhere, little memory, and no case that takes long."""
    monkeypatch.setenv("HYPOTHESIS_STORAGE_DIRECTORY", str(tmp_path / "logs" / "hypothesis"))
    script = [feeding.__file__, str(MANY), str(tmp_path / "fed")]
    ran = watched.run(script, [tmp_path / "fed"], tmp_path / "logs")
    assert ran.code == 0, ran.output[-4000:]
    told = json.loads(ran.output.splitlines()[-1])
    print(
        f"{sum(told['fed'].values())} cases: {ran.megabytes} MB, {ran.seconds:.0f} s; {json.dumps(told, ensure_ascii=False)}"
    )
    assert sum(told["fed"].values()) >= 100_000
    assert max(told["slowest"].values()) <= SECONDS
    assert ran.megabytes <= MEGABYTES
    assert ran.offences in ((), PROBED)
    labels = {source.label for sources in (SOURCES, *REMAINDER) for source in sources}
    assert [label for label in labels if told["claimed"].get(label, 0) < 10] == []  # every source was reached
    assert min(told["found"].values()) > 1000


def _break(*_: object) -> None:
    raise KeyError("甲")


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("export", "importers.reading.draft"),
        ("notice", "feeding.to_html"),
        ("search", "feeding.parse_query"),
        ("link", "feeding.look_up"),
    ],
)
def test_a_reader_that_breaks_is_seen(
    readers: Readers, monkeypatch: pytest.MonkeyPatch, name: str, broken: str
) -> None:
    """The control: an error that nobody foresaw fails the run, also where an import would go on."""
    monkeypatch.setattr(broken, _break)
    with pytest.raises((AssertionError, KeyError)):
        feeding.feed(readers, name, 50)
