"""What a reader is offered who finds nothing, or asks for what is not answered."""

from __future__ import annotations

from collections import Counter

import pytest

from search import pages
from search.engines.memory import MemoryEngine
from search.schema import Document
from search.service import Answer, Service, read_parameters


@pytest.fixture
def service(documents: list[Document]) -> Service:
    return Service(MemoryEngine(documents))


def asked(service: Service, **given: str) -> Answer:
    return service.answer(read_parameters(given))


@pytest.mark.parametrize(
    ("question", "fewer"),
    [
        ("公积金 火星", ["公积金"]),
        ("公积金 提取 火星", ["公积金 提取"]),
        ("公积金提取火星车", ["公积金 提取"]),
        ("火星 木星 土星", []),
        ("火星", []),
        ("公积金", []),
        ("火星 -公积金", []),
        ("公积金 一 二 三 四 五 火星", []),
    ],
)
def test_a_word_less_where_that_finds_something(service: Service, question: str, fewer: list[str]) -> None:
    assert list(asked(service, q=question).fewer) == fewer


def test_the_page_links_to_it(service: Service) -> None:
    shown = pages.page("", asked(service, q="公积金 <火星>", kind="公告"))
    assert "少写一个词能查到：" in shown
    assert ">公积金</a>" in shown
    assert "kind=%E5%85%AC%E5%91%8A" in shown
    assert "少写一个词" not in pages.page("", asked(service, q="公积金"))


def test_nothing_at_all_leads_elsewhere(service: Service) -> None:
    shown = pages.page("", asked(service, q="火星"))
    assert "没有找到" in shown
    for place in ("/departments/", "/accounts/", "/go/"):
        assert f'href="{place}"' in shown


def test_no_page_is_said_to_hold_nothing_because_it_is_too_far(service: Service) -> None:
    shown = pages.page("", asked(service, q="公积金", page="1000000000"))
    assert "只能看到第 1000 页" in shown
    assert "没有找到" not in shown
    assert "共找到" not in shown
    assert "没有第 7 页" in pages.page("", asked(service, q="公积金", page="7"))


def test_a_list_of_words_is_no_list_of_slips(documents: list[Document]) -> None:
    """Each word that is looked at costs hundreds of look-ups: a question of sixty may not have sixty times that."""
    looked_up: list[str] = []

    class Watched(MemoryEngine):
        def near(self, text: str) -> Counter[str]:
            looked_up.append(text)
            return super().near(text)

    asked(Service(Watched(documents)), q=" ".join(f"火星车{n}" for n in range(60)))
    assert 0 < len(looked_up) <= 8
