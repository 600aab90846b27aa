"""Whose export it is, where the files themselves cannot prove it: `account.toml` beside them, written by a person.

```toml
platform = "douyin"
id = "59583312345"
name = "青澜文旅"
vouched_by = "市政府办公室 王某某"   # who says so
vouched_on = 2026-11-21
```
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from importers.model import AccountKey, MalformedExport

NAME = "account.toml"
MASKED = re.compile(r"\*{2,}")  # how tools hide a nickname: 测***户
NAMELESS = f"没有写明是哪个账号发的；请在文件旁放一个 {NAME} 写明账号和由谁确认"
_UP = 4
_REQUIRED = ("platform", "id", "name", "vouched_by")


@dataclass(frozen=True, slots=True)
class Vouched:
    """The *account*, and the *path* of the file that says so."""

    account: AccountKey
    path: Path


def beside(export: Path, platform: str) -> Vouched | None:
    """What the nearest `account.toml` for *platform* says, in the folder of *export* or up to three above; None without.

    Raises MalformedExport for a file that is incomplete, or OSError.
    """
    for folder in list(export.parents)[:_UP]:
        path = folder / NAME
        if path.is_file() and not path.is_symlink() and (found := _read(path)).account.platform == platform:
            return found
    return None


def _read(path: Path) -> Vouched:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedExport(f"旁边的 {NAME} 写得不对（{error}），请照说明改正。") from None
    missing = [key for key in _REQUIRED if not isinstance(told.get(key), str) or not told[key].strip()]
    if missing:
        raise MalformedExport(f"旁边的 {NAME} 缺少 {'、'.join(missing)}（都要写成带引号的文字）。")
    return Vouched(AccountKey(told["platform"].strip(), (told["id"].strip(),), told["name"].strip()), path)
