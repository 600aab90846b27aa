"""The lines in a body that stand for something that no export held, as the importers write them. Pure.

`〔图片未保存〕`, `〔附件未保存：名称 原地址：https://…〕`, `〔音频：…，未随导出保存〕`: they are the only account of what is missing,
so that filling one (`invoke media --fetch`) leaves nothing else to be put right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Exports of bare text say once that pictures are missing, nobody knows how many: that counts as one of the others.
_LINE = re.compile(r"〔(?:(图片|附件)未保存(?!：导出文件只有纯文本)[：〕]|[^〔〕]{1,300}未(?:随导出)?保存〕)")
_ADDRESS = re.compile(r"(〔(?:图片|附件)未保存)(?:：([^〔〕]{0,300}?))?[： ]?原地址：[^〔〕]{1,2000}〕")


@dataclass(frozen=True, slots=True)
class Missing:
    """How many *pictures*, *files* and *others* (sound, film, full texts) a body lacks; as a truth value, whether any."""

    pictures: int
    files: int
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.pictures or self.files or self.others)

    def __str__(self) -> str:
        counts = ((self.pictures, "图片 {} 张"), (self.files, "附件 {} 个"), (self.others, "音视频等 {} 处"))
        return "、".join(words.format(count) for count, words in counts if count)


def missing(body: str) -> Missing:
    """What *body* (Markdown or HTML) says is missing."""
    if "未保存" not in body and "未随导出保存" not in body:
        return Missing(0, 0)
    found = _LINE.findall(body)
    return Missing(found.count("图片"), found.count("附件"), found.count(""))


def without_addresses(text: str) -> str:
    """The visible *text* of a body without the former addresses of what is missing: nobody searches for their letters."""
    if "未保存" not in text:
        return text
    return _ADDRESS.sub(lambda found: f"{found[1]}{f'：{found[2]}' if found[2] else ''}〕", text)
