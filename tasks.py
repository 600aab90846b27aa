"""The commands of the project: `invoke --list`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from invoke import Context, Exit, task

from plugins import layout, standstill

ROOT = Path(__file__).resolve().parent
EXPORTS = ROOT / "samples" / "exports"
DEMO = ROOT / "demo"
FOLDERS = ("--content", "content", "--archive", "archive")


@task(
    name="import",
    positional=["path"],
    help={"path": "导出文件，或装有导出文件的文件夹", "department": "没有登记的账号归入这个部门（代号）"},
)
def import_(context: Context, path: str, department: str = "") -> None:
    """导入：把账号的导出文件变成 content/ 里的公开信息，原件存入 archive/。"""
    run("importers", path, *FOLDERS, "--department", department)


@task(help={"html": "另存为网页", "xlsx": "另存为 Excel 工作簿"})
def report(context: Context, html: str = "", xlsx: str = "") -> None:
    """收支表：每个账号申报、收到、公开、缺失多少，距注销几天。"""
    saved = [part for name, path in (("--html", html), ("--xlsx", xlsx)) if path for part in (name, path)]
    run("importers", "report", *FOLDERS, *saved)


@task
def verify(context: Context) -> None:
    """核对：每件公开信息追溯到原件字节，归档库有一位改动也指出来。"""
    run("importers", "verify", *FOLDERS)


@task(
    help={
        "conf": "设置文件：平时 pelicanconf.py，正式发布用 publishconf.py",
        "all": "从头生成，不沿用原有页面",
    }
)
def build(context: Context, conf: str = "pelicanconf.py", all: bool = False) -> None:
    """生成网站和检索索引，全部成功才换上新的。"""
    make(ROOT, conf, all)


@task(help={"host": "监听的地址", "port": "端口"})
def serve(context: Context, host: str = "127.0.0.1", port: int = 8000) -> None:
    """在本机打开网站和搜索（先运行 invoke build）。"""
    serve_from(ROOT, host, port)


@task(positional=["words"], help={"words": "要找的词；不止一个词时加引号"})
def search(context: Context, words: str) -> None:
    """在命令行里搜索。"""
    run("search", "query", str(index_beside(ROOT)), *words.split())


@task(positional=["path"], help={"path": "只检查这个文件或文件夹；不写则检查全部"})
def check(context: Context, path: str = "content") -> None:
    """检查公开信息是否合格，逐条指出哪里要改。"""
    run("notices", "check", path)


@task(name="test", help={"long": "连同耗时长的测试一起运行"})
def run_tests(context: Context, long: bool = False) -> None:
    """运行测试。"""
    run("pytest", *([] if long else ["-m", "not long"]))


@task
def lint(context: Context) -> None:
    """检查代码的写法和类型。"""
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")
    run("mypy")


@task(help={"serve": "生成之后启动服务（--no-serve 只生成）", "port": "端口"})
def demo(context: Context, serve: bool = True, port: int = 8000) -> None:
    """演示：在 demo/ 里用虚构的青澜市走一遍导入、生成、检索。"""
    prepare_demo()
    run("importers", str(EXPORTS), "--content", str(DEMO / "content"), "--archive", str(DEMO / "archive"))
    make(DEMO, "pelicanconf.py")
    if serve:
        print(f"演示网站：http://127.0.0.1:{port}/ ，请搜：低保公示、停更公告、村务公开。按 Ctrl+C 结束。")
        serve_from(DEMO, "127.0.0.1", port)


def run(module: str, *arguments: str) -> None:
    """Run a module of the house, or a tool, with this Python; its failure ends the task with its exit code."""
    code = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode
    if code:
        raise Exit(code=code)


def make(root: Path, conf: str, afresh: bool = False) -> None:
    """Make site and index of the project folder *root*, unless nothing has changed since."""
    seen = standstill.look(standstill.sources(root / "content", ROOT / conf))
    if not afresh and standstill.stands(root / "output", seen, datetime.now(UTC)):
        print(f"没有变化，不必重新生成：{root / 'output'}")
        return
    run("plugins", str(root), str(ROOT / conf), *(["--all"] if afresh else []))


def index_beside(root: Path) -> Path:
    """The index that belongs to the site being served."""
    return (root / "output").resolve().parent / "index"


def serve_from(root: Path, host: str, port: int) -> None:
    """Serve the site of the project folder *root* with its search."""
    arguments = ["--host", host, "--port", str(port), "--missing", str(root / ".builds" / MISSING_LINKS)]
    run("search", "serve", str(root / "output"), *arguments)


def prepare_demo() -> None:
    """Empty the demo folder but for former builds, and lay out the registers and fixed pages in it."""
    for name in ("content", "archive"):
        shutil.rmtree(DEMO / name, ignore_errors=True)
    layout.lay_out(ROOT / "content", DEMO / "content")
