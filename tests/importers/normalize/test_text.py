"""Laws and cases of `importers.normalize.text`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.text import UnknownEncoding, clean, count_of, encoding_of, head_text

CHINESE = "编号,正文\n青澜市人民政府办公室关于停更公众号的公告，请市民周知。\n" * 4


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8"),
        (b"plain", "utf-8"),
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8-sig"),
        (CHINESE.encode("gb18030"), "gb18030"),
        ("㙍𠮷".encode("gb18030"), "gb18030"),
        (CHINESE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "utf-16"),
        (CHINESE.encode()[:-2], "utf-8"),  # torn in its last character
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_the_encoding_is_told_from_all_bytes(content: bytes, encoding: str, size: int) -> None:
    blocks = [content[at : at + size] for at in range(0, len(content), size)]
    if size > 3 or not encoding.startswith("utf-16"):
        found = encoding_of(blocks)
        assert found == encoding or (size == 1 and encoding == "utf-8-sig")


def test_damaged_utf8_is_not_read_as_gibberish() -> None:
    damaged = CHINESE.encode() + "第九行坏\n".encode()[:-2] + b"\xff\xfe\n"
    with pytest.raises(UnknownEncoding, match=r"第 9 行：UTF-8 编码在此损坏") as caught:
        encoding_of([damaged])
    assert caught.value.line == 9


def test_what_is_no_text_at_all_is_refused_with_its_line() -> None:
    with pytest.raises(UnknownEncoding, match="既不是 UTF-8 也不是 GB18030"):
        encoding_of([b"ok\nok\n\xff\xff\xff\xff\xff"])


def test_a_head_is_read_for_recognition_without_its_mark() -> None:
    assert head_text(CHINESE.encode("utf-8-sig")) == CHINESE
    assert head_text(CHINESE.encode("utf-16")) == CHINESE
    assert head_text(CHINESE.encode()[:-2]).startswith("编号,正文")
    assert head_text(b"\x89PNG\r\n\x1a\n\xff\xff\xff") == ""


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("一\u200b二\ufeff三\x00四", "一二三四"),
        ("\u3000\u3000段首\xa0空格 \t 两个", "段首 空格 两个"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("一\n\n\n\n二\n", "一\n\n二"),
        ("坏\ud83d字", "坏字"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_clean_drops_only_what_cannot_be_seen(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@given(st.text())
def test_clean_is_idempotent_and_can_be_written(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")


@given(st.text(alphabet="甲乙a1,。 \n\u3000"))
def test_clean_loses_no_word(text: str) -> None:
    assert "".join(clean(text).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("8", 8),
        ("0012", 12),
        ("", 0),
        ("-1", 0),
        ("²", 0),
        ("1.5", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 5000, 0),
    ],
)
def test_a_count_has_no_thousands_of_digits(said: str, count: int) -> None:
    assert count_of(said) == count
