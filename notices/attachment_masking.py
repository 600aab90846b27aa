"""An attachment with what the privacy gate finds masked: Word, Excel, WPS (OOXML, ODF), CSV and text.

What is found anywhere in the file is masked wherever it stands in it, character for character, so that layout,
formulas and pictures stay as they are; no Office program is needed. What cannot be reached so stays found.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date

from notices import privacy
from notices.attachments import LARGEST, decoded, is_office, pieces, written_out

_BLOCK = re.compile(
    r"<(w:p|a:p|si|c|is|text:p|dc:[a-z]+|cp:[a-zA-Z]+|Company|Manager)\b[^<>]*(?<!/)>.*?</\1>", re.DOTALL
)
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
# A number cell whose digits became asterisks is text from now on.
_MASKED_CELL = re.compile(r"<c\b([^<>]*)>(?=<v>[^<>]*\*[^<>]*</v>)")
_CELL_TYPE = re.compile(r"\st=\"[^\"]*\"")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")


class Unmaskable(ValueError):
    """An attachment that must be masked by hand; the message is one Chinese line."""


def mask(name: str, payload: bytes, today: date) -> tuple[bytes, dict[str, int]]:
    """The bytes of the attachment *name* with everything found masked, and how many by rule.

    Raises Unmaskable when the kind of file cannot be rewritten, or something would remain.
    """
    found = _found(name, payload, today)
    if not found:
        return payload, {}
    values = {value: shown for value, (_, shown) in found.items()}
    made = _rewritten(name, payload, values)
    left = _found(name, made, today)
    if left:
        raise Unmaskable(f"{name}：还有 {len(left)} 处遮盖不了，请用原软件打开，手工遮盖。")
    counts: dict[str, int] = {}
    for rule, _ in found.values():
        counts[rule] = counts.get(rule, 0) + 1
    return made, counts


def _found(name: str, payload: bytes, today: date) -> dict[str, tuple[str, str]]:
    """What is found in the file: the text itself with its rule and its masked form."""
    found: dict[str, tuple[str, str]] = {}
    for piece in pieces(name, payload):
        text = f"{piece.name}\n\n{piece.text}"
        for one in privacy.findings(text, today):
            found[text[one.start : one.end]] = (one.rule, one.masked)
    return found


def _rewritten(name: str, payload: bytes, values: Mapping[str, str]) -> bytes:
    if name.lower().endswith((".csv", ".txt")) and not payload.startswith(b"PK\x03\x04"):
        text, encoding = decoded(payload)
        return _overlaid(text, values).encode(encoding)
    if not payload.startswith(b"PK\x03\x04"):
        raise Unmaskable(f"{name}：这种文件不能直接遮盖，请用原软件遮盖后另存。")
    if not is_office(payload):
        raise Unmaskable("压缩包不能直接遮盖，请解开后逐个遮盖，再重新打包。")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as former, zipfile.ZipFile(stream, "w") as made:
        for member in former.infolist():
            if member.file_size > LARGEST:
                raise Unmaskable(f"{name}：里面的 {member.filename} 太大，请用原软件遮盖后另存。")
            content = former.read(member)
            made.writestr(
                member, _masked_part(content, values) if member.filename.endswith(".xml") else content
            )
    return stream.getvalue()


def _masked_part(content: bytes, values: Mapping[str, str]) -> bytes:
    try:
        return _part(content.decode("utf-8"), values).encode("utf-8")
    except UnicodeDecodeError:
        return content  # what it holds is found again, and said


def _part(xml: str, values: Mapping[str, str]) -> str:
    plain = _REFERENCE.sub(_character, written_out(xml))
    masked = _BLOCK.sub(lambda block: _block(block[0], values), plain)
    return _MASKED_CELL.sub(lambda cell: f'<c{_CELL_TYPE.sub("", cell[1])} t="str">', masked)


def _character(reference: re.Match[str]) -> str:
    """The character that a numeric reference stands for; those that XML needs escaped stay as they are."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if 0xA0 <= code <= 0xFFFD and not 0xD800 <= code <= 0xDFFF else reference[0]


def _block(block: str, values: Mapping[str, str]) -> str:
    """A paragraph or cell, whose text may be cut into runs, with *values* masked."""
    joined = "".join(match[0] for match in _TEXT.finditer(block))
    masked = _overlaid(joined, values)
    if masked == joined:
        return block
    characters = iter(masked)
    return _TEXT.sub(lambda match: "".join(next(characters) for _ in match[0]), block)


def _overlaid(text: str, values: Mapping[str, str]) -> str:
    """*text* with each of *values* replaced by its masked form, filled up with asterisks to the same length."""
    for value in sorted(values, key=len, reverse=True):
        shown = values[value]
        text = text.replace(value, shown + "*" * (len(value) - len(shown)))
    return text
