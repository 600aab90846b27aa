"""What is known to hurt in Pelican, each beside a control in which the stock road shows the hole (docs/assurance.md)."""

from __future__ import annotations

import errno
import gzip
import os
import pickle
import shutil
from pathlib import Path

import city
import pelican.utils
import pytest
from building import ROOT, build_in, made
from pelican import Pelican, signals
from pelican.settings import read_settings

from notices.notice import render
from notices.tree import path_of
from plugins import __main__ as command
from plugins.workshop import Complained
from tests.canary import Canary

OWN = city.own()[0]
BODY = "\n正文。\n"
ARTICLE = f"Title: 题\nDate: 2026-11-01\n{BODY}"
PAGE = f"Title: 关于本站\nSlug: about\nDate: 2026-11-01\n{BODY}"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    city.write(tmp_path / "content", city.own())
    return tmp_path


def stock(root: Path, articles: dict[str, bytes], **settings: object) -> set[str]:
    """Build *articles* with Pelican as it comes; the names of the pages that it made."""
    for name, content in articles.items():
        city.put(root / "stock" / name, content)
    paths = {
        "PATH": str(root / "stock"),
        "OUTPUT_PATH": str(root / "made"),
        "CACHE_PATH": str(root / "cache"),
    }
    with signals.get_generators.muted():  # our generators, where another test has asked for them
        Pelican(read_settings(override={**paths, "THEME": "simple", **settings})).run()
    return {path.name for path in (root / "made").glob("*.html")}


# P2 and P3: one bad file ---------------------------------------------------------------------------------------

NOTICE = render(OWN).encode()
FAULTS: dict[str, tuple[str, bytes, str]] = {
    "control character": (path_of(OWN), NOTICE.replace("调整".encode(), "调\x08整".encode()), "2"),
    "template": (path_of(OWN), NOTICE.replace(b"---\n", b"---\ntemplate: x\n", 1), "2"),
    "date": (path_of(OWN), NOTICE.replace(b"date: 2026-10-08", b"date: 2026-10-88"), "3"),
    "GBK": (path_of(OWN), NOTICE.decode().encode("gbk"), "2"),
    "page: control character": ("pages/about.md", PAGE.replace("本", "\x08").encode(), "1"),
    "page: template": ("pages/about.md", f"Template: x\n{PAGE}".encode(), "1"),
    "page: date": ("pages/about.md", PAGE.replace("-01", "-88").encode(), "3"),
    "page: GBK": ("pages/about.md", PAGE.encode("gbk"), "1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_bad_file_stops_the_build_by_name_and_nothing_vanishes(
    project: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, content, line = FAULTS[fault]
    former = made(build_in(project))
    (project / "content" / path).write_bytes(content)
    assert command.main([str(project), str(ROOT / "pelicanconf.py"), "--no-index"]) == 1
    told = capsys.readouterr().err
    assert f"{path}:{line}  " in told
    assert "原来的网站保持不变" in told
    served = (project / "output").resolve()
    assert {path for path in former if path.startswith("site/")} == {
        path.relative_to(served.parent).as_posix() for path in served.rglob("*") if path.is_file()
    }


def test_stock_pelican_drops_a_bad_file_and_calls_it_a_success(tmp_path: Path) -> None:
    """The control of P3: no error is raised, and two of three pages are missing."""
    pages = stock(
        tmp_path,
        {
            "good.md": f"Slug: good\n{ARTICLE}".encode(),
            "date.md": f"Slug: date\n{ARTICLE.replace('-01', '-88')}".encode(),
            "gbk.md": f"Slug: gbk\n{ARTICLE}".encode("gbk"),
        },
    )
    assert "good.html" in pages
    assert not {"date.html", "gbk.html"} & pages


def test_stock_pelican_gives_up_over_one_bad_file(tmp_path: Path) -> None:
    """The control of P2: a template that is not there costs the whole site."""
    with pytest.raises(Exception, match="template"):
        stock(
            tmp_path,
            {"good.md": ARTICLE.encode(), "bad.md": f"Slug: bad\nTemplate: x\n{ARTICLE}".encode()},
        )


# P9: the cache is a pickle -------------------------------------------------------------------------------------


def planted(folder: Path, content: bytes) -> None:
    """Files of the cache in *folder* by all names that its readers and generators ask for."""
    for name in ("Readers", "PagesGenerator", "ArticlesGenerator", "StaticGenerator"):
        for form in (name, f"{name}-Readers", f"{name}-Generator"):
            city.put(folder / form, content)


PLANTS = {
    "code": b"",
    "empty": b"",
    "torn": gzip.compress(pickle.dumps({"a": 1}))[:-12],
    "noise": gzip.compress(b"\x80\x05?"),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_cache_is_never_opened(project: Path, plant: str) -> None:
    canary = project / "ran"
    content = gzip.compress(pickle.dumps(Canary(canary))) if plant == "code" else PLANTS[plant]
    planted(project / "cache", content)
    before = {path: path.read_bytes() for path in (project / "cache").iterdir()}
    build = build_in(project, CACHE_PATH=str(project / "cache"))
    assert build.notices == 2
    assert (build.site / "pages/about/index.html").is_file()
    assert not canary.exists()
    assert {path: path.read_bytes() for path in (project / "cache").iterdir()} == before


def test_stock_pelican_runs_a_planted_cache(tmp_path: Path) -> None:
    """The control: the same files at the same place, with the cache switched on."""
    planted(tmp_path / "cache", gzip.compress(pickle.dumps(Canary(tmp_path / "ran"))))
    stock(tmp_path, {"a.md": ARTICLE.encode()}, LOAD_CONTENT_CACHE=True)
    assert (tmp_path / "ran").is_dir()


def test_stock_pelican_gives_up_over_a_torn_cache(tmp_path: Path) -> None:
    """The control: what a crash leaves."""
    planted(tmp_path / "cache", b"")
    with pytest.raises(EOFError):
        stock(tmp_path, {"a.md": ARTICLE.encode()}, LOAD_CONTENT_CACHE=True)


def test_a_file_that_cannot_be_copied_whole_stops_the_build(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P11: Pelican warns, goes on, and leaves half a style sheet or script in a site that it calls done."""
    copied = shutil.copyfile

    def torn(source: str, target: str) -> str:
        if source.endswith("go.js"):
            Path(target).write_text("(function", encoding="utf-8")
            raise OSError(errno.EIO, os.strerror(errno.EIO), target)
        return str(copied(source, target))

    monkeypatch.setattr(pelican.utils.shutil, "copyfile", torn)
    with pytest.raises(Complained, match=r"没有复制完整.*go\.js"):
        build_in(project)
    assert not (project / "output").exists()
    monkeypatch.setattr(pelican.utils.shutil, "copyfile", copied)
    assert b"(function" in (build_in(project).site / "theme/go.js").read_bytes()


def test_stock_pelican_calls_a_torn_copy_a_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(source: str, target: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), target)

    monkeypatch.setattr(pelican.utils.shutil, "copyfile", torn)
    (tmp_path / "a.js").write_text("1")
    pelican.utils.copy(str(tmp_path / "a.js"), str(tmp_path / "b.js"))
    assert not (tmp_path / "b.js").exists()
