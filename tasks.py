"""The commands of the project: `invoke --list`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from invoke import Argument, Context, Exit, ParseError, Task, task
from invoke.parser.parser import ParseMachine

from plugins import layout
from plugins.making import Making, make, options

ROOT = Path(__file__).resolve().parent
EXPORTS = ROOT / "samples" / "exports"
DEMO = ROOT / "demo"
MISSING_LINKS = "missing-links.jsonl"
FOLDERS = ("--content", "content", "--archive", "archive")
LONG = {
    "scheduler": "交给 Dask 集群去做，如 tcp://10.0.0.1:8786（见 docs/operations.md 的“一台机器不够用时”）",
    "profile": "量出时间花在哪里，列表并保存",
    "json": "最后在标准输出写一个 JSON 对象，供程序读取",
}
REFUSALS = (
    (r"No idea what '(.*)' is!", r"“\1”：没有这个任务或选项，或多写了"),
    (r"'.*' did not receive required positional arguments: (.*)", r"缺少 \1"),
    (r"Flag <Argument: ([^ >]+).*> needed value.*", r"--\1 后面缺少内容"),
)


class Lenient(Task):
    """A task whose positional arguments may be left out where they have a default; invoke 3 asks for all or none."""

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:
        """The arguments, their defaults put aside: to invoke, what has a default is never given by position."""
        arguments = super().get_arguments(ignore_unknown_help)
        for one in arguments:
            if one.positional:
                one.fallback, one.default = one.default, None
        return arguments


_complete_context = ParseMachine.complete_context


def _fill_in(machine: ParseMachine) -> None:
    """Before invoke looks for what is missing, give it what was put aside."""
    for one in machine.context.positional_args if machine.context else ():
        if one.value is None:
            one.default = getattr(one, "fallback", None)
    _complete_context(machine)


def _refuse(machine: ParseMachine, message: str) -> None:
    """What invoke says of a line that it cannot read, in Chinese. Raises ParseError."""
    named = machine.context.name if machine.context else None
    for pattern, chinese in REFUSALS:
        message = re.sub(pattern, chinese, message)
    raise ParseError(
        f"{message}。写法见 invoke {named or '任务'} --help，全部任务见 invoke --list", machine.context
    )


ParseMachine.complete_context = _fill_in
ParseMachine.error = _refuse


@task(
    name="import",
    positional=["path"],
    help={
        "path": "导出文件，或装有导出文件的文件夹",
        "department": "没有登记的账号归入这个部门（代号）",
        **LONG,
    },
)
def import_(
    context: Context,
    path: str,
    department: str = "",
    scheduler: str = "",
    profile: bool = False,
    json: bool = False,
) -> None:
    """导入：把账号的导出文件变成 content/ 里的公开信息，原件存入 archive/。"""
    more = options(scheduler=scheduler, profile=profile, json=json)
    run("importers", path, *FOLDERS, "--department", department, *more)


@task(help={"html": "另存为网页", "xlsx": "另存为 Excel 工作簿"})
def report(context: Context, html: str = "", xlsx: str = "") -> None:
    """收支表：每个账号申报、收到、公开、缺失多少，距注销几天。"""
    saved = [part for name, path in (("--html", html), ("--xlsx", xlsx)) if path for part in (name, path)]
    run("importers", "report", *FOLDERS, *saved)


@task(help={"json": LONG["json"], "backup": "另外核对这个文件夹里的全部备份"})
def verify(context: Context, json: bool = False, backup: str = "") -> None:
    """核对：每件公开信息追溯到原件字节；归档库、各次发布有一位改动也指出来。"""
    looks = [
        ("importers", "verify", *FOLDERS, *options(json=json)),
        ("plugins.releases", "verify", str(ROOT)),
    ]
    looks += [("durable.backup", "verify", backup)] if backup else []
    failed = 0
    for number, look in enumerate(looks):
        try:
            run(*look, aside=json and number > 0)
        except Exit as stop:
            failed = max(failed, stop.code or 1)
    if failed:
        raise Exit(code=failed)


@task(positional=["to"], help={"to": "备份文件夹，最好在另一块硬盘上"})
def backup(context: Context, to: str) -> None:
    """备份：公开信息、登记表、原件、台账和现在公开的发布，逐字节核对；只复制有变化的。"""
    run("durable.backup", "save", str(ROOT), to)


@task(
    positional=["source"],
    help={
        "source": "备份文件夹（用最近一份），或其中某一份",
        "replace": "项目文件夹里已有内容时，移到 .replaced-… 里再恢复",
        "partial": "备份有损坏时，恢复其中完好的",
    },
)
def restore(context: Context, source: str, replace: bool = False, partial: bool = False) -> None:
    """恢复：由备份换回公开信息、原件和发布，边复制边核对，全部无误才换上。"""
    told = [f"--{name}" for name, wanted in (("replace", replace), ("partial", partial)) if wanted]
    run("durable.backup", "restore", source, str(ROOT), *told)


@task(help={"json": LONG["json"]})
def reposts(context: Context, json: bool = False) -> None:
    """转载：找出多个账号发布的同一篇文字，写入 content/reposts.jsonl。"""
    run("importers", "reposts", "--content", "content", *options(json=json))


@task(help={"apply": "写入 accounts.csv 的空格子"})
def closings(context: Context, apply: bool = False) -> None:
    """停更公告：在条目中找出停更、注销、迁移公告，补全账号清单。"""
    run("importers", "closings", "--content", "content", *(["--apply"] if apply else []))


@task(
    klass=Lenient,
    positional=["what"],
    help={"what": "公开信息的路径、编号或原编号", "cut": "列出被清理规则去掉的内容"},
)
def show(context: Context, what: str = "", cut: bool = False) -> None:
    """台账里怎么说：一件公开信息从哪来，清理时去掉了什么。"""
    run("importers", "show", *FOLDERS, *([what] if what else []), *(["--cut"] if cut else []))


@task(
    iterable=["allow"],
    help={"fetch": "从原地址取回（会访问网络）", "allow": "另外允许访问的网站，可写多次"},
)
def media(context: Context, allow: list[str], fetch: bool = False) -> None:
    """附件：列出没有随导出保存的图片和附件，或从原地址取回。"""
    allowed = [part for host in allow for part in ("--allow", host)]
    run("importers", "media", *FOLDERS, *(["--fetch"] if fetch else []), *allowed)


@task(
    help={
        "conf": "设置文件：平时 pelicanconf.py，正式发布用 publishconf.py",
        "all": "从头生成，不沿用原有页面",
        "keep-going": "生成不了的公开信息略去，最后逐件列出，其余照常生成",
        **LONG,
    }
)
def build(
    context: Context,
    conf: str = "pelicanconf.py",
    all: bool = False,
    keep_going: bool = False,
    scheduler: str = "",
    profile: bool = False,
    json: bool = False,
) -> None:
    """生成网站和检索索引，全部成功才换上新的。"""
    more = options(scheduler=scheduler, profile=profile, json=json)
    make(Making(ROOT, ROOT / conf, all, keep_going=keep_going, more=more), run)


@task(
    help={
        "conf": "设置文件",
        "all": "从头生成，不沿用原有页面",
        "due": "只在有变化或到期时才发布，回退期间不发布（供定时任务用）",
        **LONG,
    }
)
def release(
    context: Context,
    conf: str = "publishconf.py",
    all: bool = False,
    due: bool = False,
    scheduler: str = "",
    profile: bool = False,
    json: bool = False,
) -> None:
    """发布：生成网站和索引，逐页核验、试查、查个人信息，写清单，全部通过才换上。"""
    held = ROOT / ".builds" / "held"
    if due and held.exists():
        print(
            f"已回退到 {held.read_text(encoding='utf-8').strip()}，定时发布暂停；改正后请运行 invoke release。"
        )
        return
    more = options(scheduler=scheduler, profile=profile, json=json)
    make(Making(ROOT, ROOT / conf, all, prove=True, always=not due, more=more), run)


@task(
    klass=Lenient, positional=["id"], help={"id": "发布编号，即 .builds/ 下的文件夹名；不写则退回上一次发布"}
)
def rollback(context: Context, id: str = "") -> None:
    """回退：把网站和索引一起换回较早的一次发布；有一位改动就拒绝。"""
    run("plugins.releases", "rollback", str(ROOT), *([id] if id else []))


@task(help={"to": "文件夹、用户@主机:路径（rsync），或 rclone:远端:路径（S3 等）"})
def publish(context: Context, to: str) -> None:
    """送出：把现在公开的发布送到别处，只送有变化的文件。"""
    run("plugins.releases", "publish", str(ROOT), to)


@task(help={"host": "监听的地址", "port": "端口", "watch": "文件一保存就更新网站和检索"})
def serve(context: Context, host: str = "127.0.0.1", port: str = "8000", watch: bool = False) -> None:
    """在本机打开网站和搜索（先运行 invoke build）。"""
    if watch:
        conf = str(ROOT / "pelicanconf.py")
        run("plugins.watching", str(ROOT), conf, "--host", host, "--port", port)
        return
    serve_from(ROOT, host, port)


@task(positional=["words"], help={"words": "要找的词；不止一个词时加引号"})
def search(context: Context, words: str) -> None:
    """在命令行里搜索。"""
    run("search", "query", str(index_beside(ROOT)), "--", *words.split())


@task(
    klass=Lenient,
    positional=["path"],
    help={"path": "只检查这个文件或文件夹；不写则检查全部", "json": "输出 JSON", "sarif": "输出 SARIF 2.1.0"},
)
def check(context: Context, path: str = "content", json: bool = False, sarif: bool = False) -> None:
    """检查公开信息是否合格，逐条指出哪里要改。"""
    run("notices", "check", path, *(["--json"] if json else []), *(["--sarif"] if sarif else []))


@task(
    positional=[],
    help={
        "department": "部门代号，见 departments.toml",
        "kind": "类别：通知、公告、公示……",
        "title": "标题",
        "from": "由 Word、Excel、CSV、文本文件或装有它们的文件夹起草",
    },
)
def new(context: Context, department: str = "", kind: str = "", title: str = "", from_: str = "") -> None:
    """起草一条公开信息；不写的会问。"""
    named = {"--department": department, "--kind": kind, "--title": title}
    options = [part for name, value in named.items() if value for part in (name, value)]
    run(*(("importers.handin", from_) if from_ else ("notices", "new")), *options)


@task(
    positional=["file"],
    help={
        "file": "公开信息文件",
        "write": "写入（不写则只预览）",
        "by": "遮盖人姓名",
        "to": "遮盖后移到这个公开信息文件夹（用于暂缓公开的条目）",
    },
)
def mask(context: Context, file: str, write: bool = False, by: str = "", to: str = "") -> None:
    """预览或遮盖一条里的个人信息，并记入日志。"""
    named = {"--by": by, "--to": to}
    options = [part for name, value in named.items() if value for part in (name, value)]
    run("notices", "mask", file, *options, *(["--write"] if write else []))


@task(
    positional=["action", "file"],
    help={
        "action": "submit 送审、sign 签署、return 退回、show 查看",
        "file": "公开信息文件",
        "by": "姓名",
        "note": "意见",
    },
)
def review(context: Context, action: str, file: str, by: str = "", note: str = "") -> None:
    """三审三校：送审、签署、退回、查看。"""
    run("notices", "review", action, file, "--by", by, "--note", note)


@task(
    help={
        "missing": "列出读者找过、本站没有记录的旧链接（只有次数，没有个人信息）",
        "check": "逐个访问外部网址（会访问网络），结果记入 content/link-checks.csv",
        "archived": "与 --check 同用：连同已归档条目里的外部网址",
    }
)
def links(context: Context, missing: bool = False, check: bool = False, archived: bool = False) -> None:
    """检查已生成网站的全部链接和页面标签，列出待核对的外部网站；--check 逐个访问外部网址。"""
    if missing:
        run("search", "missing", str(ROOT / ".builds" / MISSING_LINKS))
    elif check:
        run("importers", "links", *FOLDERS, "--check", *(["--archived"] if archived else []))
    else:
        run("plugins.looking", str(ROOT / "output"))


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


@task
def audit(context: Context) -> None:
    """审查：源码里有没有密钥口令，锁定的依赖有没有已知漏洞（要联网；不联网时说明未查）。"""
    run("plugins.releases.secrets")
    locked = [
        "-r",
        "requirements.lock",
        "--disable-pip",
        "--require-hashes",
        "--strict",
        "--progress-spinner",
        "off",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", *locked], cwd=ROOT, check=False, capture_output=True, text=True
    )
    print(done.stdout or done.stderr.strip().rpartition("\n")[2])
    if done.returncode and not done.stdout:
        raise Exit(
            "依赖的已知漏洞没有查成：没有安装 pip-audit，或连不上漏洞库。联网后再运行 invoke audit。", code=2
        )
    if done.returncode:
        raise Exit("有依赖带着已知漏洞：按上面所列升级，再重新生成 requirements.lock。", code=1)


@task(help={"serve": "生成之后启动服务（--no-serve 只生成）", "port": "端口"})
def demo(context: Context, serve: bool = True, port: str = "8000") -> None:
    """演示：在 demo/ 里用虚构的青澜市走一遍导入、生成、检索。"""
    prepare_demo()
    run("importers", str(EXPORTS), "--content", str(DEMO / "content"), "--archive", str(DEMO / "archive"))
    make(Making(DEMO, ROOT / "pelicanconf.py"), run)
    if serve:
        print(f"演示网站：http://127.0.0.1:{port}/ ，请搜：低保公示、停更公告、村务公开。按 Ctrl+C 结束。")
        serve_from(DEMO, "127.0.0.1", port)


def run(module: str, *arguments: str, aside: bool = False) -> None:
    """Run a module of the house, or a tool, with this Python; its failure ends the task with its exit code.

    *aside*: what it says is no result of the task, so it goes to standard error.
    """
    command, stream = [sys.executable, "-m", module, *arguments], sys.stderr if aside else None
    code = subprocess.run(command, cwd=ROOT, check=False, stdout=stream).returncode
    if code:
        raise Exit(code=code)


def index_beside(root: Path) -> Path:
    """The index that belongs to the site being served."""
    return (root / "output").resolve().parent / "index"


def serve_from(root: Path, host: str, port: str) -> None:
    """Serve the site of the project folder *root* with its search."""
    arguments = ["--host", host, "--port", port, "--missing", str(root / ".builds" / MISSING_LINKS)]
    run("search", "serve", str(root / "output"), *arguments)


def prepare_demo() -> None:
    """Empty the demo folder but for former builds, and lay out the registers and fixed pages in it."""
    for name in ("content", "archive"):
        shutil.rmtree(DEMO / name, ignore_errors=True)
    layout.lay_out(ROOT / "content", DEMO / "content")
