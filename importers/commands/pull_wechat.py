"""`python -m importers pull-wechat --into DIR`: what the account published, from the platform's own interface."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from durable import explained
from importers.commands.folders import FAILED, OK, USAGE, refuse
from importers.pull import CALLS, SERVER, Interface, Keys, Refused, pull
from running.asking import Parser

APPID, SECRET = "WECHAT_APPID", "WECHAT_APPSECRET"


def main(arguments: Sequence[str]) -> int:
    """Pull into the folder; returns 0 when it is whole, 1 when the interface refused, 2 when it cannot begin."""
    asked = _parser().parse_args(arguments)
    appid, secret = os.environ.get(APPID, "").strip(), os.environ.get(SECRET, "").strip()
    if not appid or not secret:
        return refuse(f"请先设置环境变量 {APPID} 和 {SECRET}（公众号后台 设置与开发→基本配置）。", USAGE)
    new = kept = 0
    try:
        asked.into.mkdir(parents=True, exist_ok=True)
        for page in pull(Interface(Keys(appid, secret), asked.server, asked.pause), asked.call, asked.into):
            new, kept = new + page.new, kept + (not page.new)
            print(
                f"{page.path.name}：第 {page.offset + 1} 项起，共 {page.total} 项{'' if page.new else '（早已取到）'}"
            )
    except Refused as error:
        return refuse(f"{error}已取到 {new + kept} 页。", FAILED)
    except OSError as error:
        return refuse(explained(error), FAILED)
    print(
        f"取齐：新取 {new} 页，早已取到 {kept} 页。接着运行 invoke import {asked.into} 导入。群发的内容此接口一概不给。"
    )
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "python -m importers pull-wechat", description="用公众号自己的接口取回已发布的内容，存成 JSON 文件。"
    )
    parser.add_argument(
        "--into", type=Path, required=True, metavar="DIR", help="存到这个文件夹；已有的页不再取"
    )
    parser.add_argument(
        "--call", choices=sorted(CALLS), default="freepublish", help="已发布的内容，或素材库的图文"
    )
    parser.add_argument(
        "--pause", type=float, default=1.0, metavar="SECONDS", help="两次请求之间至少隔几秒，默认 1"
    )
    parser.add_argument("--server", default=SERVER, help="接口的地址，须为 https")
    return parser
