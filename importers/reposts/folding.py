"""What two versions of one text have in common: letters and digits in one script, without layout, bylines and markup."""

from __future__ import annotations

import re
import unicodedata

import opencc

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_MARKUP = re.compile(
    r"〔[^〔〕\n]*〕|\]\([^)\s]*\)|<[^<>\n]*>|&[#a-zA-Z0-9]+;|^ *(?:\d{1,2}[.)]|[-*+]) ", re.MULTILINE
)
# A line that says who wrote, edited or first published: every account puts its own.
_BYLINE = re.compile(
    r"^[\s>*_#（(【\[▲◆●丨|/]*(?:本文)?"
    r"(?:文章)?(?:来源|來源|来自|转自|轉自|转载自|轉載自|转载|轉載|原标题|原標題|作者|供稿|通讯员|通訊員|记者|記者|摄影|攝影|图文|圖文|图片|圖片|编辑|編輯"
    r"|责编|責編|责任编辑|責任編輯|值班编辑|校对|校對|审核|審核|初审|复审|終審|终审|监制|監製|排版|制作|製作|发布|發布|END|end)"
    r"[^\S\n]*[:：丨|／/]?.{0,40}$",
    re.MULTILINE,
)
_NUMBER = re.compile(r"\d+")


class _Folds(dict[int, str]):
    """Character code → what is left of it, filled as characters are met; `str.translate` reads it."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        wide = (
            "" if "\ud800" <= character <= "\udfff" else unicodedata.normalize("NFKC", character).casefold()
        )
        kept = "".join(one for one in wide if one.isalnum())
        folded = self[code] = _TO_SIMPLIFIED.convert(kept) if kept else ""
        return folded


_FOLDS = _Folds()


class _Simple(dict[int, str]):
    """Character code → the same in simplified script."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        lone = "\ud800" <= character <= "\udfff"
        simple = self[code] = character if lone else _TO_SIMPLIFIED.convert(character)
        return simple


_SIMPLE = _Simple()


def simplify(text: str) -> str:
    """*text* in simplified script, a character at a time: the same length, whatever stands beside it."""
    return text.translate(_SIMPLE)


def fold(title: str, body: str) -> str:
    """The folded text of a post of *title* and Markdown *body*; a body that repeats the title counts it once."""
    text = _BYLINE.sub("", _MARKUP.sub("\n", body)).translate(_FOLDS)
    heading = title.translate(_FOLDS)
    return text if text.startswith(heading) else heading + text


def numbers(folded: str) -> list[str]:
    """The numbers of a folded text, in order: what tells two fillings of one template apart."""
    return _NUMBER.findall(folded)
