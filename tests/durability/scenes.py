"""The commands that are disturbed: what stands before them, what they do, and what must hold at every moment."""

from __future__ import annotations

import hashlib
import json
import operator
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import unsafe
from shim import PROJECT, Outcome, Server

from durable.backup import BadBackup, bag
from plugins.releases import manifest
from search.engine import IndexDamaged, IndexMissing
from search.storage import manifest as index_manifest

SAMPLES = PROJECT / "samples" / "exports"
FIRST = SAMPLES / "wechat-saved" / "青澜三农"
SECOND = SAMPLES / "wechat-saved" / "健康青澜"
PAGES = ("2020年秋冬季", "“健康青澜”")
CONF = """\
from datetime import datetime
from pelicanconf import *
from notices.values import BEIJING
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=BEIJING)
WORKERS = 1
"""
ACCOUNTS = (",青澜三农,", ",健康青澜,")
DEPARTMENT = '[{id}]\nname = "{name}"\nlevel = "市"\n'
DEPARTMENTS = (
    {"id": "qinglan", "name": "青澜市人民政府办公室"},
    {"id": "health", "name": "青澜市卫生健康委员会"},
    {"id": "agriculture", "name": "青澜市农业农村局"},
)
PAYLOAD = re.compile(r"archive/.*/data/[0-9a-f]{2}/([0-9a-f]{64})")
BUILD = re.compile(r"\d{8}T\d{6}-\d{6}")
LITTER = re.compile(
    r"\.tmp-|\.unpacked|\.unfinished-|\.restoring|\.former-|^\.output\.|^\.latest\.|\.index\.[0-9a-f]"
)
LEFT = b"left behind"
Tree = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Scene:
    """A command with its surroundings.

    *prepare* makes the state before it in an empty folder; *wrong* names what must not be, given what was there
    before and is there after the undisturbed command; *picture* is what two runs must have in common in the end.
    A command that is done *once* need not be run again where it has come to its end. What it only *reads* lies there
    untouched, with its times and inodes, as it does when people build: the short way of a build goes by them.
    A *light* one needs few imports.
    """

    name: str
    argv: Callable[[Path], list[str]]
    prepare: Callable[[Server, Path], None]
    wrong: Callable[[Path, Tree, Tree], list[str]]
    picture: Callable[[Path], Tree]
    once: bool = False
    reads: tuple[str, ...] = ()
    light: bool = False


def must(server: Server, argv: Sequence[str], root: Path) -> Outcome:
    """Run a command that is not disturbed."""
    done = server.run(argv, root)
    assert done.code == 0, f"{argv}: {done.code}\n{done.output}"
    return done


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def files(root: Path, start: str = "") -> Tree:
    """Every file below *root* / *start* by its path from *root*; a link's text stands for it."""
    found = everything(root / start)
    prefix = f"{start.rstrip('/')}/".lstrip("/")
    return {
        f"{prefix}{path}": f"-> {Path(one).readlink()}".encode()
        if one.is_symlink()
        else Path(one).read_bytes()
        for path, one in found
        if not one.is_dir(follow_symlinks=False)
    }


def everything(root: Path) -> list[tuple[str, os.DirEntry[str]]]:
    """All that is below *root*, folders too, by its path from there."""
    found, waiting = list[tuple[str, os.DirEntry[str]]](), [("", str(root))] if root.is_dir() else []
    while waiting:
        above, folder = waiting.pop()
        with os.scandir(folder) as entries:
            inner = [(f"{above}{one.name}", one) for one in entries]
        found += inner
        waiting += [(f"{path}/", one.path) for path, one in inner if one.is_dir(follow_symlinks=False)]
    return sorted(found, key=operator.itemgetter(0))


# Commands ----------------------------------------------------------------------------------------------------


def importing(root: Path) -> list[str]:
    folders = ["--content", str(root / "content"), "--archive", str(root / "archive")]
    return ["importers", str(root / "exports/second"), *folders, "--imported", "2026-11-21", "--workers", "1"]


def importing_first(root: Path) -> list[str]:
    return [part.replace("exports/second", "exports/first") for part in importing(root)]


def building(root: Path) -> list[str]:
    return ["plugins", str(root), str(root / "conf.py")]


def releasing(root: Path) -> list[str]:
    return [*building(root), "--prove"]


def indexing(root: Path) -> list[str]:
    return [
        "search",
        "index",
        str(root / "documents.jsonl"),
        str(root / "index"),
        "--former",
        str(root / "index"),
    ]


def rolling_back(root: Path) -> list[str]:
    first = min(path.name for path in (root / ".builds").iterdir() if BUILD.fullmatch(path.name))
    return ["plugins.releases", "rollback", str(root), first]


def saving(root: Path) -> list[str]:
    return ["durable.backup", "save", str(root), str(root / "copies")]


def restoring(root: Path) -> list[str]:
    return ["durable.backup", "restore", str(root / "copies"), str(root / "project")]


def replacing(root: Path) -> list[str]:
    return [*restoring(root), "--replace"]


# States before -----------------------------------------------------------------------------------------------


def lay_out(root: Path) -> None:
    """A city of three departments with fixed pages, and two exports of which the second one is an archive file."""
    content = PROJECT / "content"
    for path in (*content.glob("*.toml"), *content.glob("*.csv"), *content.glob("pages/*.md")):
        target = root / path.relative_to(PROJECT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    put(root / "content/departments.toml", "".join(map(DEPARTMENT.format_map, DEPARTMENTS)))
    heads, *accounts = (content / "accounts.csv").read_text("utf-8-sig").splitlines(keepends=True)
    put(
        root / "content/accounts.csv",
        heads + "".join(row for row in accounts if any(map(row.count, ACCOUNTS))),
    )
    put(root / "content/sentinels.toml", '[[query]]\nwords = "流感"\n')
    put(
        root / "content/services.csv", (content / "services.csv").read_text("utf-8-sig").split("\n")[0] + "\n"
    )
    put(root / "conf.py", CONF)
    shutil.copytree(FIRST, root / "exports/first")
    (root / "exports/second").mkdir()
    with zipfile.ZipFile(root / "exports/second/健康青澜.zip", "w") as packed:
        for path in sorted(SECOND.rglob("*")):
            if path.is_file() and path.relative_to(SECOND).parts[0].startswith(PAGES):
                packed.write(path, path.relative_to(SECOND))


def half_imported(server: Server, root: Path) -> None:
    """The first export is in and acknowledged."""
    lay_out(root)
    must(server, importing_first(root), root)


def imported(server: Server, root: Path) -> None:
    half_imported(server, root)
    must(server, importing(root), root)


def changed(root: Path) -> None:
    """One notice withdrawn, one edited, one written by a department."""
    first, second, *_ = sorted((root / "content").glob("*/*/*.md"))
    text = first.read_text("utf-8")
    put(first, text.replace("\n---", "\nstatus: withdrawn\ncorrections: 2026-11-19 内容有误，已撤下\n---", 1))
    put(second, second.read_text("utf-8") + "\n更正一行。\n")
    front = "title: 停水通知\ndate: 2026-11-18\ndepartment: qinglan\nslug: 20261118-00000000000a\nkind: 通知"
    put(
        root / "content/qinglan/2026/20261118-00000000000a.md",
        f"---\n{front}\n---\n\n流感疫苗接种点明日停水。\n",
    )


def built(server: Server, root: Path) -> None:
    """A build is served; since then notices were changed."""
    imported(server, root)
    must(server, building(root), root)
    changed(root)


def released(server: Server, root: Path) -> None:
    """A release is served; since then notices were changed."""
    imported(server, root)
    must(server, releasing(root), root)
    changed(root)


def released_twice(server: Server, root: Path) -> None:
    released(server, root)
    must(server, releasing(root), root)


def indexed(server: Server, root: Path) -> None:
    """An index of the former documents at its place, the new documents beside it."""
    built(server, root)
    served = (root / "output").resolve().parent
    shutil.copyfile(served / "documents.jsonl", root / "documents.jsonl")
    must(server, ["search", "index", str(root / "documents.jsonl"), str(root / "index")], root)
    must(server, building(root), root)
    served = (root / "output").resolve().parent
    shutil.copyfile(served / "documents.jsonl", root / "documents.jsonl")
    for name in ("content", "archive", "exports", ".builds"):
        shutil.rmtree(root / name)
    (root / "output").unlink()


def saved_once(server: Server, root: Path) -> None:
    """A release is served and backed up; since then notices were changed."""
    released(server, root)
    must(server, saving(root), root)
    shutil.rmtree(root / "exports")


def saved_for_good(server: Server, root: Path) -> None:
    """Nothing but backups is left."""
    saved_once(server, root)
    for name in ("content", "archive", ".builds"):
        shutil.rmtree(root / name)
    (root / "output").unlink()


def astray(server: Server, root: Path) -> None:
    """Backups, and a project that went wrong."""
    saved_for_good(server, root)
    put(root / "project/content/departments.toml", '[wrong]\nname = "错了"\nlevel = "市"\n')
    put(root / "project/archive/ledger.jsonl", "{}\n")


def small(server: Server, root: Path) -> None:
    """A project of three files, backed up once, one of them changed since."""
    put(root / "content/departments.toml", '[qinglan]\nname = "青澜市人民政府办公室"\nlevel = "市"\n')
    put(root / "content/qinglan/2026/20261118-00000000000a.md", "---\ntitle: 停水通知\n---\n\n明日停水。\n")
    put(root / "archive/bags-sha256.txt", "")
    must(server, saving(root), root)
    put(root / "content/qinglan/2026/20261118-00000000000a.md", "---\ntitle: 停水通知\n---\n\n后天停水。\n")


def small_and_lost(server: Server, root: Path) -> None:
    small(server, root)
    for name in ("content", "archive"):
        shutil.rmtree(root / name)


# What must hold at every moment ------------------------------------------------------------------------------


def import_wrong(root: Path, before: Tree, after: Tree) -> list[str]:
    """Every file is as before or after, originals are whole, ledgers can be read but for a torn end."""
    found = {**files(root, "content"), **files(root, "archive")}
    wrong = [
        f"gone: {path}" for path in before if path.startswith(("content/", "archive/")) and path not in found
    ]
    for path, content in found.items():
        if LITTER.search(path) or path.endswith((".lock", ".journal")):
            continue
        named = PAYLOAD.match(path)
        if named and hashlib.sha256(content).hexdigest() != named[1]:
            wrong.append(f"not whole: {path}")
        elif path.endswith("ledger.jsonl"):
            wrong += _ledger_wrong(path, content, before.get(path, b""))
        elif not path.startswith("archive/") and content not in (before.get(path), after.get(path)):
            wrong.append(f"neither before nor after: {path}")
    return wrong


def _ledger_wrong(path: str, content: bytes, before: bytes) -> list[str]:
    wrong = [] if content.startswith(before) else [f"acknowledged lines lost: {path}"]
    for line in content.split(b"\n")[:-1]:
        try:
            json.loads(line)
        except ValueError:
            wrong.append(f"line that is none: {path}")
    return wrong


def served_wrong(root: Path, before: Tree, after: Tree) -> list[str]:
    """The link shows a whole site, of before or after, with its own index, and a release has its manifest."""
    site = root / "output"
    if not site.is_symlink() or not site.is_dir():
        return ["no site is served"]
    shown = _served(root)
    wrong = [] if shown in (_of(before), _of(after)) else ["the site served is neither before nor after"]
    wrong += index_whole(site.resolve().parent / "index")
    if manifest.is_proved(site.resolve().parent):
        try:
            manifest.verify(site.resolve().parent)
        except manifest.Damaged as error:
            wrong.append(str(error))
    for path, content in files(root, "content").items():
        if content != before.get(path):
            wrong.append(f"a build changed {path}")
    return wrong


def index_whole(place: Path) -> list[str]:
    try:
        index_manifest.verify(place)
    except (IndexDamaged, IndexMissing) as error:
        return [str(error)]
    return []


def index_wrong(root: Path, before: Tree, after: Tree) -> list[str]:
    """The index is whole, that of before or of after."""
    wrong = index_whole(root / "index")
    return wrong or (
        [] if _segments(root / "index") in (_segments_of(before), _segments_of(after)) else ["mixture"]
    )


def copies_wrong(root: Path, before: Tree, after: Tree) -> list[str]:
    """Every finished backup is whole, the newest can be found, the project is untouched."""
    wrong: list[str] = []
    for one in bag.snapshots(root / "copies"):
        try:
            wrong += map(str, bag.verify(one))
        except BadBackup as error:
            wrong.append(str(error))
    if bag.newest(root / "copies") is None:
        wrong.append("no backup is left")
    for path, content in files(root).items():
        if not path.startswith("copies/") and not path.endswith("lock") and content != before.get(path):
            wrong.append(f"a backup changed {path}")
    return wrong


def restore_wrong(root: Path, before: Tree, after: Tree) -> list[str]:
    """The project is as before, as after, or visibly unfinished: without a content folder. Backups are untouched."""
    found = files(root)
    copies = {path: content for path, content in found.items() if path.startswith("copies/")}
    wrong = (
        [] if copies == {p: c for p, c in before.items() if p.startswith("copies/")} else ["backups changed"]
    )
    content = _part(found, "project/content/")
    if content and content not in (_part(before, "project/content/"), _part(after, "project/content/")):
        wrong.append("content is a mixture")
    if content and content == _part(after, "project/content/") and _settled(found) != _settled(after):
        wrong.append("content is back before the rest")
    former = set(_part(before, "project/").values())
    lost = former - set(found.values())
    return wrong + [f"lost: {len(lost)} files that were in the way"] * bool(lost)


def register_wrong(root: Path, before: Tree, after: Tree) -> list[str]:
    path = root / unsafe.NAME
    content = path.read_text("utf-8") if path.exists() else None
    return [] if content in (unsafe.FORMER, unsafe.FRESH) else [f"register: {content!r}"]


# What two runs have in common in the end ---------------------------------------------------------------------


def project_picture(root: Path) -> Tree:
    """All but locks, numbers of builds and random names; what a killed run left behind shows."""
    found = {
        path: content
        for path, content in files(root).items()
        if not path.endswith(("lock", ".pyc")) and not path.startswith((".builds/", "copies/"))
    }
    found |= dict.fromkeys(_litter(root), LEFT)
    if (root / "output").is_symlink():
        found["output"] = b""
        found |= _served(root)
    return found


def _litter(root: Path) -> list[str]:
    paths = [path for path, _ in everything(root)]
    builds = [path for path in (root / ".builds").glob("*") if BUILD.fullmatch(path.name)]
    unfinished = [path.name for path in builds if not (path / "inputs.json").exists()]
    return [path for path in paths if LITTER.search(path)] + unfinished


def index_picture(root: Path) -> Tree:
    rest = {
        path: content
        for path, content in files(root).items()
        if not path.startswith("index") and "lock" not in path
    }
    return rest | dict.fromkeys(_litter(root), LEFT) | _segments(root / "index")


def copies_picture(root: Path) -> Tree:
    last = bag.newest(root / "copies")
    assert last is not None
    return {**files(last, "data"), **dict.fromkeys(_litter(root), LEFT)}


def restored_picture(root: Path) -> Tree:
    return {
        path: content
        for path, content in files(root, "project").items()
        if not path.startswith("project/.replaced-") and not path.endswith("lock")
    }


def register_picture(root: Path) -> Tree:
    return {unsafe.NAME: (root / unsafe.NAME).read_bytes()}


def _served(root: Path) -> Tree:
    folder = (root / "output").resolve().parent
    return _of(
        {f".builds/X/{path}": content for path, content in files(folder).items()}
        | {"output": b"-> .builds/X/site"}
    )


def _of(tree: Tree) -> Tree:
    """What is served in the whole *tree*: site and documents by path, segments by their bytes."""
    link = tree.get("output", b"").decode().removeprefix("-> ").removesuffix("site")
    own = {
        path.removeprefix(link): content for path, content in tree.items() if link and path.startswith(link)
    }
    shown = {
        f"served/{path}": content
        for path, content in own.items()
        if path.startswith(("site/", "documents.jsonl"))
    }
    return shown | _segments_of(own)


def _segments(place: Path) -> Tree:
    return _segments_of({f"index/{path}": content for path, content in files(place).items()})


def _segments_of(tree: Tree) -> Tree:
    """The files of the index's segments under names of their own bytes: segments have random names."""
    parts = [
        (path, content) for path, content in tree.items() if path.startswith("index/") and path.count("/") > 1
    ]
    return {
        f"index/{path.split('/')[-1]}/{hashlib.sha256(content).hexdigest()}": b"" for path, content in parts
    }


def _part(tree: Tree, start: str) -> Tree:
    return {
        path: content
        for path, content in tree.items()
        if path.startswith(start) and not path.endswith("lock")
    }


def _settled(tree: Tree) -> Tree:
    """The project in *tree* but for what is being put away."""
    inner = _part(tree, "project/").items()
    return {
        path: content
        for path, content in inner
        if not path.startswith(("project/.restoring", "project/.replaced"))
    }


SCENES = (
    Scene("import", importing, half_imported, import_wrong, project_picture),
    Scene("index", indexing, indexed, index_wrong, index_picture),
    Scene("build", building, built, served_wrong, project_picture),
    Scene(
        "release", releasing, released, served_wrong, project_picture, reads=("content", "conf.py", "exports")
    ),
    Scene("rollback", rolling_back, released_twice, served_wrong, project_picture),
    Scene("backup", saving, saved_once, copies_wrong, copies_picture, light=True),
    Scene("restore", restoring, saved_for_good, restore_wrong, restored_picture, once=True, light=True),
    Scene("replace", replacing, astray, restore_wrong, restored_picture, light=True),
)

BACKUPS = (
    Scene("backup", saving, small, copies_wrong, copies_picture),
    Scene("restore", restoring, small_and_lost, restore_wrong, restored_picture, once=True),
)
