"""What reads text of strangers, each by a name: the front matter, Markdown, the checks, the registers, the search, old links."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from feeding import ENTRIES, Readers
from generating import notice_text

from importers.model import MalformedExport
from importers.normalize import dates, html, markdown, text, titles
from importers.normalize.builder import Reading
from notices import accounts, departments, lost, notice, privacy, services
from notices.checks import manuscript
from notices.checks.verdict import examine
from notices.frontmatter import BadFrontMatter
from notices.render import sanitize, to_html, to_text
from oldlinks import shards
from oldlinks.lookup import look_up
from plugins.notices import bodies, references
from search import analysis
from search.highlight import Marker
from search.query import BadQuery, parse
from search.responses import Visit
from tests.notices.checks.desk import HEAD, setting

Parser = Callable[[str], object]
NAMES = (
    "文件头", "文件头的更正和放行", "键", "公开信息的全部检查", "Markdown", "净化", "纯文本", "网页的正文", "站内引用", "个人信息", "部门登记表", "账号清单", "办事入口", "已灭失", "导入的 HTML", "导入的文字", "导入的日期和标题", "查询", "检索页", "检索接口", "分词", "折叠", "高亮", "旧链接", "旧链接页",
)  # fmt: skip
_HEADS = [f"{key}: {value}" for key, value in HEAD.items()]


def parsers(folder: Path) -> dict[str, Parser]:
    """Every parser but those of exports, by NAMES; *folder* takes registers and a small index."""
    readers = Readers(folder / "fed")
    found: dict[str, Parser] = {
        "文件头": lambda run: _checked(notice_text([*_HEADS[1:], f"title: {run}"], "正文。")),
        "文件头的更正和放行": lambda run: _checked(notice_text([*_HEADS, f"corrections: 2026-01-01 {run}", f"waivers: {run}"], "正文。")),
        "键": lambda run: _checked(notice_text([*_HEADS, f"{run}: 甲"], "正文。")),
        "公开信息的全部检查": lambda run: _checked(notice_text(_HEADS, run)),
        "Markdown": to_html,
        "净化": sanitize,
        "纯文本": lambda run: to_text(sanitize(run)),
        "网页的正文": lambda run: bodies.finish(to_html(run), folder, archived=True),
        "站内引用": references.internal,
        "个人信息": privacy.findings,
        "部门登记表": lambda run: _register(folder / "departments.toml", f'[shi]\nname = "{run}"\nlevel = "市"\n', departments.load),
        "账号清单": lambda run: _register(folder / "accounts.csv", f"平台,平台编号,账号名称,部门\nweixin,gh_1,{run},shi\n", lambda path: accounts.load(path, ["shi"])),
        "办事入口": lambda run: _register(folder / "services.csv", f"{','.join(services.COLUMNS.values())}\n{run}", lambda path: services.load(path, ["shi"])),
        "已灭失": lambda run: _register(folder / "lost.csv", f"{','.join(lost.COLUMNS.values())}\n{run}", lost.load),
        "导入的 HTML": lambda run: _told(lambda: html.to_markdown(f"<div>{run}</div>", Reading(picture=lambda _: None, base="https://a.example/"))),
        "导入的文字": lambda run: markdown.escape(text.clean(run)),
        "导入的日期和标题": lambda run: (dates.parse(run, None), titles.title_of(run, 60)),
        "查询": _query,
        "检索页": lambda run: readers.served.respond(Visit("GET", "/search", f"q={quote(run, errors='replace')}")),
        "检索接口": lambda run: readers.served.respond(Visit("GET", "/api/search", run)),
        "分词": analysis.words,
        "折叠": analysis.compact,
        "高亮": lambda run: Marker(parse("2020-01-02 a 公示 http")).snippet(run),
        "旧链接": lambda run: look_up(run, 1, _load),
        "旧链接页": lambda run: readers.served.respond(Visit("GET", "/go", f"u={quote(run, errors='replace')}")),
    }  # fmt: skip
    assert tuple(found) == NAMES
    return found


def _checked(whole: str) -> object:
    try:
        page = manuscript(whole, "shi/2026/20260305-a.md")
    except BadFrontMatter as error:
        return error
    return notice.render(page.notice), examine(page, setting())


def _register(path: Path, content: str, load: Callable[[Path], object]) -> object:
    path.write_text(content, encoding="utf-8", errors="replace")
    return _told(lambda: load(path))


def _query(run: str) -> object:
    return _told(lambda: parse(run))


def _told(step: Callable[[], object]) -> object:
    """What *step* gives, or in whose words it declines."""
    try:
        return step()
    except (BadFrontMatter, BadQuery, MalformedExport) as error:
        return error


def _load(name: str) -> dict[str, tuple[shards.Target, ...]]:
    return {key: tuple(some) for key, some in shards.parted(ENTRIES, 1)[name].items()}
