"""The command line: index, query; errors in one Chinese line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.__main__ import main
from search.schema import Document, dump_document


@pytest.fixture
def source(documents: list[Document], tmp_path: Path) -> Path:
    path = tmp_path / "documents.jsonl"
    path.write_text("".join(f"{dump_document(d)}\n" for d in documents), encoding="utf-8")
    return path


@pytest.mark.parametrize("engine", ["whoosh", "memory"])
def test_index_and_query(
    engine: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = str(tmp_path / "index")
    assert main(["--engine", engine, "index", str(source), index]) == 0
    assert "已为 12 条公开信息建立索引" in capsys.readouterr().out
    assert main(["--engine", engine, "query", index, "公积金", "提取"]) == 0
    shown = capsys.readouterr().out
    assert "共找到 2 条。" in shown
    assert "1. 住房公积金提取办事指南" in shown
    assert main(["--engine", engine, "query", index, "公告", "--platform", "weibo", "--json"]) == 0
    assert [hit["id"] for hit in json.loads(capsys.readouterr().out)["hits"]] == ["closing-weibo"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["query", "{}/nowhere", "公积金"], "这里没有检索索引"),
        (["index", "{}/nothing.jsonl", "{}/index"], "nothing.jsonl：没有这个文件或文件夹"),
        (["index", "{}/bad.jsonl", "{}/index"], "bad.jsonl 第 1 行"),
        (["serve", "{}/nosite"], "没有这个网站文件夹"),
    ],
)
def test_errors_are_one_line(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n")
    assert main([argument.format(tmp_path) for argument in arguments]) == 1
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert not (tmp_path / "index").exists()


def test_bad_questions_are_told(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["index", str(source), str(tmp_path / "index")])
    assert main(["query", str(tmp_path / "index"), "公告", "--page", "0"]) == 1
    assert "页码" in capsys.readouterr().err


def test_index_from_a_former_one(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["index", str(source), str(tmp_path / "one")])
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    source.write_text("".join(lines[2:]), encoding="utf-8")
    assert main(["index", str(source), str(tmp_path / "two"), "--former", str(tmp_path / "one")]) == 0
    assert "新增或改动 0 条，删去 2 条，沿用 10 条" in capsys.readouterr().out
    assert main(["index", str(source), str(tmp_path / "three"), "--former", str(tmp_path / "none")]) == 0
    told = capsys.readouterr()
    assert "本次全部重新建立" in told.err
    assert "已为 10 条" in told.out
