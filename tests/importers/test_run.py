"""The import run: every record ends once, nothing is lost, nothing is written twice, whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import IO

import pytest

import durable
from importers import desk
from importers.run import EmptyImport, Overlap
from notices import accounts, departments, read, tree
from notices.notice import render
from tests.importers.city import PNG, City, Greedy, Lines


def post(source_id: str, **more: object) -> dict[str, object]:
    return {"id": source_id, "date": "2022-04-29 10:42", **more}


# Outcomes ----------------------------------------------------------------------------------------------------


def test_every_record_and_file_ends_exactly_once(city: City) -> None:
    city.file("a_files/1.png", PNG)
    city.file("a_files/style.css", b"p {}")
    city.file("unknown.xyz", b"\x00\x01\x02")
    city.export(
        "a.posts",
        post(
            "1",
            body="看图\n\n![图](media:a_files/1.png)",
            pictures=["a_files/1.png"],
            companions=["a_files/style.css"],
        ),
        {"lost": "发布者已删除", "id": "2"},
        {"skipped": "列表页，不是条目"},
        {"problem": "少了三列"},
        {"id": "3", "title": "没有日期"},
    )
    city.run()
    told = {(one.input, one.position): (one.outcome, one.reason) for one in city.told}
    assert {key: value[0] for key, value in told.items()} == {
        ("a.posts", "第 1 行"): "published",
        ("a.posts", "第 2 行"): "lost",
        ("a.posts", "第 3 行"): "skipped",
        ("a.posts", "第 4 行"): "failed",
        ("a.posts", "第 5 行"): "withheld",
        ("a_files/1.png", ""): "merged",
        ("a_files/style.css", ""): "skipped",
        ("unknown.xyz", ""): "skipped",
    }
    assert all(reason for _, reason in told.values())
    assert city.summary.files == 4
    assert city.totals == {"published": 1, "lost": 1, "skipped": 3, "failed": 1, "withheld": 1, "merged": 1}


def test_a_published_notice_is_valid_and_says_where_it_came_from(city: City) -> None:
    path = city.export("a.posts", post("1", title="关于停水的通知", body="今日停水。", author="甲"))
    city.run()
    notice = read(city.notice("1"))
    assert (notice.title, notice.body, notice.author, notice.kind) == (
        "关于停水的通知",
        "今日停水。",
        "甲",
        "通知",
    )
    assert notice.date.isoformat() == "2022-04-29T10:42:00+08:00"
    assert notice.date_evidence == "数据行 2022-04-29 10:42"
    assert (notice.platform, notice.account, notice.source_id) == ("weixin", "gh_one", "1")
    assert notice.original == hashlib.sha256(path.read_bytes()).hexdigest()
    assert str(notice.imported) == "2026-11-21"
    assert city.notice("1").relative_to(city.content).as_posix() == tree.path_of(notice)
    assert city.notices() == {tree.path_of(notice): notice}


def test_the_number_of_published_records_is_the_number_of_notices(city: City) -> None:
    city.export("a.posts", post("1"), post("2"), post("1", body="正文1更长一些"))
    city.export("b.posts", post("2", body="正文2比前一份长得多"), post("3"), post("1", body="短"))
    city.run()
    assert city.totals == {"published": 3, "merged": 3}
    assert len(list(city.content.rglob("*.md"))) == 3
    assert {one.notice for one in city.told if one.outcome == "published"} == {
        path.relative_to(city.content).as_posix() for path in city.content.rglob("*.md")
    }


# One post, one notice ----------------------------------------------------------------------------------------


def test_the_richer_body_wins_and_the_other_is_merged(city: City) -> None:
    city.export("a.posts", post("1", body="短文", author="甲"))
    city.export("b.posts", post("1", body="长得多的同一篇文章"))
    city.run()
    assert city.ends() == [("1", "merged"), ("1", "published")]
    assert "b.posts" in city.told[0].reason
    notice = read(city.notice("1"))
    assert (notice.body, notice.author) == ("长得多的同一篇文章", "甲")


def test_of_equals_the_first_stays(city: City) -> None:
    city.export("a.posts", post("1", title="甲"))
    city.export("b.posts", post("1", title="乙"))
    assert city.run().ends() == [("1", "published"), ("1", "merged")]
    assert read(city.notice("1")).title == "甲"


def test_a_second_run_changes_no_byte_and_tells_the_same(city: City) -> None:
    city.file("p/1.png", PNG)
    city.export(
        "a.posts",
        post("1", body="短", author="甲"),
        post("2", pictures=["p/1.png"], body="![](media:p/1.png)"),
    )
    city.export("b.posts", post("1", body="长一些的正文"), {"id": "4"})
    first = city.run().ends()
    content, archive = city.bytes_of(), city.bytes_of("archive")
    assert city.run(day=date(2026, 12, 1)).ends() == first
    assert city.bytes_of() == content
    city.run()
    assert {name for name in city.bytes_of("archive") if "/data/" in name} == {
        name for name in archive if "/data/" in name
    }


def test_a_fresh_archive_changes_no_content(city: City) -> None:
    city.export("a.posts", post("1", body="短", author="甲"), post("2"))
    city.export("b.posts", post("1", body="长一些的正文"))
    first = city.run().ends()
    content = city.bytes_of()
    shutil.rmtree(city.archive)
    assert city.run(day=date(2026, 12, 1)).ends() == first
    assert city.bytes_of() == content


def test_a_later_export_enriches_what_an_earlier_import_wrote(city: City) -> None:
    city.run(city.export("a.posts", post("1", body="短")))
    city.run(city.export("b.posts", post("1", body="后来找到的全文")), day=date(2026, 12, 1))
    notice = read(city.notice("1"))
    assert (notice.body, str(notice.imported)) == ("后来找到的全文", "2026-11-21")
    assert city.totals == {"published": 1}


def test_different_posts_of_one_moment_and_title_are_two_notices(city: City) -> None:
    city.export("a.posts", post("1", title="同题", body="一"), post("2", title="同题", body="二"))
    city.run()
    assert [read(city.notice(one)).body for one in "12"] == ["一", "二"]


# What people changed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fresh_archive", [False, True])
def test_an_edited_notice_is_kept_and_reported(city: City, fresh_archive: bool) -> None:
    city.run(city.export("a.posts", post("1", body="含有不该公开的电话")))
    path = city.notice("1")
    path.write_text(
        path.read_text(encoding="utf-8").replace("不该公开的电话", "（已隐去）"), encoding="utf-8"
    )
    edited = path.read_bytes()
    if fresh_archive:
        shutil.rmtree(city.archive)
    city.run(city.exports / "a.posts")
    assert (path.read_bytes(), city.told[0].outcome) == (edited, "published")
    assert "人工修改" in city.told[0].reason
    city.run(city.export("b.posts", post("1", body="含有不该公开的电话，而且更长更全")))
    assert (path.read_bytes(), city.told[0].outcome) == (edited, "merged")
    assert "人工修改" in city.told[0].reason


def test_a_withdrawn_notice_stays_withdrawn(city: City) -> None:
    city.run(city.export("a.posts", post("1")))
    path = city.notice("1")
    path.write_text(
        path.read_text(encoding="utf-8").replace("imported:", "status: withdrawn\nimported:"),
        encoding="utf-8",
    )
    city.run(city.export("a.posts", post("1", body="更长的正文，想要回来")))
    assert read(path).status == "withdrawn"


def test_a_renamed_notice_is_found_by_its_identity(city: City) -> None:
    city.run(city.export("a.posts", post("1")))
    path = city.notice("1")
    moved = path.with_name("moved.md")
    path.rename(moved)
    city.run()
    assert [one.name for one in city.content.rglob("*.md")] == ["moved.md"]
    assert city.told[0].notice.endswith("moved.md")


def test_nothing_is_written_over_a_foreign_file(city: City) -> None:
    city.run(city.export("a.posts", post("1")))
    path = city.notice("1")
    path.write_text("---\ntitle: 别的\n---\n\n正文\n", encoding="utf-8")
    city.run()
    assert city.told[0].outcome == "failed"
    assert "没有覆盖" in city.told[0].reason
    assert path.read_text(encoding="utf-8") == "---\ntitle: 别的\n---\n\n正文\n"


def test_a_broken_notice_fails_its_own_post_only(city: City) -> None:
    city.run(city.export("a.posts", post("1"), post("2")))
    path = city.notice("1")
    path.write_text(path.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    broken = path.read_bytes()
    assert city.run().ends() == [("1", "failed"), ("2", "published")]
    assert path.read_bytes() == broken


# Dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "why"),
    [([], "没有任何发布日期的依据"), (["1970-01-01"], "早于 2005 年"), (["2099-01-01"], "在将来")],
)
def test_a_post_without_a_believable_date_is_withheld(city: City, dates: list[str], why: str) -> None:
    city.export("a.posts", {"id": "1", "dates": dates, "title": "要补日期", "body": "正文"})
    city.run()
    assert city.totals == {"withheld": 1}
    assert why in city.told[0].reason
    assert not list(city.content.rglob("*.md"))
    (kept,) = (city.archive / "withheld").rglob("*.md")
    text = kept.read_text(encoding="utf-8")
    assert "status: withheld" in text
    assert "\ndate: " not in text
    assert why in text
    assert kept.relative_to(city.archive).as_posix() in city.told[0].reason


def test_a_withheld_copy_of_a_published_post_is_merged(city: City) -> None:
    city.export("a.posts", post("1"))
    city.export("b.posts", {"id": "1"})
    assert city.run().ends() == [("1", "published"), ("1", "merged")]
    assert not (city.archive / "withheld").exists()


# Accounts ----------------------------------------------------------------------------------------------------


def test_an_unknown_account_fails_with_the_line_to_add(city: City) -> None:
    city.export("a.posts", post("1"), post("2"), post("3", account="gh_two", name="青澜,乙号"))
    city.run(department="")
    assert city.totals == {"failed": 3}
    assert "weixin,gh_one,青澜甲号,,停更,,,,,," in city.told[0].reason
    assert 'weixin,gh_two,"青澜,乙号",' in city.told[2].reason
    assert len(city.summary.unknown) == 2
    assert not (city.content / "accounts.csv").exists()
    assert not list(city.content.rglob("*.md"))


def test_the_department_given_registers_the_account_once(city: City) -> None:
    city.export("a.posts", post("1"), post("2"))
    city.run(department="shuiwu")
    known = departments.load(city.content / "departments.toml")
    (account,) = accounts.load(city.content / "accounts.csv", known)
    assert (account.platform, account.native_id, account.department) == ("weixin", "gh_one", "shuiwu")
    assert city.run(department="").totals == {"published": 2}


def test_a_registered_account_keeps_its_department(city: City) -> None:
    city.run(city.export("a.posts", post("1")), department="shuiwu")
    city.run(city.export("b.posts", post("2")), department="qinglan")
    assert read(city.notice("2")).department == "shuiwu"


# Pictures ----------------------------------------------------------------------------------------------------


def test_pictures_are_published_by_content_and_the_originals_kept(city: City) -> None:
    private = PNG[:-12] + b"\0\0\0\x04tEXtGPS!\0\0\0\0" + PNG[-12:]
    city.file("p/one", private)
    city.export("a.posts", post("1", body="![河 边](media:p/one)", pictures=["p/one"]))
    city.run()
    name = f"{hashlib.sha256(PNG).hexdigest()[:20]}.png"
    assert (city.content / "qinglan/media" / name).read_bytes() == PNG
    assert read(city.notice("1")).body == f"![河 边](../media/{name})"
    original = hashlib.sha256(private).hexdigest()
    kept = city.archive / "weixin/gh_one/data" / original[:2] / original
    assert kept.read_bytes() == private


@pytest.mark.parametrize(
    ("content", "outcome", "why"),
    [
        (None, "", ""),
        (b"<!DOCTYPE html><html>403", "lost", "错误页"),
        (b"<svg><script/></svg>", "lost", "脚本"),
        (b"", "lost", "空"),
    ],
)
def test_a_picture_that_is_none_becomes_one_honest_line(
    city: City, content: bytes | None, outcome: str, why: str
) -> None:
    if content is not None:
        city.file("p/1.jpg", content)
    city.export("a.posts", post("1", body="![湖*光*](media:p/1.jpg)", pictures=["p/1.jpg"]))
    city.run()
    body = read(city.notice("1")).body
    assert "media:" not in body
    assert "未保存" in body
    assert why in body
    assert not (city.content / "qinglan/media").exists()
    assert [one.outcome for one in city.told if one.input == "p/1.jpg"] == ([outcome] if outcome else [])


# Bad input ---------------------------------------------------------------------------------------------------


def test_one_bad_file_costs_no_other(city: City) -> None:
    city.export("a.posts", {"malformed": "第 1 行不是导出文件的表头。"})
    city.export("b.posts", post("1"), {"bug": "boom"}, post("never reached"))
    city.export("c.posts", post("2"))
    city.run()
    assert [(one.input, one.outcome) for one in city.told] == [
        ("a.posts", "failed"),
        ("b.posts", "published"),
        ("b.posts", "failed"),
        ("c.posts", "published"),
    ]
    assert city.told[0].reason == "第 1 行不是导出文件的表头。"
    assert city.told[2].reason == "内部错误：ZeroDivisionError: boom"


def test_two_sources_claiming_one_file_is_an_error(city: City) -> None:
    city.export("a.posts", post("1"))
    city.run(sources=(Lines(), Greedy()))
    assert city.totals == {"failed": 1}
    assert "条目文件、另一种条目文件" in city.told[0].reason


def test_links_and_devices_are_named_and_never_opened(city: City) -> None:
    secret = city.root / "secret.posts"
    secret.write_text(f"#posts\n{json.dumps(post('1'))}\n", encoding="utf-8")
    (city.exports / "link.posts").symlink_to(secret)
    (city.exports / "loop").symlink_to(city.exports)
    os.mkfifo(city.exports / "pipe")
    city.run()
    assert [(one.input, one.outcome) for one in city.told] == [
        ("link.posts", "skipped"),
        ("loop", "skipped"),
        ("pipe", "skipped"),
    ]
    assert not list(city.content.rglob("*.md"))


def test_a_file_that_cannot_be_read_fails_alone(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.export("a.posts", post("1"))
    city.export("b.posts", post("2"))
    opened = Path.open

    def refuse(path: Path, mode: str = "r", **named: str) -> IO[str]:
        if path.name == "a.posts":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode, **named)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(Path, "open", refuse)
    city.run()
    assert city.ends() == [("2", "published"), ("", "failed")]
    assert "不能读取" in city.told[1].reason


def test_an_empty_folder_is_refused(city: City) -> None:
    with pytest.raises(EmptyImport, match="空的"):
        city.run()


def test_a_path_that_holds_the_results_is_refused(city: City) -> None:
    city.export("a.posts", post("1"))
    with pytest.raises(Overlap):
        city.run(city.root)


def test_a_second_importer_is_sent_away(city: City) -> None:
    city.export("a.posts", post("1"))
    with durable.exclusive(city.archive / ".lock"), pytest.raises(durable.Busy):
        city.run()


def test_the_input_is_never_touched(city: City) -> None:
    city.file("p/1.png", PNG)
    city.export("a.posts", post("1", body="![](media:p/1.png)", pictures=["p/1.png"]), {"bug": "x"})
    before = city.bytes_of("exports")
    city.run()
    assert city.bytes_of("exports") == before


# Many at once, and stops -------------------------------------------------------------------------------------


def fill(city: City) -> None:
    """Eight exports that hold every kind of record, and posts that meet one another."""
    for number in range(8):
        city.file(
            f"p/{number}.png",
            PNG[:-12] + bytes([0, 0, 0, 1]) + b"abCd" + bytes([number, 0, 0, 0, 0]) + PNG[-12:],
        )
        city.export(
            f"{number}.posts",
            post(f"own {number}", body=f"图\n\n![](media:p/{number}.png)", pictures=[f"p/{number}.png"]),
            post("shared", body="同一条" * (number % 5 + 1), author="" if number < 3 else f"作者{number}"),
            post("growing", body="越来越长" * (number + 1), author="" if number else "只有第一份有署名"),
            {"id": f"undated {number}"},
            {"lost": "已删除"},
        )


def test_the_number_of_workers_changes_nothing(new_city: Callable[[str], City]) -> None:
    alone, many = new_city("alone"), new_city("many")
    for city in (alone, many):
        fill(city)
    alone.run()
    with ThreadPoolExecutor(4) as executor:
        many.run(executor=executor)
    assert many.told == alone.told
    assert many.bytes_of() == alone.bytes_of()
    assert many.bytes_of("archive").keys() == alone.bytes_of("archive").keys()


def killed_at(city: City, operation: int) -> bool:
    """Run an import in a child that kills itself at its n-th rename or flush; whether it got so far."""
    child = os.fork()
    if not child:
        count = 0
        replace, flush = Path.replace, os.fsync

        def tick() -> None:
            nonlocal count
            count += 1
            if count == operation:
                os.kill(os.getpid(), signal.SIGKILL)

        def replaced(path: Path, target: Path) -> Path:
            tick()
            return replace(path, target)

        def flushed(descriptor: int) -> None:
            tick()
            flush(descriptor)

        Path.replace, os.fsync = replaced, flushed  # type: ignore[method-assign, assignment]
        try:
            city.run()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_killed_at_any_moment_and_run_again_ends_as_if_undisturbed(
    new_city: Callable[[str], City], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_BATCH_NOTICES", 3)
    calm = new_city("calm")
    fill(calm)
    calm.run()
    operation = 1
    stops = 0
    while True:
        city = new_city(f"killed {operation}")
        fill(city)
        if not killed_at(city, operation):
            break
        stops += 1
        city.run()
        assert city.bytes_of() == calm.bytes_of(), operation
        assert city.totals == calm.totals
        assert city.bytes_of("archive").keys() == calm.bytes_of("archive").keys()
        shutil.rmtree(city.root)
        operation += 5
    assert stops > 10


def test_a_full_disk_stops_the_run_and_leaves_nothing_half(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(city)
    monkeypatch.setattr(desk, "_BATCH_NOTICES", 3)
    replace = Path.replace
    done = 0

    def full(path: Path, target: Path) -> Path:
        nonlocal done
        done += 1
        if done > 20:
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        city.run()
    monkeypatch.undo()
    for path in city.content.rglob("*.md"):
        notice = read(path)
        assert render(notice) == path.read_text(encoding="utf-8")
    assert not list(city.root.rglob(".tmp-*"))
    city.run()
    assert city.totals["published"] == 10


def test_personal_numbers_are_withheld_and_never_told(city: City) -> None:
    number = "13800001111"
    city.export("a.posts", {**post("1"), "body": f"联系人手机{number}"})
    assert city.run().totals == {"withheld": 1}
    assert "privacy-mobile" in city.told[0].reason
    assert number not in city.told[0].reason
    (kept,) = (city.archive / "withheld").rglob("*.md")
    assert "\ndate: 20" in kept.read_text(encoding="utf-8")
    assert not list(city.content.rglob("*.md"))


def test_a_second_export_that_names_another_day_is_told_and_written_down(city: City) -> None:
    city.export("a.posts", post("1"))
    city.export("b.posts", post("1", date="2022-05-06 08:00"))
    city.run()
    assert city.ends() == [("1", "published"), ("1", "merged")]
    assert "发布日期与之不同" in city.told[1].reason
    notice = read(city.notice("1"))
    assert notice.date_evidence == "数据行 2022-04-29 10:42；另一份导出文件作 数据行 2022-05-06 08:00"
    assert notice.date.isoformat() == "2022-04-29T10:42:00+08:00"
    before = city.bytes_of()
    assert city.run().ends() == [("1", "published"), ("1", "merged")]
    assert city.bytes_of() == before


def test_one_post_in_several_records_ends_the_same_each_time(city: City) -> None:
    """A fuller version takes over, within a file and between files; importing again tells and writes the same."""
    rows = [
        {"id": "一", "date": "2022-04-29", "body": body}
        for body in ("短文", "较长的正文", "更长一些的正文", "短")
    ]
    city.export("a.posts", *rows)
    city.export("b.posts", {"id": "一", "date": "2022-04-29", "body": "最长的那一篇正文，什么都有"})
    first = city.run().ends(), city.bytes_of()
    assert [outcome for _, outcome in first[0]].count("published") == 1
    assert (city.run().ends(), city.bytes_of()) == first
    assert (city.run().ends(), city.bytes_of()) == first
