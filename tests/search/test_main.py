"""The command line: index, query; errors in one Chinese line."""

from __future__ import annotations

import json
import socket
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


def test_old_links_that_nobody_knew_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = tmp_path / "missing-links.jsonl"
    lines = [("host:a.example", 2), ("weibo:1", 5), ("words", 1), ("host:a.example", 4)]
    counts.write_text(
        "".join(json.dumps({"day": "2026-11-01", "key": key, "count": n}) + "\n" for key, n in lines),
        encoding="utf-8",
    )
    assert main(["missing", str(counts)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "6 次　host:a.example",
        "5 次　weibo:1",
        "1 次　words",
        "没有记录的旧链接 3 种，共找过 12 次。",
    ]


def test_where_nothing_was_counted_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["missing", str(tmp_path / "none.jsonl")]) == 0
    assert capsys.readouterr().out == "没有记录的旧链接 0 种，共找过 0 次。\n"


@pytest.mark.parametrize("port", ["99999", "abc", "-1"])
def test_a_port_that_cannot_be_is_refused(
    port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["serve", str(tmp_path), "--port", port])
    assert "端口" in capsys.readouterr().err


def test_a_port_is_not_shared_with_another_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["serve", str(tmp_path), "--port", str(port)]) == 1
    assert f"127.0.0.1:{port}：端口已被占用，请用 --port 换一个端口" in capsys.readouterr().err


def test_an_address_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(tmp_path), "--host", "999.1.1.1"]) == 1
    assert "999.1.1.1：没有这个地址，请改 --host" in capsys.readouterr().err
