"""Numbers of persons in a text: identity, mobile, card, passport; grouped by spaces or hyphens or not at all."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from notices.privacy.cards import is_card, is_unionpay
from notices.privacy.context import Surroundings
from notices.privacy.identity import is_credit_code, is_former_identity, is_identity, is_like_identity

# A run of digits, possibly grouped: one or two separators or the end of a line between two groups, no letter at
# either end (but for "tel" and "wx"). A group that cannot end there (3A, 2.5) ends the run before it, so that it
# hides no number; the ".0" of a spreadsheet's whole number is an end. Possessive, so that no text is read twice.
_END = r"(?![0-9A-Za-z]|_[0-9A-Za-z]|\.(?!0(?![0-9]))[0-9])"
_GAP = r"(?:[ \-]{1,2}\+?|[ ]{0,8}[\n\v][ \n]{0,40})"
_RUN = re.compile(
    r"(?:(?<![0-9A-Za-z])(?<![0-9A-Za-z]_)(?<![0-9]\.)|(?<=tel)|(?<=Tel)|(?<=TEL)|(?<=[vwVW][xX]))"
    rf"[0-9]++(?:{_END}(?:{_GAP}[0-9]++{_END}){{0,400}}+(?:{_GAP}[0-9]++[Xx]{_END})?+|[Xx]{_END})"
)
_ADDRESS = re.compile(r"[a-z]{3,6}://[!-~]*$", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]+[Xx]?")
# What can be a number of a person at all: identity (place, century), former identity, card, mobile.
_POSSIBLE = re.compile(
    r"[1-8]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dX]|[1-8]\d{7}[01]\d[0-3]\d{4}|[34569]\d{15,18}"
    r"|(?:0{0,2}86)?1[3-9]\d{9}",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 11, 19  # characters: a mobile number, the longest card number
_MOBILE = re.compile(r"1[3-9]\d{9}")
_DOTTED = re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d([._·•・‧])\d{4}\1\d{4}(?![0-9A-Za-z.])")
_BROKEN = re.compile(r"[\n\v]")  # the end of a line, and `<br>` as it is seen
_CARD_GROUPS = {
    (16,),
    (17,),
    (18,),
    (19,),
    (4, 4, 4, 4),
    (4, 4, 4, 4, 1),
    (4, 4, 4, 4, 2),
    (4, 4, 4, 4, 3),
    (6, 13),
}
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (5, 6), (3, 2, 2, 2, 2), (1,) * 11}
_COUNTRY = {"86", "086", "0086"}

_IDENTITY_WORDS = re.compile(r"身份|证件|证号|姓名|户主|户籍|本人|参保")
_IDENTITY_NAMED = re.compile(r"身份证|公民身份|身份号|证件号")
_CREDIT_WORDS = re.compile(r"信用代码|组织机构|注册号|纳税人|税号|执照|登记证|项目代码|项目编号")
_CARD_WORDS = re.compile(r"卡号|银行卡|储蓄卡|信用卡|社保卡|工资卡|存折|一卡通|开户|账号|帐号|账户|收款")
_PHONE_WORDS = re.compile(r"手机|电话|联系|热线|微信|短信", re.IGNORECASE)
_PUBLIC_ACCOUNT = re.compile(r"对公|专户|专用账|单位账|公司|基金会|财政|国库|非税|缴款|保证金|捐赠|慈善|工会")
_NOT_A_PHONE = re.compile(
    r"(?:编号|文号|证号|许可|批号|单号|订单|流水|序列|代码|条码|票号|合同号|备案号)[^\d，。；]{0,4}$"
)
_AMOUNT = re.compile(r"金额|合计|总额|产值|预算|决算|资金|面积|[（(][万亿]?元[）)]")
_UNIT_AFTER = re.compile(r"[ ]?(?:[元吨万亿次%％㎡人户株亩]|平方|公斤|千克|立方|公里)")

_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[DEGPSdegps]\d{8}|[Ee][A-HJ-NP-Za-hj-np-z]\d{7}|1[45]\d{7}"
    r"|[CcHhMmWwKkTt][A-Za-z]?\d{7,10}|\d{8})(?![0-9A-Za-z])"
)
_PASSPORT_WORDS = re.compile(r"护照|(?<!车辆)(?<!货车)(?<!船舶)通行证|回乡证|台胞证|往来港澳|旅行证")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of *rule* at *start* to *end* of the text as seen."""

    start: int
    end: int
    rule: str


def numbers(around: Surroundings, today: date) -> Iterator[Number]:
    """Every number of a person in the text of *around*, first to last; numbers never overlap."""
    for run in _RUN.finditer(around.text):
        if sum(map(str.isdecimal, run[0])) >= 11:
            yield from _in_run(run, around, today)
    for match in _DOTTED.finditer(around.text):
        yield Number(match.start(), match.end(), "privacy-mobile")
    yield from passports(around)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of digits of a run: where each begins in the text (*places*) and in *digits* (*offsets*, and the end)."""

    places: list[int]
    offsets: list[int]
    digits: str

    def end(self, last: int) -> int:
        """Where group *last* ends in the text."""
        return self.places[last] + self.offsets[last + 1] - self.offsets[last]

    def shape(self, first: int, last: int) -> tuple[int, ...]:
        """The lengths of the groups *first* to *last*."""
        return tuple(self.offsets[n + 1] - self.offsets[n] for n in range(first, last + 1))


def _groups(run: re.Match[str]) -> Groups:
    """A closing X belongs to the last group: only an identity number ends so."""
    found = list(_GROUP.finditer(run[0]))
    offsets = list(accumulate((len(group[0]) for group in found), initial=0))
    return Groups(
        [run.start() + group.start() for group in found], offsets, "".join(group[0] for group in found)
    )


def _in_run(run: re.Match[str], around: Surroundings, today: date) -> Iterator[Number]:
    groups = _groups(run)
    first = 0
    while first < len(groups.places):
        last, rule = _starting_at(first, groups, (around, today))
        if rule:
            yield Number(groups.places[first], groups.end(last), rule)
        first = last + 1


def _starting_at(first: int, groups: Groups, seen: tuple[Surroundings, date]) -> tuple[int, str]:
    """The last group of the longest number that begins with group *first*, and its rule; else *first* and empty."""
    start = groups.offsets[first]
    last = bisect_right(groups.offsets, start + _LONGEST) - 2
    for end in range(last, first - 1, -1):
        number = groups.digits[start : groups.offsets[end + 1]]
        if len(number) < _SHORTEST:
            break
        if _POSSIBLE.fullmatch(number):
            place = Place(seen[0], groups.places[first], groups.end(end), groups.shape(first, end))
            rule = _rule(number, place, seen[1])
            if rule:
                return end, rule
    return first, ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands: from *start* to *end* of the text of *around*, in groups of the lengths *shape*."""

    around: Surroundings
    start: int
    end: int
    shape: tuple[int, ...]

    def preceded_by(self, words: re.Pattern[str]) -> bool:
        """Whether one of *words* stands before the number or over its column."""
        return words.search(self.around.before(self.start)) is not None

    def closely_preceded_by(self, words: re.Pattern[str]) -> bool:
        """Whether one of *words* stands before the number on its line."""
        return words.search(self.around.near(self.start)) is not None

    def broken(self) -> bool:
        """Whether the number goes on in another line: only then may two numbers have been taken for one."""
        return _BROKEN.search(self.around.text, self.start, self.end) is not None

    def is_amount(self) -> bool:
        """Whether the number stands in a column of amounts."""
        heading = self.around.heading(self.start)
        one = "|" not in heading and "<" not in heading and _PHONE_WORDS.search(heading) is None
        return one and _AMOUNT.search(heading) is not None

    def in_an_address(self) -> bool:
        """Whether the number is part of a web address, where long numbers are ids of posts and files."""
        return _ADDRESS.search(self.around.text, max(self.start - 300, 0), self.start) is not None


def _rule(number: str, place: Place, today: date) -> str:
    if len(number) == 18 and is_identity(number, today):
        public = is_credit_code(number) and place.preceded_by(_CREDIT_WORDS)
        return "" if public else "privacy-identity"
    if is_like_identity(number, today) and place.preceded_by(_IDENTITY_NAMED):
        return "privacy-identity"
    if len(number) == 15 and is_former_identity(number, today):
        sure = place.preceded_by(_IDENTITY_WORDS) and not place.closely_preceded_by(_CREDIT_WORDS)
        return "privacy-identity" if sure and not place.broken() else ""
    if 16 <= len(number) <= 19 and number.isdecimal():
        return "privacy-card" if _is_card(number, place) else ""
    return "privacy-mobile" if _is_mobile(number, place) else ""


def _is_card(number: str, place: Place) -> bool:
    broken = place.broken()
    if broken and not (len(place.shape) == 2 and place.closely_preceded_by(_CARD_WORDS)):
        return False
    if (place.shape not in _CARD_GROUPS and not broken) or place.in_an_address():
        return False
    if place.closely_preceded_by(_PUBLIC_ACCOUNT) or place.closely_preceded_by(_CREDIT_WORDS):
        return False
    if is_unionpay(number):
        return not place.closely_preceded_by(_NOT_A_PHONE)
    return is_card(number) and (len(place.shape) > 1 or place.preceded_by(_CARD_WORDS))


def _is_mobile(number: str, place: Place) -> bool:
    shape = place.shape
    if place.broken():
        told = len(shape) == 2 and place.closely_preceded_by(_PHONE_WORDS)
        return told and _MOBILE.fullmatch(number) is not None
    for prefix in _COUNTRY:
        if number.startswith(prefix) and len(number) == 11 + len(prefix):
            number = number[len(prefix) :]
            shape = shape[1:] if shape[0] == len(prefix) else (shape[0] - len(prefix), *shape[1:])
    if len(number) != 11 or shape not in _MOBILE_GROUPS or _MOBILE.fullmatch(number) is None:
        return False
    if place.in_an_address() or _UNIT_AFTER.match(place.around.text, place.end):
        return False
    return not (place.closely_preceded_by(_NOT_A_PHONE) or place.is_amount())


def passports(around: Surroundings) -> Iterator[Number]:
    """Numbers of passports and travel permits; they need their name beside them or over their column."""
    if _PASSPORT_WORDS.search(around.text) is None:
        return
    for match in _PASSPORT.finditer(around.text):
        if _PASSPORT_WORDS.search(around.before(match.start())) and not _is_date(match[0]):
            yield Number(match.start(), match.end(), "privacy-passport")


def _is_date(number: str) -> bool:
    """Whether eight digits are a day such as 20240305 rather than a permit."""
    return (
        len(number) == 8 and number[:2] in {"19", "20"} and "01" <= number[4:6] <= "12" and number[6:] <= "31"
    )
