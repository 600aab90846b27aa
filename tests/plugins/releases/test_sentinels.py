"""Questions of the web team are read strictly and asked of the real index."""

from __future__ import annotations

from pathlib import Path

import city
import pytest
from releasing import released

from plugins.releases.proof import Unproved
from plugins.releases.sentinels import NAME, BadSentinels, Sentinel, load, unanswered


def test_without_the_file_nothing_is_asked(tmp_path: Path) -> None:
    assert load(tmp_path) == ()


def test_reading(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(
        '[[query]]\nwords = "供水"\n[[query]]\nwords="低保"\nleast=5\nfinds="a-1"\n', encoding="utf-8"
    )
    assert load(tmp_path) == (Sentinel("供水"), Sentinel("低保", 5, "a-1"))


@pytest.mark.parametrize(
    "text",
    [
        "[[query]]\n",
        '[[query]]\nwords = " "\n',
        '[[query]]\nwords = "a"\nleast = 0\n',
        '[[query]]\nwords = "a"\nmost = 3\n',
        '[[query]]\nwords = "a"\nfinds = 3\n',
        "query = 3\n",
        "[[query",
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(BadSentinels, match=NAME):
        load(tmp_path)


def test_a_build_that_cannot_answer_is_not_released(tmp_path: Path) -> None:
    own = city.own()[0]
    city.write(tmp_path / "content", [own])
    asked = f'[[query]]\nwords = "{own.title}"\nfinds = "{own.slug}"\n'
    city.put(tmp_path / "content" / NAME, asked.encode())
    served = released(tmp_path, searchable=True)
    wrong = list(unanswered(served.index, (Sentinel(own.title, 99), Sentinel(own.title, 1, "no-such"))))
    assert ["应不少于 99 条" in wrong[0], "第一页里没有 no-such" in wrong[1]] == [True, True]
    city.put(tmp_path / "content" / NAME, (asked + '[[query]]\nwords = "从来没有的词语组合"\n').encode())
    with pytest.raises(Unproved, match="从来没有的词语组合”得 0 条"):
        released(tmp_path, searchable=True)
    assert (tmp_path / "output").resolve() == served.site.resolve()


def test_an_index_that_is_not_there_is_told(tmp_path: Path) -> None:
    (told,) = unanswered(tmp_path / "none", (Sentinel("供水"),))
    assert "试查“供水”失败" in told
