"""Which script a text is written in: simplified or traditional Chinese."""

from __future__ import annotations

# Frequent pairs whose halves belong to one script only (OpenCC's character tables; 后/後, 里/裡 and the like,
# whose simplified half is a traditional character too, are left out).
_SIMPLIFIED = frozenset(
    "条会国员当处关规议应请对为审务机罚决诉证权经执级时节责单发检严书组实讼复调进内动华监产过选职于财织报业长认违义协门护设别将间与损开见况额负确结资达项适专伤举强领参团属劳济该销现办问记军卖较届则轻给万变录导传约县质满补费标备险争听题场货际视转联偿"
)
_TRADITIONAL = frozenset(
    "條會國員當處關規議應請對為審務機罰決訴證權經執級時節責單發檢嚴書組實訟復調進內動華監產過選職於財織報業長認違義協門護設別將間與損開見況額負確結資達項適專傷舉強領參團屬勞濟該銷現辦問記軍賣較屆則輕給萬變錄導傳約縣質滿補費標備險爭聽題場貨際視轉聯償"
)
_ENOUGH = 3  # fewer signs than this may be a name or a quoted phrase
_DOMINANCE = 4


def is_traditional(text: str) -> bool:
    """Whether characters of the traditional script alone clearly outnumber those of the simplified one."""
    traditional = sum(character in _TRADITIONAL for character in text)
    if traditional < _ENOUGH:
        return False
    return traditional > _DOMINANCE * sum(character in _SIMPLIFIED for character in text)
