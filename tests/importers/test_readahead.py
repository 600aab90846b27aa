"""Reading ahead: the order of the input, whoever reads, and a worker that dies costs its own file only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from importers.draft import Draft
from importers.readahead import Reader, read_all
from importers.walk import walk
from notices.values import parse_moment
from tests.importers.city import City, Lines

LATEST = parse_moment("2026-11-23")


class Dying(Executor):
    """An executor whose worker dies over one file; then it takes no more work, or is *renewed*. Notes what it was asked."""

    def __init__(self, victim: str, *, renewed: bool = False) -> None:
        self.victim = victim
        self.renewed = renewed
        self.dead = False
        self.asked: list[list[str]] = []

    def submit(self, step: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:  # noqa: ANN401
        if self.dead:
            raise BrokenExecutor("a child process terminated abruptly")
        future: Future[Any] = Future()
        self.asked.append([entry.name for entry in arguments[0]])
        if self.victim in self.asked[-1]:
            self.dead = not self.renewed
            future.set_exception(BrokenExecutor("a child process terminated abruptly"))
        else:
            future.set_result(step(*arguments, **named))
        return future


def names(city: City, executor: Executor | None) -> list[tuple[str, str]]:
    """Every file with the first post's id, or why there is none."""
    found = []
    for file, records in read_all(walk(city.exports), Reader((Lines(),), LATEST, executor)):
        taken = [one.post.source_id for one in records if isinstance(one, Draft)]
        found.append((file.entry.name, taken[0] if taken else file.claim.problem))
    return found


def fill(city: City) -> None:
    for number in range(25):
        city.export(f"{number:02}.posts", {"id": str(number), "date": "2022-04-29"})


def test_the_order_is_the_inputs_with_any_number_of_workers(city: City) -> None:
    fill(city)
    alone = names(city, None)
    assert alone == [(f"{number:02}.posts", str(number)) for number in range(25)]
    with ThreadPoolExecutor(5) as executor:
        assert names(city, executor) == alone


def test_a_worker_that_dies_costs_its_own_file_only(city: City) -> None:
    fill(city)
    found = dict(names(city, Dying("07.posts", renewed=True)))
    assert "意外中止" in found.pop("07.posts")
    assert found == {f"{number:02}.posts": str(number) for number in range(25) if number != 7}


def test_workers_that_are_gone_for_good_are_not_missed(city: City) -> None:
    fill(city)
    assert dict(names(city, Dying("07.posts"))) == {f"{number:02}.posts": str(number) for number in range(25)}


def test_neighbours_are_asked_for_together(city: City) -> None:
    fill(city)
    executor = Dying("none")
    names(city, executor)
    assert [len(together) for together in executor.asked] == [16, 9]


def test_files_are_not_read_far_ahead(city: City) -> None:
    fill(city)
    for number in range(25):
        city.export(f"{number:02}.posts", {"id": str(number), "date": "2022-04-29", "text": "文" * 1_300_000})
    executor = Dying("none")
    reading = read_all(walk(city.exports), Reader((Lines(),), LATEST, executor))
    next(reading)
    assert 2 < len(executor.asked) < 20
    assert all(len(together) == 1 for together in executor.asked)


def test_a_file_that_vanishes_is_a_failure_of_its_own(city: City) -> None:
    fill(city)
    entries = list(walk(city.exports))
    Path(city.exports / "03.posts").unlink()
    claims = {file.entry.name: file.claim for file, _ in read_all(entries, Reader((Lines(),), LATEST))}
    assert claims["03.posts"].failed
    assert "不能读取" in claims["03.posts"].problem
    assert sum(claim.failed for claim in claims.values()) == 1
