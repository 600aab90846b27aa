"""Masked attachments: nothing is found in them again, everything else is as it was, and Office still opens them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from notices.__main__ import main
from notices.attachment_masking import Unmaskable, mask
from notices.attachments import inspect, pieces
from tests.notices.test_attachments import FOUND, ID, TODAY, docx, xlsx, zipped

MASKABLE = [name for name in FOUND if not name.endswith((".zip", ".pdf"))]


@pytest.mark.parametrize("name", MASKABLE)
def test_nothing_is_found_again(name: str, tmp_path: Path) -> None:
    made, counts = mask(name, FOUND[name], TODAY)
    assert counts
    (tmp_path / name).write_bytes(made)
    assert inspect(tmp_path / name, name, TODAY) == []
    assert ID.encode() not in made
    shown = "".join(piece.text for piece in pieces(name, made))
    assert "13800001111" not in shown


@pytest.mark.parametrize("name", [name for name in FOUND if name.endswith((".zip", ".pdf"))])
def test_what_cannot_be_rewritten_is_said(name: str) -> None:
    with pytest.raises(Unmaskable):
        mask(name, FOUND[name], TODAY)


def test_a_workbook_opens_and_keeps_its_other_cells() -> None:
    made, _ = mask(
        "a.xlsx",
        xlsx(("姓名", "电话", "金额"), ("王某某", 13800001111, 600), ("李某", "0999-5550123", 2.5)),
        TODAY,
    )
    rows = list(openpyxl.load_workbook(io.BytesIO(made)).active.values)
    assert rows == [("姓名", "电话", "金额"), ("王某某", "138****1111", 600), ("李某", "0999-5550123", 2.5)]


def test_runs_and_other_parts_stay(tmp_path: Path) -> None:
    runs = f"<w:p><w:r><w:b/><w:t>号{ID[:6]}</w:t></w:r><w:r><w:t>{ID[6:]}，特此</w:t></w:r></w:p>"
    former = docx(runs, **{"word/media/a.png": b"\x89PNG\r\n\x1a\n"})
    made, counts = mask("a.docx", former, TODAY)
    assert counts == {"privacy-identity": 1}
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.read("word/media/a.png") == b"\x89PNG\r\n\x1a\n"
        text = archive.read("word/document.xml").decode()
    assert "<w:r><w:b/><w:t>号1101**</w:t></w:r><w:r><w:t>********002X，特此</w:t></w:r>" in text


def test_the_encoding_stays() -> None:
    made, _ = mask("a.csv", f"姓名,证件\n王某,{ID}\n".encode("gb18030"), TODAY)
    assert made.decode("gb18030") == "姓名,证件\n王某,1101**********002X\n"


def test_what_is_fit_is_not_touched() -> None:
    for payload in (xlsx(("姓名",), ("王某",)), b"0999-5550123", zipped(**{"a.txt": "甲"})):
        assert mask("a.bin", payload, TODAY) == (payload, {})


def test_the_command_previews_then_writes_and_logs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, log = tmp_path / "a.xlsx", tmp_path / "masking.jsonl"
    path.write_bytes(xlsx(("姓名", "证件"), ("王某", ID)))
    before = path.read_bytes()
    assert main(["mask", str(path)]) == 0
    assert "privacy-identity" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert main(["mask", str(path), "--write", "--by", "王敏", "--log", str(log)]) == 0
    assert inspect(path, "a.xlsx", TODAY) == []
    (entry,) = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert entry["rules"] == {"privacy-identity": 1}
    assert main(["mask", str(tmp_path / "a.zip")]) == 2
