"""The sample city end to end: what the importers make of its exports, against the answer key."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from notices import departments, read, tree, values
from notices.accounts import load as load_accounts
from notices.render import to_html, to_text
from samples.city import load as load_city
from samples.markup import Block, Heading, Listing, Paragraph, Quotation, Table, plain

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = ROOT / "samples" / "exports"
ANSWERS: list[dict[str, Any]] = tomllib.loads((ROOT / "samples" / "expected.toml").read_text("utf-8"))["post"]
SOURCES = {post.key: post for post in load_city()}
PUBLISHED = [answer for answer in ANSWERS if answer["outcome"] == "published"]
OTHERS = [answer for answer in ANSWERS if answer["outcome"] != "published"]


def key_of(answer: dict[str, Any]) -> str:
    return str(answer["key"])


@dataclass(frozen=True, slots=True)
class City:
    """One import of all exports: the content folder, the report, and what the process said."""

    content: Path
    report: dict[str, Any]
    exit_code: int
    said: str


def run_import(content: Path, archive: Path, report: Path) -> City:
    command = [sys.executable, "-m", "importers", str(EXPORTS), "--content", str(content)]
    command += ["--archive", str(archive), "--report", str(report), "--imported", "2026-01-15"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert report.exists(), done.stderr
    return City(content, json.loads(report.read_text("utf-8")), done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("city")
    (folder / "content").mkdir()
    for register in ("departments.toml", "accounts.csv"):
        (folder / "content" / register).write_bytes((ROOT / "content" / register).read_bytes())
    return run_import(folder / "content", folder / "archive", folder / "report.json")


def outcomes_of(city: City, answer: dict[str, Any]) -> list[dict[str, str]]:
    """The outcomes of the records of *answer*: by file, and in tables of many posts by id as well."""
    inputs = {outcome["input"] for outcome in city.report["outcomes"]}
    assert set(answer["files"]) <= inputs
    of_files = [outcome for outcome in city.report["outcomes"] if outcome["input"] in answer["files"]]
    if answer["platform"] == "weibo":
        return [outcome for outcome in of_files if outcome["id"] == answer["ids"][0]]
    return of_files


def notice_of(city: City, answer: dict[str, Any]) -> Path:
    (name,) = {outcome["notice"] for outcome in outcomes_of(city, answer)}
    return city.content / name


def test_every_record_is_accounted_for(city: City) -> None:
    totals = Counter(outcome["outcome"] for outcome in city.report["outcomes"])
    assert city.exit_code == 0, city.said
    assert totals["published"] == len(PUBLISHED)
    assert totals["failed"] == totals["withheld"] == 0
    assert {name: count for name, count in city.report["totals"].items() if count} == dict(totals)
    assert city.report["records"] == sum(totals.values())


def test_every_file_has_an_outcome(city: City) -> None:
    files = {path.relative_to(EXPORTS).as_posix() for path in EXPORTS.rglob("*") if path.is_file()}
    assert {outcome["input"] for outcome in city.report["outcomes"]} == files
    assert city.report["files"] == len(files)


@pytest.mark.parametrize("answer", PUBLISHED, ids=key_of)
def test_each_post_is_published_once_and_its_copies_are_merged(city: City, answer: dict[str, Any]) -> None:
    outcomes = sorted(outcome["outcome"] for outcome in outcomes_of(city, answer))
    assert outcomes == ["merged"] * (len(answer["files"]) - 1) + ["published"]


@pytest.mark.parametrize("answer", OTHERS, ids=key_of)
def test_what_is_no_article_becomes_no_notice(city: City, answer: dict[str, Any]) -> None:
    (outcome,) = outcomes_of(city, answer)
    assert (outcome["outcome"], outcome["notice"]) == (answer["outcome"], "")
    assert outcome["reason"]


@pytest.mark.parametrize("answer", PUBLISHED, ids=key_of)
def test_the_front_matter_holds_what_the_key_says(city: City, answer: dict[str, Any]) -> None:
    notice = read(notice_of(city, answer))
    register = load_accounts(
        ROOT / "content" / "accounts.csv", departments.load(ROOT / "content" / "departments.toml")
    )
    (account,) = [one for one in register if answer["account"] in one.native_ids]
    assert (notice.platform, notice.account) == (answer["platform"], account.native_id)
    assert notice.department == account.department
    assert notice.date == moment(answer["date"])
    assert notice.captured == (moment(answer["captured"]) if answer["captured"] else None)
    assert notice.status == "published"
    assert notice.source == answer["source"]
    assert all(part in re.split(r"[_:]", notice.source_id) for part in answer["ids"])
    if answer["title"]:
        assert notice.title == answer["title"]


@pytest.mark.parametrize("answer", PUBLISHED, ids=key_of)
def test_the_body_holds_text_tables_and_pictures(city: City, answer: dict[str, Any]) -> None:
    path = notice_of(city, answer)
    html = to_html(read(path).body)
    sources = re.findall(r'<img[^>]* src="([^"]*)"', html)
    assert answer["phrase"] in to_text(html)
    assert len(re.findall(r"<t[dh]\b", html)) == answer["cells"]
    assert len(sources) == answer["present"]
    assert all((path.parent / source).is_file() for source in sources)
    assert len(re.findall("图片缺失|图片未", to_text(html))) == answer["missing"]


def squeezed(text: str) -> str:
    """*text* without white space and without the brackets of a reference to a picture."""
    return re.sub(r"\s", "", re.sub(r"\[图(\d)\]", r"图\1", text))


def written(block: Block) -> list[str]:
    """Every piece of text that *block* shows."""
    match block:
        case Paragraph() | Heading() | Quotation():
            return [plain(block.text)]
        case Listing():
            return [plain(entry) for entry in block.entries]
        case Table():
            return [cell.text.replace("//", "") for row in block.rows for cell in row]
        case _:
            return []


@pytest.mark.parametrize("answer", PUBLISHED, ids=key_of)
def test_no_word_of_a_post_is_lost(city: City, answer: dict[str, Any]) -> None:
    shown = squeezed(to_text(to_html(read(notice_of(city, answer)).body)))
    pieces = [squeezed(piece) for block in SOURCES[answer["key"]].blocks for piece in written(block)]
    assert [piece for piece in pieces if piece not in shown] == []


def span(cell: Tag, name: str) -> int:
    return int(str(cell.get(name, 1)))


@pytest.mark.parametrize("answer", [one for one in PUBLISHED if one["cells"]], ids=key_of)
def test_tables_are_kept_cell_for_cell(city: City, answer: dict[str, Any]) -> None:
    soup = BeautifulSoup(to_html(read(notice_of(city, answer)).body), "html.parser")
    kept = [
        (squeezed(cell.get_text()), span(cell, "rowspan"), span(cell, "colspan"))
        for cell in soup.select("td, th")
    ]
    tables = [block for block in SOURCES[answer["key"]].blocks if isinstance(block, Table)]
    cells = [cell for table in tables for row in table.rows for cell in row]
    assert kept == [(squeezed(cell.text.replace("//", "")), cell.rowspan, cell.colspan) for cell in cells]


def moment(text: str) -> datetime:
    return values.parse_moment(text)


def notices_titled(city: City, word: str) -> Iterator[str]:
    for path in sorted(city.content.rglob("*.md")):
        notice = read(path)
        if word in notice.title:
            yield notice.body


def test_an_untitled_text_post_does_not_repeat_its_text_as_title(city: City) -> None:
    (answer,) = [answer for answer in PUBLISHED if answer["key"] == "w06-云溪发布-07"]
    notice = read(notice_of(city, answer))
    assert notice.title
    assert len(notice.title) < 60


def test_a_share_keeps_the_own_comment_and_names_the_source_only(city: City) -> None:
    (answer,) = [answer for answer in PUBLISHED if answer["key"] == "w06-云溪发布-06"]
    notice = read(notice_of(city, answer))
    assert "云溪区共有各级账号163个" in notice.body
    assert "青澜发布" in notice.body + notice.source
    assert "僵尸账号" not in notice.body


def test_the_traditional_post_is_kept_as_written(city: City) -> None:
    (body,) = notices_titled(city, "雲溪區涉臺企業服務指南")
    assert "臺灣居民來往大陸通行證" in body
    (answer,) = [answer for answer in PUBLISHED if answer["title"].startswith("雲溪區")]
    assert read(notice_of(city, answer)).lang == "zh-Hant"


def test_an_article_that_quotes_a_platform_notice_stays_an_article(city: City) -> None:
    (body,) = notices_titled(city, "惠农补贴已取消")
    assert "该内容已被发布者删除" in body


def test_links_that_expire_are_not_published(city: City) -> None:
    bodies = "".join(path.read_text("utf-8") for path in city.content.rglob("*.md"))
    assert "Expires=" not in bodies
    assert "mpvideo.qpic.cn" not in bodies


def test_no_error_page_is_published_as_a_picture(city: City) -> None:
    heads = [path.read_bytes()[:16] for path in city.content.rglob("media/*")]
    assert heads
    assert not any(head.lstrip().startswith(b"<") for head in heads)


def test_page_furniture_is_not_part_of_any_notice(city: City) -> None:
    bodies = "".join(read(path).body for path in city.content.rglob("*.md"))
    for words in ("在小说阅读器中沉浸阅读", "微信扫一扫", "预览时标签不可点", "继续滑动看下一个", "JsDecode"):
        assert words not in bodies


def test_the_content_in_the_repository_is_this_import(city: City) -> None:
    """After a change of the importers: `python -m samples.refill`, look at the difference, commit it."""
    imported = [
        path for path in city.content.rglob("*") if path.suffix == ".md" or path.parent.name == "media"
    ]
    shipped = [ROOT / "content" / path.relative_to(city.content) for path in imported]
    stale = [path.name for path, twin in zip(imported, shipped, strict=True) if not same(path, twin)]
    assert stale == []


def same(path: Path, twin: Path) -> bool:
    return twin.exists() and twin.read_bytes() == path.read_bytes()


def test_no_notice_in_the_repository_came_from_elsewhere(city: City) -> None:
    archived = [path for path in tree.files(ROOT / "content") if read(path).archived]
    assert {path.relative_to(ROOT / "content") for path in archived} == {
        path.relative_to(city.content) for path in city.content.rglob("*.md")
    }


def test_a_second_import_changes_no_byte(city: City, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in city.content.rglob("*") if path.is_file()}
    again = run_import(city.content, city.content.parent / "archive", tmp_path / "again.json")
    assert again.exit_code == 0
    assert {path: path.read_bytes() for path in city.content.rglob("*") if path.is_file()} == before
