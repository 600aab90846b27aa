"""While a site is being written: a saved notice stands in it, a broken one is told of and changes nothing."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import city
import pytest
from building import ROOT

from notices.notice import Notice, render
from notices.tree import path_of
from plugins import watching
from plugins.notices import changes
from plugins.release import Build, IndexFailed, Workshop

ONE, OTHER = city.own()


def save(root: Path, notice: Notice, text: str = "") -> None:
    city.put(root / "content" / path_of(notice), (text or render(notice)).encode())
    time.sleep(0.03)  # a file is trusted when the clock has ticked


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A small project that was never built."""
    city.write(tmp_path / "content", [ONE, OTHER])
    time.sleep(0.03)
    return Workshop(tmp_path, ROOT / "pelicanconf.py", provisional=True)


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The builds whose index was made, in place of making one."""
    made: list[str] = []
    monkeypatch.setattr(
        watching, "begun", lambda root: nullcontext(lambda build: made.append(build.folder.name))
    )
    return made


def page(root: Path, notice: Notice) -> str:
    return (root / "output" / path_of(notice).replace(".md", ".html")).read_text(encoding="utf-8")


def test_a_saved_notice_is_shown_by_amending(workshop: Workshop, indexed: list[str]) -> None:
    assert watching.rebuilt(workshop)
    save(workshop.root, replace(ONE, title="刚刚改过的标题"))
    assert watching.rebuilt(workshop)
    assert "刚刚改过的标题" in page(workshop.root, ONE)
    assert workshop.serving is not None
    assert changes.read(workshop.serving).former == indexed[0]
    assert indexed[1] == workshop.serving.name
    assert watching.rebuilt(workshop)
    assert len(indexed) == 2, "nothing changed, nothing was done"


@pytest.mark.long
def test_a_saved_template_is_shown_too(workshop: Workshop, indexed: list[str]) -> None:
    conf, piece = workshop.root / "conf.py", workshop.root / "overrides/_footer.html"
    conf.write_text(
        f"from pelicanconf import *\nTHEME = {str(ROOT / 'theme')!r}\n"
        f"THEME_TEMPLATES_OVERRIDES = [{str(piece.parent)!r}]\nWORKERS = 1\n",
        encoding="utf-8",
    )
    for number in range(2):
        city.put(piece, f"<footer>第{number}版</footer>".encode())
        save(workshop.root, replace(ONE, title=f"第{number}个标题"))
        assert watching.rebuilt(replace(workshop, conf=conf))
        assert f"<footer>第{number}版</footer>" in page(workshop.root, ONE)
        assert f"<footer>第{number}版</footer>" in page(workshop.root, OTHER)


def test_a_broken_notice_is_told_of_and_the_site_stays(
    workshop: Workshop, indexed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert watching.rebuilt(workshop)
    before = workshop.output.resolve()
    save(workshop.root, ONE, render(ONE).replace("date: ", "date: 不知道"))
    assert not watching.rebuilt(workshop)
    told = capsys.readouterr().out
    assert path_of(ONE) in told
    assert "网站保持原样" in told
    assert workshop.output.resolve() == before
    save(workshop.root, replace(ONE, title="改好了"))
    assert watching.rebuilt(workshop)
    assert "改好了" in page(workshop.root, ONE)


def test_a_site_whose_index_is_missing_does_not_count_as_made(
    workshop: Workshop, indexed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(build: Build) -> None:
        raise IndexFailed("没有建成")

    with monkeypatch.context() as broken:
        broken.setattr(watching, "begun", lambda root: nullcontext(fail))
        assert not watching.rebuilt(workshop)
    assert watching.rebuilt(workshop)
    assert len(indexed) == 1


@pytest.mark.long
def test_a_conf_file_that_editors_replace_is_watched_still(workshop: Workshop) -> None:
    conf = workshop.root / "conf.py"
    conf.write_text("former", encoding="utf-8")

    stop = threading.Event()

    def edit() -> None:
        for number in range(3):
            time.sleep(2)
            city.put(workshop.root / "new", b"%d" % number)
            (workshop.root / "new").replace(conf)
        time.sleep(2)
        stop.set()

    editor = threading.Thread(target=edit)
    editor.start()
    found = [conf.read_text(encoding="utf-8") for _ in watching.saves(replace(workshop, conf=conf), stop)]
    editor.join()
    assert list(dict.fromkeys(found)) == ["former", "0", "1", "2"]


@pytest.mark.long
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_page_and_search_follow_what_is_saved(workshop: Workshop, ending: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "plugins.watching", str(workshop.root), str(workshop.conf)]
    running = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/{path_of(ONE).replace('.md', '.html')}"
        until(address, ONE.title)
        save(workshop.root, replace(ONE, title="守望中改过的标题"))
        until(address, "守望中改过的标题")
        until(f"http://127.0.0.1:{port}/search?q={quote('守望中')}", "守望中")
    finally:
        running.send_signal(ending)
        assert running.wait(30) == 0
    with pytest.raises(URLError, match="refused"):
        urlopen(address, timeout=10)


def until(address: str, text: str) -> None:
    """Wait until the page at *address* says *text*, marks within it left aside; at most two minutes."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=10) as answer:
                if text in re.sub(r"</?mark>", "", answer.read().decode("utf-8")):
                    return
        except URLError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{address} never said {text}")
