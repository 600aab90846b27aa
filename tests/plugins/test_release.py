"""A build shows itself when it is whole; a failed one changes nothing and says in Chinese what to do."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import city
import pytest
from building import ROOT, build_in

from durable import Busy, exclusive, replace_link
from notices.notice import render
from notices.tree import path_of
from plugins import release
from plugins.__main__ import main
from plugins.conf import BadConf
from plugins.layout import lay_out
from plugins.notices.intake import BadContent
from plugins.notices.press import BadTemplate
from plugins.notices.site import BadSite, refuse_samples, site
from plugins.release import Build, Workshop
from plugins.telling import Outcome, lines


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with two notices, already served."""
    city.write(tmp_path / "content", city.own())
    build_in(tmp_path)
    return tmp_path


def builds(root: Path) -> list[str]:
    return sorted(path.name for path in (root / ".builds").iterdir() if path.name[0].isdigit())


def test_output_is_a_link_to_the_site(small: Path) -> None:
    assert (small / "output").is_symlink()
    assert (small / "output" / "index.html").is_file()
    assert (small / "output").resolve().parent == (small / ".builds" / builds(small)[0]).resolve()


def test_a_clock_set_back_makes_no_build_older_than_the_former(small: Path) -> None:
    served = (small / "output").resolve().parent
    late = small / ".builds/20991231T235959-999999"
    served.rename(late)
    (small / "output").unlink()
    (small / "output").symlink_to(late / "site")
    made = build_in(small).folder.name
    assert made == "21000101T000000-000000"
    assert builds(small)[-1] == made


def test_what_a_build_that_was_cut_off_left_is_cleared_away(small: Path) -> None:
    (small / ".builds/20200101T000000-000000/site").mkdir(parents=True)
    (small / ".tmp-0123456789abcdef").symlink_to("nowhere")
    (small / ".builds/.tmp-0123456789abcdef").touch()
    build_in(small)
    assert "20200101T000000-000000" not in builds(small)
    assert not [path for folder in (small, small / ".builds") for path in folder.glob(".tmp-*")]


def test_the_last_build_and_the_one_before_are_kept(small: Path) -> None:
    made = [build_in(small).folder.name for _ in range(4)]
    assert set(made[-2:]) <= set(builds(small))
    assert len(builds(small)) == release.BUILDS
    assert (small / "output").resolve().parent.name == made[-1]


def notice(**changes: object) -> bytes:
    """A good notice's file with lines replaced."""
    text = render(city.own()[0])
    for key, value in changes.items():
        lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in text.split("\n")]
        text = "\n".join(lines)
    return text.encode()


OWN = path_of(city.own()[0])
FAULTS = {
    "date-bad": (OWN, notice(date="去年"), f"{OWN}:3  date-bad"),
    "key-unknown": (
        OWN,
        notice().replace(b"---\n", b"---\nsave_as: index.html\n", 1),
        f"{OWN}:2  key-unknown",
    ),
    "not-utf8": (OWN, notice(title="水务").decode().encode("gbk"), f"{OWN}:2  not-utf8"),
    "slug-twice": ("water/2026/other.md", notice(), "slug-twice"),
    "department-unknown": (
        "nobody/x.md",
        notice(department="nobody", slug="x-1"),
        "nobody/x.md:1  department-unknown",
    ),
    "department-folder": ("civil/x.md", notice(slug="x-1"), "civil/x.md:1  department-folder"),
    "account-unknown": (
        "water/x.md",
        notice(slug="x-1", kind="公告\nplatform: weixin\naccount: gh_nobody"),
        "water/x.md:1  account-unknown",
    ),
    "media-missing": (
        "water/x.md",
        notice(slug="x-1") + b"\n![a](../media/none.png)\n",
        "water/x.md:12  media-missing",
    ),
    "accounts-header": ("accounts.csv", b"a,b\r\n", "accounts.csv:1  accounts-header"),
    "departments-toml": ("departments.toml", b"[", "departments.toml:1  departments-toml"),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_bad_content_fails_the_build_naming_file_line_and_rule(small: Path, rule: str) -> None:
    path, payload, said = FAULTS[rule]
    before, served = builds(small), (small / "output").resolve()
    city.put(small / "content" / path, payload)
    with pytest.raises(BadContent) as raised:
        build_in(small)
    assert said in str(raised.value)
    assert builds(small) == before
    assert (small / "output").resolve() == served


def test_all_problems_are_told_at_once(small: Path) -> None:
    city.put(small / "content/water/a.md", b"no front matter")
    city.put(small / "content/civil/b.md", notice(date="x"))
    with pytest.raises(BadContent) as raised:
        build_in(small)
    assert [(one.path, one.rule) for one in raised.value.problems] == [
        ("civil/b.md", "date-bad"),
        ("water/a.md", "front-matter-missing"),
    ]


def test_a_symbolic_link_is_never_followed(small: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    (small / "content/water/media/link.png").symlink_to(secret)
    (small / "content/water/linked.md").symlink_to(tmp_path / "nowhere.md")
    city.put(small / "content/water/x.md", notice(slug="x-1") + b"\n![a](../media/link.png)\n")
    with pytest.raises(BadContent, match="media-missing"):
        build_in(small)


def test_a_failing_step_leaves_the_former_site(small: Path) -> None:
    before, served = builds(small), (small / "output").resolve()

    def fail(build: Build) -> None:
        assert (build.site / "index.html").is_file()
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        build_in(small, fail)
    assert builds(small) == before
    assert (small / "output").resolve() == served


def refuse(*_: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO), ".builds/old")


def test_a_site_that_is_shown_does_not_fail_for_what_cannot_be_cleared_away(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = (small / "output").resolve()
    monkeypatch.setattr(release, "prune", refuse)
    build = build_in(small)
    assert build.untidied == ".builds/old：读写出错，磁盘可能已损坏"
    assert (small / "output").resolve() == build.site != served
    (build.folder / "changes.json").unlink()  # no longer read: what is shown is told whatever the disk says
    told = lines(Outcome(build, (), 1.0), "output")
    assert f"新写页面 {len(build.made.written)} 个，沿用 {build.made.unchanged} 个" in told[0]
    assert any("新网站已经公开" in line and ".builds/old" in line for line in told)


@pytest.mark.parametrize(("shown", "told"), [(False, "原来的网站保持不变"), (True, "新的网站已经换上")])
def test_a_failure_tells_which_site_is_shown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shown: bool,
    told: str,
) -> None:
    for name in ("one", "two"):
        (tmp_path / ".builds" / name / "site").mkdir(parents=True)
    (tmp_path / "output").symlink_to(".builds/one/site")

    def fail(*_: object, **__: object) -> None:
        if shown:
            replace_link(tmp_path / "output", ".builds/two/site")
        refuse()

    monkeypatch.setattr(release, "release", fail)
    assert main([str(tmp_path), str(tmp_path / "conf.py")]) == 1
    assert told in capsys.readouterr().err


def theme_with(root: Path, name: str, text: str) -> dict[str, object]:
    """Settings that put a template of the name *name* before the theme's own."""
    city.put(root / "overrides" / name, text.encode())
    return {"THEME_TEMPLATES_OVERRIDES": [str(root / "overrides")]}


SLIPS = {
    "syntax": ("一行\n{% if %}", "第 2 行"),
    "undefined": ("一行\n\n{{ nonsense.x }}", "第 3 行"),
    "arithmetic": ("一行\n{{ 1 / 0 }}", "第 2 行：division by zero"),
    "type": ("一行\n{{ site.name + 1 }}", "第 2 行：can only concatenate"),
    "include": ("一行\n{% include 'gone.html' %}", "第 2 行：.*gone.html"),
}
IN_TEMPLATES = [
    pytest.param(name, *slip, id=f"{name}-{sort}", marks=[] if sort == quick else pytest.mark.long)
    for name, quick in (("notice.html", "undefined"), ("page.html", "syntax"), ("_footer.html", "none"))
    for sort, slip in SLIPS.items()
]


@pytest.mark.parametrize(("name", "text", "said"), IN_TEMPLATES)
def test_a_template_error_names_template_and_line(small: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(BadTemplate) as raised:
        build_in(small, WORKERS=1, **theme_with(small, name, text))
    assert re.match(f"模板 .*{name} {said}", str(raised.value))


@pytest.mark.parametrize(
    "afresh", [False, pytest.param(True, marks=pytest.mark.long)], ids=["again", "afresh"]
)
@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("SITE = {", "conf.py 第 3 行有误（'{' was never closed"),
        pytest.param(
            "SITE = Site()", "conf.py 第 3 行有误（name 'Site' is not defined）", marks=pytest.mark.long
        ),
        pytest.param(
            "import nothing_of_that_name",
            "conf.py 第 3 行有误（No module named 'nothing_of_that_name'）",
            marks=pytest.mark.long,
        ),
        pytest.param("WORKERS = 1 / 0", "conf.py 第 3 行有误（division by zero）", marks=pytest.mark.long),
    ],
)
def test_a_slip_in_the_conf_file_is_told_by_line(small: Path, slip: str, said: str, *, afresh: bool) -> None:
    conf, before = small / "conf.py", builds(small)
    conf.write_text(f"from pelicanconf import *\n\n{slip}\n", encoding="utf-8")
    with pytest.raises(BadConf) as raised:
        release.release(Workshop(small, conf, afresh), lambda build: None, PATH=str(small / "content"))
    assert said in str(raised.value)
    assert builds(small) == before


def test_an_unreadable_fixed_page_fails_the_build(small: Path) -> None:
    city.put(small / "content/pages/bad.md", "Title: 水务局公告\n\n正文".encode("gbk"))
    with pytest.raises(BadContent, match=r"bad\.md:1  not-utf8"):
        build_in(small)


def test_a_second_build_at_the_same_time_is_refused(small: Path) -> None:
    with exclusive(small / ".builds/lock"), pytest.raises(Busy):
        build_in(small)


def test_a_real_output_folder_is_never_lost(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    city.put(tmp_path / "output/kept.html", b"kept")
    with pytest.raises(FileExistsError, match="真实的文件夹"):
        build_in(tmp_path)
    assert (tmp_path / "output/kept.html").read_bytes() == b"kept"


def test_the_layout_of_a_demo_holds_registers_and_pages_only(tmp_path: Path) -> None:
    city.write(tmp_path / "content")
    lay_out(tmp_path / "content", tmp_path / "demo")
    found = sorted(
        path.relative_to(tmp_path / "demo").as_posix() for path in (tmp_path / "demo").rglob("*.*")
    )
    assert {path.split("/")[0] for path in found} == {"accounts.csv", "departments.toml", "pages"}


def sample_site() -> dict[str, str]:
    scope: dict[str, object] = {}
    exec((ROOT / "pelicanconf.py").read_text(encoding="utf-8"), scope)
    return dict(scope["SITE"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "12"}, "网站标识码"),
        ({"url": "https://x.example/"}, "网址"),
        ({"logo": "x"}, "没有“logo”"),
        ({"code": None}, "缺少“code”"),
    ],
)
def test_a_bad_settings_block_is_refused(change: dict[str, str | None], said: str) -> None:
    block = {key: value for key, value in {**sample_site(), **change}.items() if value is not None}
    with pytest.raises(BadSite, match=said):
        site(block)


def test_the_sample_city_never_goes_public() -> None:
    with pytest.raises(BadSite, match=r"code.*domain"):
        refuse_samples(sample_site())
    real = dict.fromkeys(sample_site(), "真实内容") | {"code": "1304000009", "url": "https://www.city.gov.cn"}
    refuse_samples(real)
    for name in real:
        with pytest.raises(BadSite, match=f"请在 pelicanconf.py 的 SITE 中填写真实内容：{name}。"):
            refuse_samples(real | {name: " "})
