"""The departments register, `content/departments.toml`: who publishes, under whom, and under which former names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notices import values
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

_KEYS = {"name", "short_name", "level", "parent", "former", "successor", "dissolved"}

LEVELS = ("市", "县区", "镇街", "村社区")

# First path segments that the site itself uses: no department may be called so.
RESERVED = frozenset(
    [
        "accounts",
        "api",
        "assets",
        "corrections",
        "data",
        "departments",
        "feeds",
        "go",
        "kinds",
        "media",
        "page",
        "pages",
        "search",
        "services",
        "sitemap",
        "tags",
        "theme",
        "withdrawn",
        "years",
    ]
)


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name the department bore, and the last day it did, where known."""

    name: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """One department; *parent* is the slug of the one above it, or empty.

    *successor* is the slug of the one that took over its duties when it was dissolved (on the day *dissolved*,
    where known), or empty.
    """

    slug: str
    name: str
    short_name: str
    level: str
    parent: str = ""
    former: tuple[FormerName, ...] = ()
    successor: str = ""
    dissolved: date | None = None

    def __hash__(self) -> int:
        """By the slug, which no two of a register share: departments are looked up by the page."""
        return hash(self.slug)


_TOLD = 30  # departments that fit into a message


def unregistered(asked: str, register: Mapping[str, Department]) -> str:
    """What to tell who asked for the department *asked*, which *register* does not have: codes with their names.

    Those whose name has *asked* in it where there are such; all, where they are few.
    """
    told = f"部门“{asked}”没有登记" if asked else "没有写部门"
    fitting = [one for one in register.values() if asked and asked in f"{one.name} {one.short_name}"]
    shown = "、".join(
        f"{one.slug}（{one.short_name}）" for one in (fitting or list(register.values()))[:_TOLD]
    )
    more = "；其余见 departments.toml" if len(fitting or register) > _TOLD else ""
    return f"{told}，请用 --department 写代号：{shown}{more}"


def load(path: Path) -> dict[str, Department]:
    """The departments of *path* by slug, in the order of the file. Raises BadFrontMatter with all problems."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFrontMatter(
            [Problem(str(path), 1, "departments-toml", f"部门登记表不是有效的 TOML：{error}")]
        ) from None
    except FileNotFoundError:
        raise BadFrontMatter(
            [Problem(str(path), 1, "departments-missing", "找不到部门登记表，请先建立 departments.toml。")]
        ) from None
    found: dict[str, Department] = {}
    problems: list[Problem] = []
    for slug, table in tables.items():
        try:
            found[slug] = _department(slug, table)
        except ValueError as error:
            problems.append(Problem(str(path), 1, "department-bad", f"[{slug}]：{error}"))
    problems += [
        Problem(
            str(path), 1, "department-parent", f"[{one.slug}]：上级“{one.parent}”没有登记，或上下级成了环。"
        )
        for one in found.values()
        if not _rooted(one, found)
    ]
    problems += [
        Problem(str(path), 1, "department-successor", f"[{one.slug}]：承接部门“{one.successor}”没有登记。")
        for one in found.values()
        if one.successor and (one.successor not in found or one.successor == one.slug)
    ]
    if problems:
        raise BadFrontMatter(problems)
    return found


def _department(slug: str, table: object) -> Department:
    if not isinstance(table, dict):
        raise ValueError("应写成一节：[代号]，其下每行一个键。")
    values.parse_slug(slug)
    if slug in RESERVED:
        raise ValueError("这个代号已被网站栏目占用，请换一个。")
    unknown = set(table) - _KEYS
    if unknown:
        raise ValueError(f"没有“{'、'.join(sorted(unknown))}”这个键，可用：{'、'.join(sorted(_KEYS))}。")
    name = str(table.get("name", "")).strip()
    if not name:
        raise ValueError("缺少 name（全称）。")
    if table.get("level") not in LEVELS:
        raise ValueError(f"level 应为 {'、'.join(LEVELS)} 之一。")
    former = tuple(FormerName(str(old["name"]), old.get("until")) for old in table.get("former", []))
    dissolved = table.get("dissolved")
    if not isinstance(dissolved, date | None):
        raise ValueError("dissolved（撤销日期）请写成 2024-04-30，不加引号。")
    return Department(
        slug,
        name,
        str(table.get("short_name", name)),
        table["level"],
        str(table.get("parent", "")),
        former,
        str(table.get("successor", "")),
        dissolved,
    )


def _rooted(department: Department, all_of_them: Mapping[str, Department]) -> bool:
    seen = {department.slug}
    above = department.parent
    while above:
        if above in seen or above not in all_of_them:
            return False
        seen.add(above)
        above = all_of_them[above].parent
    return True
