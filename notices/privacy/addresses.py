"""Home addresses down to the door: a flat in a housing estate, a house number in a village."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notices.privacy.context import Surroundings

_NUMBER = r"(?:[0-9A-Za-z]{1,5}|[一二三四五六七八九十百]{1,4})"
_BUILDING = rf"{_NUMBER}(?:号楼|号院|[栋幢座弄])"
_DOOR = r"[0-9]{1,2}?[0-9]{2}(?:号房|[室户房号])?"
# Block, entrance, door: with an entrance (单元) it is a dwelling; the short form 3-2-501 needs an estate before it.
_FLAT = re.compile(
    rf"(?:[0-9]{{1,4}}号[ ]?)?{_BUILDING}[ ]?(?:{_NUMBER}单元)?[ ]?(?:{_NUMBER}(?:层|楼)[ ]?)?{_DOOR}(?![0-9])"
    rf"|(?<![0-9]){_NUMBER}单元[ ]?{_DOOR}(?![0-9])"
    r"|(?<![0-9\-])[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?![0-9\-])"
)
_SIGN = re.compile(
    r"单元|号楼|号院|[栋幢座弄][^\n]{0,12}[0-9]|[0-9]-[0-9]{1,2}-[0-9]{3}"
)  # what every flat has
_ESTATE = re.compile(
    r"小区|家园|花园|花苑|新村|公寓|宿舍|家属[院区楼]|佳苑|嘉园|名苑|华庭|公馆|雅居|里弄|安置房|[苑庭邸]\W?$"
)
# 住 by itself where a clause begins ("王某，住石河镇…"), as judgments have it.
_HOME = re.compile(
    r"住址|住所|家住|居住[地在于]|户籍地|现住|家庭地址|户籍地址|居家地址|通讯地址"
    r"|(?<![\u4e00-\u9fff])住(?![房宿建院户改保])"
)
_OFFICE = re.compile(
    r"办公|服务中心|中心|大厅|大厦|大楼|政府|机关|委员会|[局厅院校馆所站]\W?$|局|会议|窗口|报名|法院|医院|学校|公司|"
    r"招标|开标|施工|项目|工程|商铺|门面|不动产|抵押|拍卖|房产|面积|户型|公租房房源|竣工"
)
_HOUSE = re.compile(
    rf"[\u4e00-\u9fff]{{1,6}}村[0-9\u4e00-\u9fff]{{1,6}}(?:组|社|队|屯)[ ]?{_NUMBER}号(?!楼|线|公告|文)"
)
_STREET = re.compile(rf"[\u4e00-\u9fff]{{1,6}}(?:路|街|巷|弄|胡同)[ ]?{_NUMBER}号(?:[ ]?(?:之|-){_NUMBER})?")


def addresses(around: Surroundings) -> Iterator[tuple[int, int]]:
    """The spans of home addresses in the text of *around*; offices and building sites are none."""
    if _SIGN.search(around.text):
        yield from (match.span() for match in _FLAT.finditer(around.text) if _is_home(match, around))
    if _HOME.search(around.text):
        for pattern in (_HOUSE, _STREET):
            for match in pattern.finditer(around.text):
                said = _HOME.search(
                    match[0]
                )  # 现住柳湾村…: the name of the place takes in the words before it
                if _FLAT.match(around.text, match.end()):
                    continue
                if said is not None or _HOME.search(around.before(match.start())):
                    yield match.start() + (said.end() if said else 0), match.end()


def _is_home(match: re.Match[str], around: Surroundings) -> bool:
    near = around.near(match.start())
    if _HOME.search(around.before(match.start())):
        return True
    if _OFFICE.search(near):
        return False
    return "单元" in match[0] or _ESTATE.search(near) is not None
