"""What the Weibo sources must claim, must not claim, and must survive."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.model import HEAD_BYTES, AccountKey, MalformedExport, Post, Problem, Record, Skipped, Source
from importers.normalize.ids import to_bid
from importers.sources import SOURCES
from importers.sources.weibo_crawler_json import WeiboCrawlerJson
from importers.sources.weibo_export import account_of
from importers.sources.weibo_tables import WeiboTable
from notices.workbook import workbook

CSV = WeiboTable("weibo-crawler")
JSON = WeiboCrawlerJson()
HEADER = "id,bid,正文,头条文章url,原始图片url,视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户\r\n"
SAMPLES = Path("../shared/samples/weibo")


def row(number: int, text: str = "一条微博。") -> str:
    mid = str(4505527885177000 + number)
    return f'{mid},{to_bid(mid)},"{text}",,,,,2020-05-17,微博网页版,1,2,3,,\r\n'


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(source: Source, path: Path) -> list[Record]:
    return list(source.read(path))


@pytest.mark.parametrize(
    "head",
    [
        HEADER,
        "\ufeff" + HEADER,
        HEADER.split(",头条")[0],
        '"id","bid","正文"\n',
        HEADER.replace("\r\n", "\n"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_header_is_claimed(head: str, encoding: str) -> None:
    assert CSV.detect(Path("1.csv"), head.encode(encoding))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\0" * 1000,
        bytes(range(256)),
        "id,bid,user_id,用户昵称,微博正文\n".encode(),
        "微博id,微博正文,原始图片url\n".encode(),
        "标题,时间,内容\nid,bid,正文\n".encode(),
        "用户id,昵称,性别\n".encode(),
        b"id,bid\n",
        b"PK\x03\x04id,bid",
        b'{"user": {}, "weibo": "none"}',
        b'{"user": {}, "weibo": [{"content": "weiboSpider", "publish_tool": ""}]}',
        b'[{"user": {}, "weibo": []}]',
        b'{"data": {"user": {"weibo": [{"bid": 1}]}}}',
        b"<html>id,bid,</html>",
    ],
)
def test_other_files_are_not_claimed(head: bytes) -> None:
    assert not CSV.detect(Path("1.csv"), head)
    assert not JSON.detect(Path("1.json"), head)


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace(",", ";").encode("gb18030"),
        lambda text: text.replace(",", "\t").encode("utf-16"),
        lambda text: text.replace("\r\n", "\r").encode("utf-8-sig"),
        lambda text: workbook({"1000000102": list(csv.reader(text.splitlines()))}),
    ],
    ids=["semicolons", "tabs", "carriage returns", "workbook"],
)
def test_what_a_spreadsheet_program_saved_again_is_read_the_same(
    tmp_path: Path, saved: Callable[[str], bytes]
) -> None:
    text = HEADER + row(1) + row(2, "第二条。")
    content = saved(text)
    path = write(tmp_path / ("1000000102.xlsx" if content.startswith(b"PK") else "1000000102.csv"), content)
    assert [one.name for one in SOURCES if one.detect(path, content)] == ["weibo-crawler"]
    assert read(CSV, path) == read(CSV, write(tmp_path / "1000000102.csv", text))


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("titled", [False, True])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_title_above_and_numbers_before_the_rows_are_a_person_s(
    tmp_path: Path, numbered: bool, titled: bool, suffix: str
) -> None:
    table = list(csv.reader((HEADER + row(1) + row(2)).splitlines()))
    if numbered:
        table = [[str(number) if number else "序号", *cells] for number, cells in enumerate(table)]
    if titled:
        table.insert(0, ["青澜发布微博一览", *[""] * (len(table[0]) - 1)])
    told = "\r\n".join(map(",".join, table)).encode("gb18030")
    content = told if suffix == ".csv" else workbook({"微博": table})
    path = write(tmp_path / f"1000000102{suffix}", content)
    assert [one.name for one in SOURCES if one.detect(path, content)] == ["weibo-crawler"]
    found = read(CSV, path)
    assert [one.source_id for one in found if isinstance(one, Post)] == [
        "4505527885177001",
        "4505527885177002",
    ]
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["表头之上的标题"] * titled


def test_a_spreadsheet_s_day_number_is_the_day_of_the_row(tmp_path: Path) -> None:
    cells = "11289952788,icFLaQ,早年的,,,,,40179.4375,,,,,,"  # 2010-01-01 10:30, before ids told the time
    (post,) = read(CSV, write(tmp_path / "1000000102.csv", f"{HEADER}{cells}\r\n"))
    assert isinstance(post, Post)
    assert [f"{one.when:%Y-%m-%d %H:%M:%S}" for one in post.witnesses] == ["2010-01-01 10:30:00"]


@pytest.mark.parametrize("kept", ["4505527885177000", "4505527885180000", "4.50552788518E+15"])
def test_digits_that_a_spreadsheet_dropped_come_back_from_the_short_id(tmp_path: Path, kept: str) -> None:
    path = write(tmp_path / "1000000102.csv", HEADER + row(1).replace("4505527885177001", kept))
    (post,) = read(CSV, path)
    assert isinstance(post, Post)
    assert post.source_id == "4505527885177001"


def test_json_is_claimed_by_its_posts() -> None:
    assert JSON.detect(Path("1.json"), b'{"user": {"id": "1"}, "weibo": [{"id": 1, "bid": "x"')
    assert JSON.detect(Path("1.json"), b'{"user":{"id":"1"},"weibo":[]}')


@pytest.mark.parametrize(
    ("path", "account"),
    [
        ("weibo/青澜发布/1000000102.csv", AccountKey("weibo", ("1000000102",), "青澜发布")),
        ("weibo/1000000102/1000000102.csv", AccountKey("weibo", ("1000000102",))),
        ("导出/weibo_1000000102_青澜发布.csv", AccountKey("weibo", ("1000000102",), "青澜发布")),
        ("导出/微博.csv", AccountKey("weibo")),
        ("导出/20241129120000.csv", AccountKey("weibo")),
    ],
)
def test_the_path_says_whose_it_is(path: str, account: AccountKey) -> None:
    assert account_of(Path(path)) == account


def test_without_a_uid_the_address_is_by_post(tmp_path: Path) -> None:
    (post,) = read(CSV, write(tmp_path / "微博.csv", HEADER + row(1)))
    assert isinstance(post, Post)
    assert post.source_url == "https://weibo.com/detail/4505527885177001"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("11289952788,icFLaQ,无日期,,,,,昨天 10:00,,,,,,", "昨天 10:00"),
        ("11289952788,icFLaQ,无日期,,,,,,,,,,,", "不是可以确定的日期"),
        ("4.75E+15,,编号坏了,,,,,2020-05-17,,,,,,", "4.75E+15"),
        ("4.75E+15,icFLaQ,太早,,,,,,,,,,,", "不是可以确定的日期"),
        (",,没有编号,,,,,2020-05-17,,,,,,", "也没有短编号"),
        ("4505540386357269,J2k86qFOB,少一格,2020-05-17", "有 4 个字段"),
    ],
)
def test_a_row_without_identity_or_date_is_a_problem_and_no_notice(
    tmp_path: Path, cells: str, reason: str
) -> None:
    (problem,) = read(CSV, write(tmp_path / "1000000102.csv", f"{HEADER}{cells}\r\n"))
    assert isinstance(problem, Problem)
    assert problem.position == "第 2 行"
    assert reason in problem.reason


def test_a_lost_date_is_taken_from_the_id_never_from_today(tmp_path: Path) -> None:
    cells = "4505540386357269,J2k86qFOB,昨天的,,,,,昨天 10:00,,,,,,"
    (post,) = read(CSV, write(tmp_path / "1000000102.csv", f"{HEADER}{cells}\r\n"))
    assert isinstance(post, Post)
    assert [(one.kind, one.text) for one in post.witnesses] == [("id", "2020-05-17 12:00:00")]


def test_an_endless_line_costs_one_record_and_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "1000000102.csv"
    with path.open("wb") as stream:
        stream.write((HEADER + row(1)).encode())
        for _ in range(100):
            stream.write(b"x" * (1 << 20))
        stream.write(("\r\n" + row(2)).encode())
    tracemalloc.start()
    records = read(CSV, path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(record) for record in records] == [Post, Problem, Post]
    assert "第 3 行" in records[1].position
    assert peak < 60 << 20


def test_an_endless_json_string_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "1000000102.json"
    with path.open("wb") as stream:
        stream.write(b'{"user": {"id": "1000000102"}, "weibo": [{"bid": "')
        for _ in range(40):
            stream.write(b"x" * (1 << 20))
    with pytest.raises(MalformedExport, match="JSON") as caught:
        read(JSON, path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content", [HEADER.encode() + b"\xff\xff\xff\n", HEADER.encode() + row(1).encode() + b"\xc3("]
)
def test_an_unknown_encoding_is_one_chinese_line(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(MalformedExport, match=r"第 \d 行：UTF-8 编码在此损坏"):
        read(CSV, write(tmp_path / "1.csv", content))


def test_a_header_alone_gives_nothing(tmp_path: Path) -> None:
    assert read(CSV, write(tmp_path / "1.csv", HEADER)) == []


def test_deep_nesting_and_odd_types_do_not_escape(tmp_path: Path) -> None:
    post: dict[str, object] = {
        "id": 4505527885177001,
        "bid": to_bid("4505527885177001"),
        "created_at": "2020-05-17",
    }
    for _ in range(300):
        post = post | {"retweet": post}
    odd = {
        "id": [1],
        "bid": None,
        "text": 3.5,
        "pics": {"0": "x"},
        "links": "x",
        "created_at": True,
        "retweet": [],
    }
    text = json.dumps({"user": {"id": "1000000102"}, "weibo": [post, odd, None, []]})
    records = read(JSON, write(tmp_path / "1000000102.json", text))
    assert [type(record) for record in records] == [Post, Problem, Problem, Problem]


def test_lone_surrogates_of_json_can_be_written(tmp_path: Path) -> None:
    text = '{"user":{"id":"1000000102"},"weibo":[{"id":4505527885177001,"bid":"","text":"\\ud83d坏","created_at":"2020-05-17"}]}'
    (post,) = read(JSON, write(tmp_path / "1000000102.json", text))
    assert isinstance(post, Post)
    assert post.body.encode() == "坏".encode()


def claims(path: Path) -> list[Source]:
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    return [source for source in SOURCES if source.detect(path, head)]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports are not on this machine")
@pytest.mark.parametrize(
    ("name", "posts", "reposts"),
    [
        ("weibocrawler_2803301701_人民日报.csv", 1498, 0),
        ("weibocrawler_2656274875_央视新闻.csv", 200, 5),
        ("weibocrawler_2656274875_央视新闻.json", 200, 5),
        ("weibocrawler_1960785875_津云新闻.csv", 200, 24),
        ("weibocrawler_1960785875_津云新闻.json", 200, 24),
    ],
)
def test_real_exports_are_read_whole(name: str, posts: int, reposts: int) -> None:
    (source,) = claims(SAMPLES / name)
    records = read(source, SAMPLES / name)
    assert Counter(type(record) for record in records) == {Post: posts}
    found = [record for record in records if isinstance(record, Post)]
    assert sum(post.kind == "转载" for post in found) == reposts
    assert all(post.title and post.body and post.witnesses for post in found)
    assert all(
        len({picture.key for picture in post.pictures}) == post.body.count("](media:") for post in found
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports are not on this machine")
@pytest.mark.parametrize("name", ["weibocrawler_2656274875_央视新闻", "weibocrawler_1960785875_津云新闻"])
def test_the_csv_and_json_twins_of_an_account_agree(name: str) -> None:
    twins = [
        read(*next((source, path) for source in claims(path))) for path in sorted(SAMPLES.glob(f"{name}.*"))
    ]
    said = [
        {post.source_id: (post.title, post.body) for post in twin if isinstance(post, Post)} for twin in twins
    ]
    assert said[0] == said[1]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports are not on this machine")
def test_no_real_file_is_claimed_twice() -> None:
    assert all(len(claims(path)) <= 1 for path in SAMPLES.iterdir() if path.is_file())


def test_a_number_of_thousands_of_digits_before_a_post_is_its_text(tmp_path: Path) -> None:
    said = f"{'9' * 5000}:甲"
    text = f"用户信息\n用户昵称：青澜\n用户id：1234567890\n\n微博内容\n{said}\n发布时间：2020-05-17 10:00\n\n"
    (source,) = (one for one in SOURCES if one.name == "weibo-spider-txt")
    (found,) = read(source, write(tmp_path / "1234567890.txt", text))
    assert isinstance(found, Post)
    assert found.body.startswith("999")
