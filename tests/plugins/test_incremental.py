"""An incremental build gives the bytes of a full one, whatever was edited before it, and writes only what changed."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import city
import pytest
from building import build_in, made
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from notices import parse
from notices.notice import Notice, render
from notices.remarks import Correction
from notices.tree import path_of
from plugins import release
from plugins.notices import changes
from plugins.notices.joining import CHANGED
from plugins.release import Build

SMALL = [*city.notices()[:45], *city.notices()[199:206], *city.weibo(), *city.own()]


def pick(root: Path, chance: random.Random) -> tuple[Path, Notice]:
    path = chance.choice(sorted((root / "content").glob("*/*/*.md")))
    return path, parse(path.read_text(encoding="utf-8"), path.name)


def change(root: Path, chance: random.Random, **values: object) -> None:
    path, notice = pick(root, chance)
    city.put(path, render(replace(notice, **values)).encode())  # type: ignore[arg-type]


def add(root: Path, chance: random.Random) -> None:
    number = 1000 + chance.randrange(10**4)
    moment = city.notices()[chance.randrange(200)].date
    notice = city.archived(number, f"补充第{number}件", "补充。", date=moment, slug=city.slug(number, moment))
    city.put(root / "content" / path_of(notice), render(notice).encode())


def remove(root: Path, chance: random.Random) -> None:
    pick(root, chance)[0].unlink()


def withdraw_newest(root: Path, chance: random.Random) -> None:
    """Take the end off lists: of all, of its year, of its department."""
    paths = (root / "content").glob("*/*/2*.md")
    shown = [
        path for path in paths if parse(path.read_text(encoding="utf-8"), path.name).status == "published"
    ]
    newest = max(shown, key=lambda path: path.name)
    notice = parse(newest.read_text(encoding="utf-8"), newest.name)
    city.put(newest, render(replace(notice, status="draft")).encode())


def rename_department(root: Path, chance: random.Random) -> None:
    register = root / "content/departments.toml"
    text = register.read_text(encoding="utf-8").replace("市水务局", f"市水务局{chance.randrange(10)}")
    city.put(register, text.encode())


def close_account(root: Path, chance: random.Random) -> None:
    register = root / "content/accounts.csv"
    old, new = chance.sample(["停更", "注销", "保留", "冻结"], 2)
    city.put(register, register.read_text(encoding="utf-8").replace(old, new).encode())


def replace_picture(root: Path, chance: random.Random) -> None:
    path = root / "content/water/media" / city.PICTURE_NAME
    city.put(path, city.PICTURE + bytes([chance.randrange(256)]))


def alter_theme(root: Path, chance: random.Random) -> None:
    city.put(root / "overrides/_footer.html", f"<footer>第{chance.randrange(9)}版</footer>\n".encode())


def lose_memory(root: Path, chance: random.Random) -> None:
    ((root / "output").resolve().parent / "memory.sqlite").unlink()


def spoil_memory(root: Path, chance: random.Random) -> None:
    path = (root / "output").resolve().parent / "memory.sqlite"
    payload = bytearray(path.read_bytes())
    start = chance.randrange(len(payload))
    payload[start : start + 200] = b"\xff" * len(payload[start : start + 200])
    path.write_bytes(bytes(payload[: chance.choice([len(payload), len(payload) // 2, 0])]))


Edit = Callable[[Path, random.Random], None]
EDITS: dict[str, Edit] = {
    "add": add,
    "edit": lambda root, chance: change(root, chance, body=f"改过的正文{chance.randrange(99)}。"),
    "retitle": lambda root, chance: change(root, chance, title=f"改过的标题{chance.randrange(99)}"),
    "withdraw": lambda root, chance: change(root, chance, status="draft"),
    "withdraw-newest": withdraw_newest,
    "take-down": lambda root, chance: change(root, chance, status="withdrawn"),
    "publish": lambda root, chance: change(root, chance, status="published"),
    "rekind": lambda root, chance: change(root, chance, kind="政策文件"),
    "remove": remove,
    "rename-department": rename_department,
    "close-account": close_account,
    "replace-picture": replace_picture,
    "alter-theme": alter_theme,
    "lose-memory": lose_memory,
    "nothing": lambda root, chance: None,
}


def build(root: Path) -> Build:
    (root / "overrides").mkdir(exist_ok=True)
    return build_in(root, THEME_TEMPLATES_OVERRIDES=[str(root / "overrides")], WORKERS=1)


def from_nothing(root: Path, other: Path) -> dict[str, bytes]:
    """What a first build of the content of *root* makes."""
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root / "content", other / "content")
    shutil.copytree(root / "overrides", other / "overrides")
    return made(build(other))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built once."""
    root = tmp_path_factory.mktemp("begun")
    city.write(root / "content", SMALL)
    build(root)
    return root


def copy_of(begun: Path, root: Path) -> Path:
    """A project like *begun*, its served build included."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(begun, root, symlinks=True)
    return root


QUICK = {"retitle", "remove", "nothing"}
ONE_BY_ONE = [pytest.param(name, marks=[] if name in QUICK else pytest.mark.long) for name in EDITS]


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_after_one_edit_the_build_is_that_of_a_first_one(begun: Path, tmp_path: Path, name: str) -> None:
    root = copy_of(begun, tmp_path / "a")
    EDITS[name](root, random.Random(1))
    assert made(build(root)) == from_nothing(root, tmp_path / "b")


def test_after_all_edits_at_once(begun: Path, tmp_path: Path) -> None:
    root, chance = copy_of(begun, tmp_path / "a"), random.Random(2)
    for name in sorted(EDITS.keys() - {"lose-memory"}):
        EDITS[name](root, chance)
    assert made(build(root)) == from_nothing(root, tmp_path / "b")


@pytest.mark.long
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=3, max_size=10), st.integers(0, 10**6))
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_after_many_edits_in_any_order(begun: Path, tmp_path: Path, names: list[str], seed: int) -> None:
    root, chance = copy_of(begun, tmp_path / "a"), random.Random(seed)
    for name in names:
        EDITS[name](root, chance)
        last = build(root)
    assert made(last) == from_nothing(root, tmp_path / "b")


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 5))])
def test_a_spoilt_memory_costs_time_only(begun: Path, tmp_path: Path, seed: int) -> None:
    root = copy_of(begun, tmp_path / "a")
    spoil_memory(root, random.Random(seed))
    assert made(build(root)) == made_of(begun)


@pytest.fixture(autouse=True)
def spares_of_the_smallest_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites are amended in spares here, however few pages they have."""
    monkeypatch.setattr(release, "SPARES_FROM", 0)


AMENDED = {
    "add",
    "edit",
    "retitle",
    "withdraw",
    "withdraw-newest",
    "take-down",
    "rekind",
    "remove",
    "nothing",
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.long) for name in sorted(AMENDED)]
)
def test_what_notices_change_is_amended(begun: Path, tmp_path: Path, name: str) -> None:
    root = copy_of(begun, tmp_path / "a")
    former = build(root)
    EDITS[name](root, random.Random(1))
    assert changes.read(build(root).folder).former == former.folder.name


@pytest.mark.parametrize("name", ["rename-department", pytest.param("alter-theme", marks=pytest.mark.long)])
def test_what_all_pages_rest_on_is_not(begun: Path, tmp_path: Path, name: str) -> None:
    root = copy_of(begun, tmp_path / "a")
    build(root)
    EDITS[name](root, random.Random(1))
    assert not changes.read(build(root).folder).former


@pytest.mark.parametrize("seed", [3, *(pytest.param(n, marks=pytest.mark.long) for n in range(4, 12))])
def test_amended_again_and_again_the_build_is_that_of_a_first_one(
    begun: Path, tmp_path: Path, seed: int
) -> None:
    root, chance = copy_of(begun, tmp_path / "a"), random.Random(seed)
    build(root)
    # The end taken off a list, last and alone: nothing else makes what showed it be looked at.
    for names in [*(chance.sample(sorted(AMENDED), 2) for _ in range(release.KEPT + 1)), ["withdraw-newest"]]:
        for name in names:
            EDITS[name](root, chance)
        last = build(root)
        assert changes.read(last.folder).former
        assert_documents_changed_as_told(last)
    assert made(last) == from_nothing(root, tmp_path / "b")


def assert_documents_changed_as_told(build: Build) -> None:
    """What the index is told is all that differs between the documents of two builds."""
    told = json.loads((build.folder / CHANGED).read_text(encoding="utf-8"))
    assert without(Path(told["former"]).read_bytes(), told["removed"]) == without(
        build.documents.read_bytes(), told["added"]
    )


def without(payload: bytes, stretches: list[tuple[int, int]]) -> bytes:
    kept, taken = [], 0
    for offset, length in stretches:
        kept.append(payload[taken:offset])
        taken = offset + length
    return b"".join([*kept, payload[taken:]])


def made_of(root: Path) -> dict[str, bytes]:
    return made(Build((root / "output").resolve().parent))


def written(before: Build, after: Build) -> set[str]:
    """The files of the site that *after* does not share with *before*."""
    inodes = {path.stat().st_ino for path in before.site.rglob("*") if path.is_file()}
    files = (path for path in after.site.rglob("*") if path.is_file())
    return {path.relative_to(after.site).as_posix() for path in files if path.stat().st_ino not in inodes}


def test_a_new_body_writes_its_page_only(begun: Path, tmp_path: Path) -> None:
    root = copy_of(begun, tmp_path / "a")
    first = build(root)
    path = path_of(SMALL[20])
    city.put(root / "content" / path, render(replace(SMALL[20], body="新的正文。")).encode())
    second = build(root)
    ours = {name for name in written(first, second) if not name.startswith(("theme/", "pages/"))}
    assert ours == {path.replace(".md", ".html")}


def test_a_new_notice_leaves_old_lists_alone(begun: Path, tmp_path: Path) -> None:
    root = copy_of(begun, tmp_path / "a")
    first = build(root)
    notice = replace(city.own()[0], slug="20261112-00000000beef", date=city.own()[0].date.replace(month=11))
    city.put(root / "content" / path_of(notice), render(notice).encode())
    names = written(first, build(root))
    assert "water/index.html" in names
    assert path_of(notice).replace(".md", ".html") in names
    assert not [name for name in names if "/page/" in name]
    assert "accounts/weixin-gh-000000000001/index.html" not in names
    assert "years/2020/index.html" not in names


def test_several_processes_make_what_one_makes(begun: Path, tmp_path: Path) -> None:
    root = tmp_path / "a"
    shutil.copytree(begun / "content", root / "content")
    (root / "overrides").mkdir()
    made_by_three = build_in(root, THEME_TEMPLATES_OVERRIDES=[str(root / "overrides")], WORKERS=3)
    assert made(made_by_three) == made_of(begun)


@pytest.mark.long
def test_what_went_is_told_although_all_is_printed_anew(begun: Path, tmp_path: Path) -> None:
    root = copy_of(begun, tmp_path / "a")
    before = {path for path in made_of(root) if path.startswith("site/") and "/media/" not in path}
    alter_theme(root, random.Random(1))
    (root / "content" / path_of(SMALL[20])).unlink()
    after = build(root)
    assert {f"site/{path}" for path in after.made.removed} == before - made(after).keys() != set()


@pytest.mark.long
@pytest.mark.parametrize(
    "make", [lambda path: path.with_name(".md").write_text("无名"), os.mkfifo], ids=["nameless", "pipe"]
)
def test_what_is_no_notice_file_is_passed_over(
    begun: Path, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    root = copy_of(begun, tmp_path / "a")
    former = build(root)
    make((root / "content" / path_of(SMALL[20])).with_name("x.md"))
    after = build(root)
    assert after.made.former == former.folder.name
    assert made(after) == made(former)


def test_a_list_closes_up_where_a_notice_was_withdrawn(tmp_path: Path) -> None:
    posts = city.notices()[:65]
    city.write(tmp_path / "content", posts)
    former = build(tmp_path)
    gone = replace(posts[3], status="withdrawn", corrections=(Correction(date(2026, 11, 1), "内容重复"),))
    city.put(tmp_path / "content" / path_of(gone), render(gone).encode())
    after = build(tmp_path)
    assert after.made.former == former.folder.name
    sheets = [page.read_text(encoding="utf-8") for page in (after.site / "years/2020").glob("**/*.html")]
    listed = [slug for text in sheets for slug in re.findall(r'href="/water/2020/([^"]+)\.html"', text)]
    by_month = 2 if (after.site / "years/2020/01").is_dir() else 1
    assert sorted(listed) == sorted(by_month * [one.slug for one in posts if one.slug != gone.slug])
