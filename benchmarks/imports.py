"""The whole import by format: posts a minute and core, peak memory, one core and two, beside peers on the same pages.

`python -m benchmarks.imports [PAGES [RECORDS …]]` makes WeChat pages of 100 KB and weibo-crawler tables, imports them
(reading, cleaning, originals into the archive, notices, ledger, balance sheet, reposts) and prints what that took.
trafilatura and markdownify, where they are installed, are only asked for the text of the same pages: they find no
identity, date or picture and keep no original.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import measure
from benchmarks.import_run import write_export
from benchmarks.import_wechat import contenders

_REGISTER = '[qinglan]\nname = "青澜市人民政府办公室"\nlevel = "市"\n'
_PAGE = """<!DOCTYPE html><html><head><meta property="og:site_name" content="微信公众平台"><script>{bundle}</script></head>
<body class="wx_wap_page"><div id="js_article"><h1 id="activity-name">{title}</h1><a id="js_name">青澜发布</a>
<div id="js_content">{body}</div></div><script>var ct = "{ct}";var biz = "MzAwMDAwMDAwMQ==";var mid = "26500{number}";
var idx = "1";var user_name = "gh_0000000000b2";</script></body></html>"""
_PARAGRAPH = (
    '<section style="font-size:16px"><p style="text-indent:2em;line-height:1.75em"><span style="color:#333">{0}　'
    "各单位应当于每月五日前公布上月收支，</span><strong>接受群众监督</strong>{1}。</p></section>"
)
_BUNDLE = "function a(b,c){var d=b.e||window.f;if(d<c){return g(d,{h:'<p>',i:\"x\\x26y\"})}}\n"
_BODY, _WHOLE = 24_000, 100_000  # bytes of text with markup, and of a page


def write_pages(folder: Path, count: int) -> list[Path]:
    """*count* pages of 100 KB, each with a text of its own."""
    choice = random.Random(count)
    letters = "青澜望江云溪石河柳湾临江北桥东园南湖西岭白塔金沙双河大坪高塘沙湾梅岭松林竹园"
    paths = []
    for number in range(count):
        body = ""
        while len(body) < _BODY // 2:
            body += _PARAGRAPH.format(number, "".join(choice.choices(letters, k=40)))
        bundle = _BUNDLE * ((_WHOLE - len(body.encode())) // len(_BUNDLE))
        page = _PAGE.format(
            bundle=bundle, body=body, title=f"第{number}号公示", number=number, ct=1400000000 + 3600 * number
        )
        paths.append(folder / f"{number // 100:04d}" / f"{number}.html")
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_text(page, encoding="utf-8")
    return paths


def measured(source: Path, posts: int, workers: int) -> str:
    """Import *source*, which holds so many *posts*, and tell what that took."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        (root / "content").mkdir()
        (root / "content" / "departments.toml").write_text(_REGISTER, encoding="utf-8")
        command = [sys.executable, "-m", "importers", str(source), "--department", "qinglan"]
        command += ["--content", str(root / "content"), "--archive", str(root / "archive")]
        cost = measure.run([*command, "--workers", str(workers)])
        written = sum(1 for _ in (root / "content").rglob("*.md"))
        if written != posts:
            raise SystemExit(f"{written} notices of {posts} posts\n{cost.output}")
    rate = f"{posts / cost.wall * 60:8.0f} 篇/分  {posts / cost.cpu * 60:8.0f} 篇/分·核"
    return f"{rate}  {cost.wall:7.1f} 秒  峰值 {cost.peak / 1e6:5.0f} MB"


def main() -> None:
    """Print a line a format and size, then the peers."""
    pages, *records = [int(argument) for argument in sys.argv[1:]] or [1000, 1_000, 10_000]
    with tempfile.TemporaryDirectory() as scratch:
        paths = write_pages(Path(scratch) / "pages", pages)
        print(f"微信网页 {pages} 页，平均 {sum(one.stat().st_size for one in paths) / pages / 1000:.0f} KB")
        for workers in (1, 2):
            print(f"  归集，{workers} 个进程     {measured(Path(scratch) / 'pages', pages, workers)}")
        for name, read in contenders().items():
            started = time.process_time()
            for path in paths[:200]:
                read(path)
            rate = min(pages, 200) / (time.process_time() - started) * 60
            print(f"  只读正文：{name:<12} {rate:8.0f} 页/分·核")
        for count in records:
            source = Path(scratch) / f"weibo-{count}"
            write_export(source / "1234567890.csv", count)
            print(f"微博表格 {count} 条\n  归集，1 个进程     {measured(source, count, 1)}")


if __name__ == "__main__":
    main()
