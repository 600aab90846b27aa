"""The lines in a body that stand for a picture or file that no export held, as the importers write them. Pure.

`〔图片未保存〕`, `〔附件未保存：名称 原地址：https://…〕`: they are the only account of what is missing, so that filling
one (`invoke media --fetch`) leaves nothing else to be put right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"〔(图片|附件)未保存[：〕]")


@dataclass(frozen=True, slots=True)
class Missing:
    """How many *pictures* and other *files* a body lacks; as a truth value, whether any."""

    pictures: int
    files: int

    def __bool__(self) -> bool:
        return bool(self.pictures or self.files)


def missing(body: str) -> Missing:
    """What *body* (Markdown or HTML) says is missing."""
    if "未保存" not in body:
        return Missing(0, 0)
    found = _LINE.findall(body)
    return Missing(found.count("图片"), found.count("附件"))
