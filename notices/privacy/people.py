"""Names of persons beside illness or on lists of aid; masked names (张某某, 张*) are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notices.privacy.context import Surroundings, Table
from notices.privacy.names import GIVEN, NAME, SINGLE, is_name
from notices.privacy.rolls import rolls

_END = r"(?=[，、。；：（(\s|*,;:等家户一因患系今已申确\]]|同志|夫妇|的|$)"

_ILLNESS = (
    "癌|肿瘤|白血病|尿毒症|艾滋|HIV|精神分裂|精神障碍|精神病|抑郁症|癫痫|肺结核|乙肝|梅毒|血友病|脑瘫|渐冻症|帕金森|"
    "肾衰竭|肝硬化|心脏病|糖尿病|先天性|透析|化疗|确诊|阳性|智力残疾|精神残疾|肢体残疾|听力残疾|视力残疾|言语残疾|残疾等级|"
    "[一二三四]级残疾|流产|不孕"
)
_AID_PERSON = "低保户|低保对象|低保人员|特困人员|特困户|特困供养对象|五保户|贫困户|脱贫户|监测户|困难群众|困境儿童|孤儿|残疾人|救助对象|受助学生|贫困学生|贫困生|患者|病人"
_AID_LIST = re.compile(
    "低保|最低生活保障|特困|五保|贫困|脱贫|救助|帮扶|困境|孤儿|残疾|优抚|慰问|助学|补助对象|危房|高龄津贴|医疗补助|大病|护理补贴"
)
_AID_ROLL = re.compile(rf"{_AID_LIST.pattern}|困难群众|困难职工|困难家庭|困难学生|受助|{_ILLNESS}")
_ILLNESS_LIST = re.compile(rf"病种|病情|诊断|疾病|残疾类别|残疾等级|病因|{_ILLNESS}")

# Where a name may begin: not within a word, but right after what the person is.
_BEGIN = r"(?:(?<![\u4e00-\u9fff])|(?<=[村居市渔农]民)|(?<=学生|户主|职工|员工|老人|患儿|女童|男童))"
# 王建国，男，58岁，患肝癌: a name, at most a few particulars, a verb of falling ill, an illness; or 王建国（肝癌）.
_PERSON_FIRST = re.compile(
    rf"{_BEGIN}({NAME})(?:[（(][^。；\n|，）)]{{0,8}}?(?:{_ILLNESS})|{_END}[^。；\n|]{{0,24}}?"
    rf"(?:患有?|罹患|身患|确诊|查出|诊断为|被诊断|系|为|属|因|做|接受)[^。；\n|，]{{0,8}}?(?:{_ILLNESS}))"
)
_AID_FIRST = re.compile(rf"(?:{_AID_PERSON})[：:、“\"]?({NAME}){_END}")
_CHILD = re.compile(rf"(?:儿童|患儿|女童|男童|老人|学生)({NAME}){_END}")
_ILL = re.compile(rf"(?:{_ILLNESS})$")  # 脑瘫儿童王某某
_LONGEST_ILLNESS = 6
_CELL = re.compile(
    rf"(?:^|\||<t[dh]\b[^<>]{{0,200}}>)[ ]*(?:\*\*|<(?:p|b|strong|span)>)?({NAME}|[{SINGLE}] {{1,2}}{GIVEN})"
    r"\*{0,2}(?:[（(][^|<\n]{0,12}[）)])?\*{0,2}[ ]*(?=\||<|$)",
    re.MULTILINE,
)
# Columns of lists that are public by duty: officials, examinations, posts.
_PUBLIC_LIST = re.compile(r"职务|职称|岗位|职位|准考证|考号|成绩|负责人|责任人|队长|评委")
_NAME_HEADING = re.compile(r"姓\s*名|户主|学生|申请人|救助对象|受益人|持证人|患者|对象")
_ROLL = re.compile(r"名单|名册|花名册|发放表|发放公示|发放明细")
_FEWEST = 3  # names that make a table without headings a list
_TITLE = 200  # characters before a table in which its subject stands


def people(around: Surroundings) -> Iterator[tuple[int, int, str]]:
    """Spans of names beside illness or aid, with their rule."""
    for match in _PERSON_FIRST.finditer(around.text):
        if is_name(match[1]):
            yield (*match.span(1), "privacy-illness")
    for match in _AID_FIRST.finditer(around.text):
        if is_name(match[1]):
            ill = match[0].startswith(("患者", "病人"))
            yield (*match.span(1), "privacy-illness" if ill else "privacy-aid")
    for match in _CHILD.finditer(around.text):
        said = _ILL.search(around.text[max(match.start() - _LONGEST_ILLNESS, 0) : match.start()])
        if said and is_name(match[1]):
            yield (*match.span(1), "privacy-illness")
    for span in rolls(around.text, _AID_ROLL):
        yield (*span, "privacy-aid")
    for table in around.tables:
        yield from _in_table(table, around)


def _in_table(table: Table, around: Surroundings) -> Iterator[tuple[int, int, str]]:
    rule = _subject(table, around)
    if not rule:
        return
    if _NAME_HEADING.search(table.heading) is None:
        yield from _unheaded(table, around)
        return
    for match in _CELL.finditer(around.text, table.start + len(table.heading), table.end):
        heading = around.heading(match.start(1))
        if _NAME_HEADING.search(heading) and is_name(match[1]):
            yield (*match.span(1), rule)


def _unheaded(table: Table, around: Surroundings) -> Iterator[tuple[int, int, str]]:
    """Names in a table without a row of headings, where what stands before it calls it a list of persons."""
    if _ROLL.search(_before(table, around)) is None:
        return
    cells = _CELL.finditer(around.text, table.start, table.end)
    found = [match.span(1) for match in cells if is_name(match[1])]
    if len(found) >= _FEWEST:
        yield from ((*span, "privacy-aid") for span in found)


def _before(table: Table, around: Surroundings) -> str:
    """The title, and what is said right before the *table*."""
    title = around.text[: min(around.text.find("\n"), _TITLE)] if "\n" in around.text else ""
    return f"{title}\n{around.text[max(table.start - _TITLE, 0) : table.start]}"


def _subject(table: Table, around: Surroundings) -> str:
    """Which rule a list of names would break, by its columns, what is said right before it, and the title."""
    if _ILLNESS_LIST.search(table.heading):
        return "privacy-illness"
    if _PUBLIC_LIST.search(table.heading):
        return ""
    said = f"{table.heading}\n{_before(table, around)}"
    return "privacy-aid" if _AID_LIST.search(said) else ""
