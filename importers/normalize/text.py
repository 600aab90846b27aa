"""Plain text of exports: which encoding it is in, what cannot be shown, and how Markdown shows it unchanged."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from functools import lru_cache

# What is said below a text that a tool kept without its layout; `importers.merge` weighs such a body less.
PLAIN_ONLY = "〔图片未保存：导出文件只有纯文本，版式、表格和图片未随导出保存〕"

_SURE = 16  # so many non-ASCII characters read well: the file is UTF-8, whatever follows
_DIGITS = 18
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")
_INLINE_SPACE = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


class UnknownEncoding(ValueError):
    """Bytes that no encoding of Chinese text explains; *line* (1-based) is where reading failed."""

    def __init__(self, line: int, damaged: bool) -> None:
        """Say at which *line*, and whether it is UTF-8 *damaged* there."""
        cause = "UTF-8 编码在此损坏" if damaged else "既不是 UTF-8 也不是 GB18030 编码"
        super().__init__(f"第 {line} 行：{cause}，请用原工具重新导出，或另存为 UTF-8。")
        self.line = line


def encoding_of(blocks: Iterable[bytes]) -> str:
    """Tell the encoding of a text from all its bytes: a BOM's, else UTF-8, else GB18030.

    A last character cut in half does not count: such a file is torn at its end only, open it with
    `errors="replace"`. UTF-8 with a wrong byte far into the text is not taken for GB18030, which would
    accept it as gibberish. Raises UnknownEncoding. *blocks* are consumed; memory stays flat.
    """
    tests = [_Test("utf-8"), _Test("gb18030")]
    for number, block in enumerate(blocks):
        if number == 0:
            bom = next((name for mark, name in _BOMS.items() if block.startswith(mark)), None)
            if bom == "utf-16":
                return bom
            if bom:
                tests = [_Test(bom)]
        for test in tests:
            test.feed(block)
        if tests[0].failed and (tests[0].sure or tests[-1].failed):
            raise UnknownEncoding(tests[0].line, tests[0].sure)
    return next(test.name for test in tests if not test.failed)


class _Test:
    """One encoding on trial."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.failed = False
        self.line = 1
        self._wide = 0
        self._decoder = codecs.getincrementaldecoder(name)("strict")

    @property
    def sure(self) -> bool:
        return self._wide >= _SURE or self.name == "utf-8-sig"

    def feed(self, block: bytes) -> None:
        if self.failed:
            return
        try:
            self._note(self._decoder.decode(block))
        except UnicodeDecodeError as error:
            self.failed = True
            self._note(error.object[: error.start].decode(self.name, "ignore"))

    def _note(self, text: str) -> None:
        self.line += text.count("\n")
        if self._wide < _SURE and not text.isascii():
            self._wide += sum(not character.isascii() for character in text[:4096])


@lru_cache(maxsize=2)  # every source asks for the same beginning; a bytes object keeps its hash
def head_text(head: bytes) -> str:
    """Read the beginning of a file for recognition: its text without BOM, or empty when it is no text."""
    try:
        name = encoding_of([head])
    except UnknownEncoding:
        return ""
    return head.decode(name, "ignore").removeprefix("\ufeff")


def count_of(said: str) -> int:
    """The whole number that *said* is; 0 for any other text, and for more digits than anything is counted by.

    Python refuses to read thousands of them (`sys.set_int_max_str_digits`).
    """
    return int(said) if said.isdecimal() and len(said) <= _DIGITS else 0


def clean(text: str) -> str:
    """Drop what cannot be shown and unify white space; words and line breaks stay.

    Control characters, zero-width spaces, byte order marks and lone surrogates go; NBSP and ideographic
    spaces become spaces; lines are trimmed; more than one blank line becomes one.
    """
    unified = _UNSHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_INLINE_SPACE.sub(" ", line).strip() for line in unified.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
