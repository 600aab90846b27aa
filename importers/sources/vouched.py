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

import tomllib
from dataclasses import dataclass
from pathlib import Path

from importers.model import AccountKey, MalformedExport

NAME = "account.toml"
_REQUIRED = ("platform", "id", "name", "vouched_by")


@dataclass(frozen=True, slots=True)
class Vouched:
    """The *account*, and the *path* of the file that says so."""

    account: AccountKey
    path: Path


def beside(export: Path, platform: str) -> Vouched | None:
    """What `account.toml` in the folder of *export* says, None without one or for another *platform*.

    Raises MalformedExport for a file that is incomplete, or OSError.
    """
    path = export.with_name(NAME)
    if not path.is_file() or path.is_symlink():
        return None
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedExport(f"旁边的 {NAME} 写得不对（{error}），请照说明改正。") from None
    missing = [key for key in _REQUIRED if not isinstance(told.get(key), str) or not told[key].strip()]
    if missing:
        raise MalformedExport(f"旁边的 {NAME} 缺少 {'、'.join(missing)}（都要写成带引号的文字）。")
    if told["platform"] != platform:
        return None
    return Vouched(AccountKey(platform, (told["id"].strip(),), told["name"].strip()), path)
