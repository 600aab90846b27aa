"""Which ids mean one post: joined when an export shows them together, never against an id that says otherwise."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from importers.aliases import Aliases
from importers.holdings import Folders
from importers.verify import verify
from notices import Notice
from notices.notice import parse
from tests.importers.city import City

FULL, NUMBER, SHORT = "MzA=_2650000001_1", "2650000001_1", "A" * 22
OTHER_SHORT, OTHER_NUMBER = "B" * 22, "2650000002_1"
WORDS = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("known", "asked", "home"),
    [
        ([(FULL, NUMBER)], (SHORT, NUMBER), FULL),
        ([(SHORT, NUMBER)], (FULL, NUMBER), SHORT),
        ([(WORDS,)], (SHORT, NUMBER, WORDS), WORDS),
        ([(SHORT, NUMBER, WORDS)], (WORDS,), SHORT),
        ([(FULL, NUMBER), (SHORT,)], (OTHER_SHORT, NUMBER), FULL),
        # Must not be joined:
        ([(SHORT,)], (FULL, NUMBER), FULL),
        ([(SHORT, NUMBER, WORDS)], (OTHER_SHORT, OTHER_NUMBER, WORDS), OTHER_SHORT),
        ([(SHORT, NUMBER, WORDS), (OTHER_SHORT, OTHER_NUMBER, WORDS)], (WORDS,), WORDS),
        ([], (FULL, NUMBER), FULL),
    ],
)
def test_the_id_a_post_goes_by(known: list[tuple[str, ...]], asked: tuple[str, ...], home: str) -> None:
    aliases = Aliases()
    for ids in known:
        aliases.learn(ids, aliases.homes(ids)[0])
    assert aliases.homes(asked)[0] == home


def test_an_export_that_shows_two_ids_joins_what_was_two() -> None:
    aliases = Aliases()
    aliases.learn((FULL, NUMBER), FULL)
    aliases.learn((SHORT,), SHORT)
    assert aliases.homes((SHORT, NUMBER)) == [SHORT, FULL]
    assert aliases.learn((SHORT, NUMBER), FULL) == (SHORT, NUMBER)
    assert aliases.homes((SHORT,)) == [FULL]


def test_a_post_with_a_notice_of_its_own_stays() -> None:
    aliases = Aliases()
    aliases.learn((FULL, NUMBER), FULL)
    aliases.learn((SHORT,), SHORT)
    assert aliases.learn((SHORT, NUMBER), FULL, lambda home: home == SHORT) == (NUMBER,)
    assert aliases.homes((SHORT,)) == [SHORT]


def _of(strong: list[str]) -> st.SearchStrategy[list[str]]:
    """What an export shows of one post: some of its ids, the words it shares with the other post last."""
    some = st.lists(st.sampled_from(strong), unique=True, max_size=3)
    return st.tuples(some, st.booleans()).map(
        lambda made: [*made[0], *([WORDS] if made[1] or not made[0] else [])]
    )


_EXPORTS = st.lists(_of([FULL, NUMBER, SHORT]) | _of([OTHER_NUMBER, OTHER_SHORT]), max_size=6)


@example([[FULL], [OTHER_NUMBER], [OTHER_SHORT, WORDS], [FULL, WORDS], [OTHER_NUMBER, OTHER_SHORT]])
@given(_EXPORTS)
def test_the_ledger_brings_back_what_was_learned(exports: list[list[str]]) -> None:
    once, again = Aliases(), Aliases()
    kept = []
    for ids in exports:
        home = once.homes(ids)[0]
        kept.append((home, once.learn(ids, home)))
    for home, own in [*kept, *kept]:
        again.learn(own, home)
    for ids in [[FULL], [NUMBER], [SHORT], [OTHER_NUMBER], [OTHER_SHORT], [WORDS]]:
        assert again.homes(ids) == once.homes(ids)


@given(_EXPORTS)
def test_ids_of_two_posts_never_meet(exports: list[list[str]]) -> None:
    aliases = Aliases()
    for ids in exports:
        aliases.learn(ids, aliases.homes(ids)[0])
    first = {aliases.homes([one])[0] for one in (NUMBER, SHORT, FULL)}
    second = {aliases.homes([one])[0] for one in (OTHER_NUMBER, OTHER_SHORT)}
    assert not first & second - {WORDS}


# In a run ------------------------------------------------------------------------------------------------------


def test_a_list_of_both_ids_joins_the_page_to_what_the_list_named(city: City) -> None:
    city.export("1.posts", {"listed": "一", "id": SHORT, "also": [SHORT, NUMBER], "date": "2024-05-01 08:00"})
    city.export("2.posts", {"id": FULL, "also": [FULL, NUMBER], "date": "2024-05-01 08:00"})
    city.run()
    assert city.ends() == [(SHORT, "skipped"), (SHORT, "published")]
    before = city.bytes_of()
    assert city.run().bytes_of() == before


def test_a_later_export_meets_the_notice_by_another_of_its_ids(city: City) -> None:
    city.run(city.export("page.posts", {"id": FULL, "also": [FULL, NUMBER], "date": "2024-05-01 08:00"}))
    later = {"id": SHORT, "also": [SHORT, NUMBER], "date": "2024-05-01 08:00", "body": "正文" * 50}
    city.run(city.export("rows.posts", later))
    assert city.ends() == [(FULL, "published")]
    assert len(list(city.content.rglob("*.md"))) == 1
    lines = (city.archive / "weixin" / "gh_one" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["also"] for line in lines if '"also"' in line][-1] == f"{SHORT} {NUMBER}"


def known_as(city: City) -> list[tuple[str, ...]]:
    """By what other ids each notice is found."""
    return [one.also for one in notices_of(city)]


def notices_of(city: City) -> list[Notice]:
    return [parse(path.read_text(encoding="utf-8"), path.name) for path in city.content.rglob("*.md")]


def test_the_notice_is_found_by_what_a_later_export_calls_it(city: City) -> None:
    city.run(city.export("page.posts", {"id": FULL, "also": [FULL, NUMBER], "date": "2024-05-01 08:00"}))
    assert known_as(city) == [()]
    city.run(city.export("rows.posts", {"id": SHORT, "also": [SHORT, NUMBER], "date": "2024-05-01 08:00"}))
    assert known_as(city) == [(SHORT,)]
    before = city.bytes_of()
    assert city.run().bytes_of() == before


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_list_gives_the_notice_the_ids_it_shows(city: City, order: str) -> None:
    city.export(f"{order[0]}.posts", {"id": FULL, "also": [FULL, NUMBER], "date": "2024-05-01 08:00"})
    city.export(
        f"{order[1]}.posts", {"listed": "一", "id": SHORT, "also": [SHORT, NUMBER], "date": "2024-05-01"}
    )
    city.run()
    ((also, own),) = ((one.also, one.source_id) for one in notices_of(city))
    assert {*also, own} == {SHORT, FULL}
    before = city.bytes_of()
    assert city.run().bytes_of() == before
    assert not verify(Folders(city.content, city.archive)).findings


def test_a_list_leaves_a_notice_that_a_person_changed(city: City) -> None:
    city.run(city.export("a.posts", {"id": FULL, "also": [FULL, NUMBER], "date": "2024-05-01 08:00"}))
    (path,) = city.content.rglob("*.md")
    path.write_text(path.read_text(encoding="utf-8") + "编者按。\n", encoding="utf-8")
    before = path.read_bytes()
    city.run(
        city.export("b.posts", {"listed": "一", "id": SHORT, "also": [SHORT, NUMBER], "date": "2024-05-01"})
    )
    assert path.read_bytes() == before


def test_two_notices_that_prove_to_be_one_are_named(city: City) -> None:
    city.run(city.export("a.posts", {"id": FULL, "also": [FULL, NUMBER], "date": "2024-05-01 08:00"}))
    city.run(city.export("b.posts", {"id": SHORT, "also": [SHORT], "date": "2024-05-01 08:00"}))
    city.run(city.export("c.posts", {"id": SHORT, "also": [SHORT, NUMBER], "date": "2024-05-01 08:00"}))
    ((second, first),) = city.summary.doubles.items()
    assert {second, first} == {
        path.relative_to(city.content).as_posix() for path in city.content.rglob("*.md")
    }


def test_a_list_that_names_no_account_registers_none(city: City) -> None:
    city.run(
        city.export("a.posts", {"listed": "一", "id": SHORT, "account": "", "name": "", "date": "2024-05-01"})
    )
    assert city.ends() == [(SHORT, "skipped")]
    assert not (city.content / "accounts.csv").exists()


def test_a_list_that_names_its_account_registers_it(city: City) -> None:
    city.run(city.export("a.posts", {"listed": "一", "id": SHORT, "date": "2024-05-01"}))
    assert "gh_one" in (city.content / "accounts.csv").read_text(encoding="utf-8-sig")
