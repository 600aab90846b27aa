"""What the row-writing tools must not claim, must not publish, and must survive. Cases: exports/apps, exports/weibo."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.model import HEAD_BYTES, MalformedExport, Post, Problem, Record, Skipped
from importers.sources import SOURCES
from importers.sources.row_tool import RowTool

TOOLS = {source.name: source for source in SOURCES if isinstance(source, RowTool)}
FOLDER = Path(__file__).parents[3] / "importers" / "sources" / "tables"
AWEME = {
    "aweme_id": "7436001234567890123",
    "aweme_type": "0",
    "title": "",
    "desc": "演练通知。",
    "create_time": 1731550500,
    "user_id": "59583312345",
    "nickname": "青澜消防",
    "aweme_url": "https://www.douyin.com/video/7436001234567890123",
    "video_download_url": "https://v.example.com/a.mp4",
}


def claims(path: Path) -> list[str]:
    head = path.read_bytes()[:HEAD_BYTES]
    return [source.name for source in SOURCES if source.detect(path, head)]


def read(path: Path) -> list[Record]:
    (name,) = claims(path)
    return list(TOOLS[name].read(path))


def rows(folder: Path, *values: object, name: str = "creator_contents_2026-11-01.json") -> list[Record]:
    path = folder / name
    path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return read(path)


def database(path: Path, tables: dict[str, list[dict[str, object]]]) -> Path:
    with closing(sqlite3.connect(path)) as base:
        for table, values in tables.items():
            columns = list(values[0])
            base.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            base.executemany(f"INSERT INTO {table} VALUES ({marks})", [tuple(row.values()) for row in values])
        base.commit()
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", ""),
        ("a.csv", "标题,发布时间,内容\n甲,2024-01-01,乙\n"),
        ("a.csv", "作品ID,作品描述\n1,2\n"),
        ("a.csv", "note_id\n"),
        ("a.csv", 'aweme_id,"desc\n'),
        ("a.txt", "aweme_id aweme_type desc create_time aweme_url"),
        ("a.json", '{"aweme_id": 1'),
        ("a.json", '[["aweme_id", "aweme_type", "desc", "create_time", "aweme_url"]]'),
        ("a.json", "[]"),
        ("a.json", '{"article": {"tieba_id": "1", "note_id": "2", "title": "x"}}'),
        ("a.html", "<html>aweme_id,aweme_type,desc,create_time,aweme_url</html>"),
    ],
)
def test_other_files_are_not_claimed(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert [one for one in claims(path) if one in TOOLS] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    head=st.binary(max_size=200)
    | st.sampled_from([b"PK\x03\x04", b"SQLite format 3\0", b"a,b\r\rc", b'{"a":'])
)
def test_detection_never_raises(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(head)
    assert [tool.name for tool in TOOLS.values() if tool.detect(path, head)] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_a_torn_export_gives_what_is_whole(tmp_path: Path, data: st.DataObject) -> None:
    whole = json.dumps([AWEME, AWEME | {"aweme_id": "7436001234567890124"}], ensure_ascii=False)
    path = tmp_path / "x.json"
    path.write_text(whole[: data.draw(st.integers(0, len(whole) - 1))], encoding="utf-8")
    try:
        found = list(TOOLS["mediacrawler"].read(path))
    except MalformedExport:
        return
    posts = [one.source_id for one in found if isinstance(one, Post)]
    assert posts == ["7436001234567890123", "7436001234567890124"][: len(posts)]
    assert len(found) > len(posts) or not posts


@pytest.mark.parametrize(
    ("change", "source_id"),
    [
        ({}, "7436001234567890123"),
        ({"aweme_id": 7436001234567890000}, "7436001234567890123"),
        ({"aweme_id": 7.436001234567890e18}, "7436001234567890123"),
        ({"aweme_id": "7436001234567890999"}, "7436001234567890999"),
        ({"aweme_id": "7436001234567890123\t"}, "7436001234567890123"),
    ],
)
def test_the_id_survives_floating_point_through_the_address(
    tmp_path: Path, change: dict[str, object], source_id: str
) -> None:
    (post,) = rows(tmp_path, AWEME | change)
    assert isinstance(post, Post)
    assert post.source_id == source_id


@pytest.mark.parametrize("kept", ["4505527885177000", "4.50553E+15", "4505527885177001"])
def test_a_weibo_s_id_survives_a_spreadsheet_through_the_address(tmp_path: Path, kept: str) -> None:
    url = "https://m.weibo.cn/detail/4505527885177001"
    note = {"note_id": kept, "content": "通知。", "create_date_time": "2020-05-17 10:00:00", "note_url": url}
    (post,) = rows(tmp_path, note | {"user_id": "1000000102", "nickname": "青澜发布"})
    assert isinstance(post, Post)
    assert post.source_id == "4505527885177001"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"aweme_id": "7.436E+18", "aweme_url": ""}, "科学计数"),
        ({"aweme_id": "", "aweme_url": "https://www.douyin.com/"}, "作品编号"),
        ({"creator_hash": "9f1c", "nickname": "青***防"}, "打了码"),
        ({"user_id": "", "nickname": "青***防"}, "打了码"),
        ({"user_id": "", "nickname": ""}, "没有写明是哪个账号"),
    ],
)
def test_a_row_that_proves_nothing_is_a_problem(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    (problem,) = rows(tmp_path, AWEME | change)
    assert isinstance(problem, Problem)
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("name", "of_many"),
    [
        ("creator_contents_2026-11-01.json", False),
        ("search_contents_2026-11-01.json", True),
        ("detail_contents_2026-11-01.json", True),
        ("消防.json", False),
    ],
)
def test_a_search_holds_the_posts_of_many(tmp_path: Path, name: str, of_many: bool) -> None:
    (post,) = rows(tmp_path, AWEME, name=name)
    assert isinstance(post, Post)
    assert post.of_many is of_many


def test_a_database_is_read_table_by_table(tmp_path: Path) -> None:
    aweme = {name: str(value) for name, value in AWEME.items()}
    path = database(
        tmp_path / "sqlite_tables.db",
        {
            "douyin_aweme": [aweme],
            "douyin_aweme_comment": [
                {"comment_id": "1", "content": "路人甲的话", "create_time": "1731550600"}
            ],
            "tieba_note": [{"note_id": "1", "title": "别的平台"}],
            "kuaishou_video": [
                {
                    "video_id": "3xk8qinglan2024a",
                    "video_type": "1",
                    "desc": "夜间巡逻",
                    "create_time": 1722600000123,
                    "user_id": "3xqlgongan",
                    "video_play_url": "",
                }
            ],
        },
    )
    found = read(path)
    assert [(type(one).__name__, one.position) for one in found] == [
        ("Post", "douyin_aweme 第 1 条"),
        ("Skipped", "douyin_aweme_comment"),
        ("Post", "kuaishou_video 第 1 条"),
    ]
    assert "路人甲" not in repr(found)
    assert all(one.of_many for one in found if isinstance(one, Post))


def test_the_downloaders_databases(tmp_path: Path) -> None:
    xhs = {
        "采集时间": "2026-11-01 10:00:00", "作品ID": "66aa00112233445566778899", "作品类型": "图文",
        "作品标题": "湿地观鸟", "作品描述": "开放时间 8:00", "作品标签": "湿地 青澜", "发布时间": "2024-08-02_20:00:00",
        "作者昵称": "青澜文旅", "作者ID": "5f0011223344556677889900",
        "作品链接": "https://www.xiaohongshu.com/explore/66aa00112233445566778899",
        "下载地址": "https://ci.example.com/a https://ci.example.com/b",
    }  # fmt: skip
    ks = {
        "采集日期": "2026-11-01", "作品类型": "视频", "作者昵称": "青澜公安", "作者ID": "3xqlgongan",
        "发布日期": "2024-08-02 20:00:00", "作品ID": "3xk8qinglan2024a", "作品文案": "夜间巡逻", "下载链接": "https://v.example.com/a",
    }  # fmt: skip
    (note,) = read(database(tmp_path / "ExploreData.db", {"explore_data": [xhs]}))
    (video,) = read(database(tmp_path / "DetailData.db", {"detail": [ks]}))
    assert isinstance(note, Post)
    assert isinstance(video, Post)
    assert [one.url for one in note.pictures] == ["https://ci.example.com/a", "https://ci.example.com/b"]
    assert note.tags == ("湿地", "青澜")
    assert note.title == "湿地观鸟"
    assert video.body.endswith("〔视频：未随导出文件保存〕")
    assert {one.witnesses[0].when.isoformat() for one in (note, video)} == {"2024-08-02T20:00:00+08:00"}


def test_a_damaged_database_says_so(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.db", {"douyin_aweme": [{name: str(value) for name, value in AWEME.items()}] * 400}
    )
    content = path.read_bytes()
    path.write_bytes(content[:8192] + bytes(len(content) - 8192))
    try:
        found = read(path)
    except MalformedExport as error:
        assert "重新复制" in str(error)
    else:
        assert isinstance(found[-1], Problem)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("platform = douyin", "写得不对"),
        ('platform = "douyin"\nid = "1"\nname = "甲"\n', "vouched_by"),
        ('platform = "douyin"\nid = 1\nname = "甲"\nvouched_by = "乙"\n', "缺少 id"),
    ],
)
def test_an_incomplete_word_vouches_for_nothing(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "account.toml").write_text(content, encoding="utf-8")
    with pytest.raises(MalformedExport, match=reason):
        rows(tmp_path, AWEME | {"creator_hash": "9f1c"})


def test_a_word_stands_for_the_folders_below(tmp_path: Path) -> None:
    told = 'platform = "douyin"\nid = "1"\nname = "甲"\nvouched_by = "乙"\n'
    (tmp_path / "account.toml").write_text(told, encoding="utf-8")
    (tmp_path / "douyin" / "json").mkdir(parents=True)
    (post,) = rows(tmp_path / "douyin" / "json", AWEME | {"creator_hash": "9f1c"})
    assert isinstance(post, Post)
    assert post.account.ids == ("1",)
    assert post.companions == (tmp_path / "account.toml",)


def test_a_word_for_another_platform_does_not_count(tmp_path: Path) -> None:
    told = 'platform = "weibo"\nid = "1"\nname = "甲"\nvouched_by = "乙"\n'
    (tmp_path / "account.toml").write_text(told, encoding="utf-8")
    (problem,) = rows(tmp_path, AWEME | {"creator_hash": "9f1c"})
    assert isinstance(problem, Problem)


def test_the_rows_own_account_stands_above_a_person_s_word(tmp_path: Path) -> None:
    told = 'platform = "douyin"\nid = "1"\nname = "甲"\nvouched_by = "乙"\n'
    (tmp_path / "account.toml").write_text(told, encoding="utf-8")
    (post,) = rows(tmp_path, AWEME)
    assert isinstance(post, Post)
    assert post.account.ids == ("59583312345",)


def test_what_not_everybody_could_see_is_not_published(tmp_path: Path) -> None:
    video = {
        "objectId": "UzFfAgtgekIEAQAAAAAD",
        "createTime": 1722600000,
        "desc": {"description": "内部试播"},
        "visibleType": 2,
    }
    (record,) = rows(tmp_path, video, name="list.json")
    assert isinstance(record, Skipped)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_definition_names_only_platforms_and_fields_that_exist(tool: str) -> None:
    known = {
        "id", "ids", "mid", "bid", "uid", "name", "title", "text", "created", "captured", "url", "pictures", "videos",
        "declared_pictures", "type", "topics", "place", "article_url", "quoted", "visible",
    }  # fmt: skip
    names = [path.stem for path in FOLDER.glob(f"{tool}*.toml")]
    assert names
    for name in names:
        raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        assert set(raw["fields"]) <= known
        assert raw["recognised_by"]
