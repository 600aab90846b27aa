"""WeChat pages a minute on one core, reading included, beside trafilatura and markdownify on the same pages.

`python -m benchmarks.import_wechat [FOLDER]` takes the saved pages of FOLDER that are articles, else pages made
here: 3 MB of scripts around bodies of 30 and 300 KB. The peers are asked for text or Markdown alone: they find
neither identity nor dates nor pictures. They are no dependency; one that is not installed is left out.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from importers.model import HEAD_BYTES, Post
from importers.sources.wechat import SOURCE

_ROUNDS = 3
_BUNDLE = "function a(b,c){var d=b.e||window.f;if(d<c){return g(d,{h:'<p>',i:\"x\\x26y\"})}}\n"
_PAGE = """<!DOCTYPE html><html><head><meta property="og:site_name" content="微信公众平台"><script>{bundle}</script></head>
<body class="wx_wap_page"><div id="js_article"><h1 id="activity-name">{title}</h1><a id="js_name">青澜发布</a>
<div id="js_content">{body}</div></div><script>var ct = "1651200173";var biz = "MzAwMDAwMDAwMQ==";var mid = "26500{number}";
var idx = "1";var user_name = "gh_0000000000b2";</script><script>{bundle}</script></body></html>"""
_PARAGRAPH = (
    '<section style="font-size:16px"><p style="text-indent:2em;line-height:1.75em"><span style="color:#333">第{0}条　'
    "各单位应当于每月五日前公布上月收支，</span><strong>接受群众监督</strong>。</p></section>"
    '<p><img data-src="https://mmbiz.qpic.cn/{0}/640?wx_fmt=png" data-w="1080"></p>'
)


def made(folder: Path) -> list[Path]:
    """Write pages of both sizes into *folder*."""
    paths = []
    for number, kilobytes in enumerate((30, 30, 30, 300)):
        body = "".join(_PARAGRAPH.format(line) for line in range(kilobytes * 1024 // 350))
        bundle = _BUNDLE * ((1_500_000) // len(_BUNDLE))
        paths.append(folder / f"page-{number}.html")
        paths[-1].write_text(
            _PAGE.format(bundle=bundle, title=f"第{number}号公示", body=body, number=number), encoding="utf-8"
        )
    return paths


def articles(folder: Path) -> list[Path]:
    """The saved pages under *folder* that hold a post."""
    pages = [path for path in sorted(folder.rglob("*.html")) if _is_article(path)]
    return [path for path in pages if path.stat().st_size >= 1_000_000] or pages


def _is_article(path: Path) -> bool:
    with path.open("rb") as stream:
        claimed = SOURCE.detect(path, stream.read(HEAD_BYTES))
    return claimed and isinstance(next(iter(SOURCE.read(path))), Post)


def ours(path: Path) -> object:
    """Detect and read *path*, as a run does."""
    with path.open("rb") as stream:
        assert SOURCE.detect(path, stream.read(HEAD_BYTES))
    return list(SOURCE.read(path))


def contenders() -> dict[str, Callable[[Path], object]]:
    """Ours and each peer that is installed."""
    found: dict[str, Callable[[Path], object]] = {"归集": ours}
    if importlib.util.find_spec("trafilatura"):
        trafilatura = importlib.import_module("trafilatura")
        found["trafilatura"] = lambda path: trafilatura.extract(
            path.read_text("utf-8"), output_format="markdown", include_tables=True, include_images=True
        )
    if importlib.util.find_spec("markdownify"):
        markdownify = importlib.import_module("markdownify")
        found["markdownify"] = lambda path: markdownify.markdownify(path.read_text("utf-8"), strip=["script"])
    return found


def main() -> None:
    """Print a line for each contender."""
    with tempfile.TemporaryDirectory() as scratch:
        paths = articles(Path(sys.argv[1])) if len(sys.argv) > 1 else made(Path(scratch))
        size = sum(path.stat().st_size for path in paths) / len(paths)
        print(f"{len(paths)} 页，平均 {size / 1e6:.2f} MB；处理器时间，单核，各 {_ROUNDS} 遍取最快")
        for name, read in contenders().items():
            seconds = min(_once(read, paths) for _ in range(_ROUNDS))
            print(
                f"{name:<12} {seconds / len(paths) * 1000:8.1f} 毫秒/页 {len(paths) / seconds * 60:8.0f} 页/分"
            )


def _once(read: Callable[[Path], object], paths: list[Path]) -> float:
    start = time.process_time()
    for path in paths:
        read(path)
    return time.process_time() - start


if __name__ == "__main__":
    main()
