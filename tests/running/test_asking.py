"""Command lines are refused and explained in Chinese."""

from __future__ import annotations

import argparse

import pytest

from running.asking import Parser


def parser() -> Parser:
    made = Parser("python -m house", description="试一试")
    commands = made.add_subparsers(required=True, metavar="命令")
    one = commands.add_parser("build", help="生成")
    one.add_argument("file", help="文件")
    one.add_argument("--page", type=int, help="页码")
    one.add_argument("--kind", choices=("公告", "通知"), help="类别")
    either = one.add_mutually_exclusive_group(required=True)
    either.add_argument("--json", action="store_true", help="输出 JSON")
    either.add_argument("--table", action="store_true", help="输出表格")
    one.add_argument("--sarif-one", action="store_true")
    one.add_argument("--sarif-two", action="store_true")
    one.add_argument("--day", type=refusing)
    return made


def refusing(text: str) -> str:
    raise argparse.ArgumentTypeError(f"“{text}”不是日期")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "缺少 命令。写法见 python -m house --help"),
        ("biuld", "命令：没有“biuld”，可选："),
        ("build --json", "缺少 file。写法见 python -m house build --help"),
        ("build a b --json", "没有这样的选项，或多写了：b。"),
        ("build a --json --page x", "--page：“x”不是数字。"),
        ("build a --json --page", "--page：后面缺少内容。"),
        ("build a --json --kind 公示", "--kind：没有“公示”，可选："),
        ("build a --json --table", "--table：不能与 --json 同时写。"),
        ("build a", "须写其中一个：--json --table。"),
        ("build a --json --sarif", "“--sarif”没有写全，可能是 --sarif-one, --sarif-two。"),
        ("build a --json=1", "--json：后面不能写“1”。"),
        ("build a --json --day x", "--day：“x”不是日期。"),
    ],
)
def test_a_wrong_line_is_refused_in_one_chinese_line(
    line: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        parser().parse_args(line.split())
    told = capsys.readouterr().err
    assert stopped.value.code == 2
    assert told.startswith(says)
    assert told.count("\n") == 1


@pytest.mark.parametrize("line", ["--help", "build --help"])
def test_the_help_is_chinese(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(line.split())
    told = capsys.readouterr().out
    assert told.startswith("写法：python -m house")
    assert "选项：" in told
    assert "显示这段说明" in told
    assert not any(word in told for word in ("usage", "options", "positional", "show this"))


def test_what_is_right_goes_through() -> None:
    assert parser().parse_args(["build", "a", "--json", "--page", "2"]).page == 2
