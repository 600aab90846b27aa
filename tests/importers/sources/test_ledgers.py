"""Ledgers: columns found, cells read, what must not pass for an id or a date, hostile workbooks."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.__main__ import main
from importers.model import HEAD_BYTES, MalformedExport, Post, Problem, Record
from importers.normalize import hyperlinks, workbook
from importers.sources import REMAINDER, SOURCES
from importers.sources.ledgers import cells, columns, sheets
from importers.sources.ledgers.source import Ledger
from tests.importers.city import City

HEADER = ["标题", "发布时间", "内容"]


def saved(folder: Path, rows: list[list[object]], name: str = "a.xlsx") -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


def read(path: Path) -> list[Record]:
    with path.open("rb") as stream:
        assert Ledger().detect(path, stream.read(HEAD_BYTES))
    return list(Ledger().read(path))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["标题", "时间", "内容", "来源"], {"title": 0, "date": 1, "body": 2, "source": 3}),
        (["序号", "标　题*", "发布时间（年月日）", "正 文："], {"title": 1, "date": 2, "body": 3}),
        (["Title", "pubDate", "sourceUrl", "infoSource"], {"title": 0, "date": 1, "url": 2, "source": 3}),
        (["标题", "时间", "发布时间", "内容"], {"title": 0, "date": 2, "body": 3}),
    ],
)
def test_columns_by_name(header: list[str], expected: dict[str, int]) -> None:
    layout = columns.find([["一张表"], header, ["x"] * len(header)])
    assert layout is not None
    assert (layout.header, layout.columns, layout.sure) == (2, expected, True)


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "电话"], ["甲", "1"]],
        [["标题", "备注"], ["甲", "乙"]],
        [["品种", "价格"], ["面粉", "2.9"], ["大米", "3.1"], ["小米", "4.1"], ["食盐", "1.1"]],
        [["职位代码", "部门名称"], *([f"220510003200{n}", "青澜市水务局综合管理岗位"] for n in range(5))],
        [],
        [["标题"]],
    ],
)
def test_tables_that_are_no_ledgers(rows: list[list[str]]) -> None:
    assert columns.find(rows) is None


def test_without_header_the_guess_is_shown_and_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = (
        "为保障供水，今晚检修管网，请各位居民提前储水，恢复供水的时间将另行通知，由此带来的不便敬请谅解，咨询电话见公告栏。"
        * 2
    )
    path = saved(
        tmp_path, [[f"第{number}号停水公告", f"2018/12/{number} 21:12:21", long] for number in range(10, 16)]
    )
    with pytest.raises(MalformedExport, match="title 第 1 列、date 第 2 列、body 第 3 列"):
        read(path)
    assert main(["columns", str(path), "--write"]) == 0
    assert "title = 1" in capsys.readouterr().out
    posts = [one for one in read(path) if isinstance(one, Post)]
    assert [one.title for one in posts][:2] == ["第10号停水公告", "第11号停水公告"]
    assert len(posts) == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-11-19 10:00", "2018-11-19 10:00"),
        ("2018/12/14 21:12:21", "2018-12-14 21:12"),
        ("2020年1月11日", "2020-01-11 00:00"),
        ("2020.2.8", "2020-02-08 00:00"),
        ("'2020-02-08", "2020-02-08 00:00"),
        ("43530", "2019-03-06 00:00"),
        ("43530.5", "2019-03-06 12:00"),
        ("2020年1月11日 星期六", "2020-01-11 00:00"),
        ("2020年2月30日", ""),
        ("去年", ""),
        ("3月4日", ""),
        ("昨天", ""),
        ("123", ""),
        ("", ""),
    ],
)
def test_moments(text: str, expected: str) -> None:
    found = cells.moment(text)
    assert (found.strftime("%Y-%m-%d %H:%M") if found else "") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4751234567890123.0", "4751234567890123"),
        ("'5106121943814622", "5106121943814622"),
        ("A-0003", "A-0003"),
        ("4.75E+15", ""),
        ("4.75e15", ""),
        ("5106121943814620000", ""),
        ("510612194381462", "510612194381462"),
        ("", ""),
    ],
)
def test_damaged_ids_are_no_identity(text: str, expected: str) -> None:
    assert cells.identity(text) == expected


def test_ids_of_two_ledgers_do_not_meet(city: City) -> None:
    for name, title in (("甲.csv", "甲的公告"), ("乙.csv", "乙的公告")):
        city.file(name, f"编号,ID,标题,发布时间,内容\n1,1,{title},2019-03-04,正文{title}\n".encode())
    request_sources = (*SOURCES, *REMAINDER[0])
    city.run(sources=request_sources)
    assert city.totals == {"published": 2}


def test_an_id_twice_with_other_words_is_two_posts(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        [
            ["ID", *HEADER],
            ["7", "甲", "2019-03-04", "甲文"],
            ["7", "乙", "2019-03-05", "乙文"],
            ["7", "甲", "2019-03-04", "甲文"],
        ],
    )
    ids = [one.source_id for one in read(path) if isinstance(one, Post)]
    assert ids[0] == ids[2] != ids[1]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://a.example/1","看 ""这里""")', 'HYPERLINK("http://a.example/1")']
)
def test_hyperlink_formulas_are_read_not_run(text: str) -> None:
    assert cells.link(text)[0] == "http://a.example/1"
    assert cells.link('=WEBSERVICE("http://a.example/1")')[0] == ""


def test_formulas_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '标题,发布时间,内容\n=cmd|calc!A0,2019-03-04,"=WEBSERVICE(""http://a.example"")"\n', encoding="utf-8"
    )
    (post,) = read(path)
    assert isinstance(post, Post)
    assert (post.title, post.source_url) == ("=cmd|calc!A0", "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("platform = 1", "不在可选之列"),
        ("[columns]\nheadline = 1", "headline"),
        ("[columns]\ntitle = '题目'", "不在表头里"),
        ("[columns]\ndate = 1", "没有写明标题"),
        ("x = 1", "x"),
        ("= 1", "读不懂"),
    ],
)
def test_a_wrong_law_says_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    path = saved(tmp_path, [HEADER, ["甲", "2019-03-04", "文"]])
    columns.beside(path).write_text(text, encoding="utf-8")
    with pytest.raises(MalformedExport, match=word):
        read(path)


def test_attachments_never_come_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "secret.doc").write_bytes(b"x")
    (tmp_path / "in").mkdir()
    path = saved(
        tmp_path / "in",
        [[*HEADER, "附件"], ["甲", "2019-03-04", "文", "../secret.doc;/etc/hostname;C:\\a.doc;a\0b"[:-3]]],
    )
    (post,) = read(path)
    assert isinstance(post, Post)
    assert [one.path for one in post.pictures] == [None, None, None]


def _package(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="&c;&d;"/></sheets></workbook>"""


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 torn",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
        _package({"xl/workbook.xml": ENTITIES}),
        _package({"xl/workbook.xml": b"<workbook", "xl/worksheets/sheet1.xml": b"<x"}),
        _package({"x": b""}),
    ],
)
def test_hostile_workbooks_are_refused_or_left(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert not Ledger().detect(path, content)
    assert hyperlinks.read(path) == {}
    with pytest.raises(MalformedExport):
        list(sheets.read(path))


class PanicException(BaseException):
    """As pyo3 names what Rust code raises when it gives up."""


def test_a_panic_of_the_reader_is_a_refusal_and_an_interrupt_is_none() -> None:
    with pytest.raises(MalformedExport, match="另存"), workbook.Guarded():
        raise PanicException("range start index out of range")
    with pytest.raises(KeyboardInterrupt), workbook.Guarded():
        raise KeyboardInterrupt


def test_a_merged_title_row_names_nothing_twice(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["青澜市台账", None, None], HEADER, ["甲", "2019-03-04", "文"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    book.save(tmp_path / "a.xlsx")
    found = next(sheets.read(tmp_path / "a.xlsx"))
    assert [row.cells for row in found.rows if not isinstance(row, Problem)] == [
        ["青澜市台账", "", ""],
        HEADER,
        ["甲", "2019-03-04", "文"],
    ]


@given(st.text(max_size=60))
def test_no_cell_raises(text: str) -> None:
    cells.moment(text)
    cells.identity(text)
    cells.link(text)


@given(st.lists(st.lists(st.text("标题时间内容12-:/ab", max_size=12), max_size=6), max_size=16))
def test_no_table_raises(rows: list[list[str]]) -> None:
    layout = columns.find(rows)
    assert layout is None or "title" in layout.columns


def test_a_table_of_accounts_is_no_ledger(tmp_path: Path) -> None:
    """weibo-crawler's users.csv: addresses and a last column that reads like dates make it look like one."""
    header = "用户id,昵称,性别,生日,所在地,学习经历,公司,注册时间,阳光信用,微博数,粉丝数,关注数,简介,主页,头像,上次记录微博信息"
    rows = [
        f"60000000{number:02},云溪发布{number},f,,云溪,,,2014-05-0{number},,{number}0,9,8,说明,https://m.weibo.cn/u/6{number},,2024-11-0{number}"
        for number in range(1, 9)
    ]
    content = "\ufeff" + "\n".join([header, *rows])
    path = tmp_path / "users.csv"
    path.write_text(content, encoding="utf-8")
    assert not Ledger().detect(path, content.encode())
    assert Ledger().detect(
        path, content.replace("用户id,昵称", "标题,作者").replace("注册时间", "日期").encode()
    )
