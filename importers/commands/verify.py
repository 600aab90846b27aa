"""`python -m importers verify`: every published notice back to its original bytes, every byte of the archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from durable import explained
from importers.commands.folders import FAILED, OK, USAGE, folders, parser, refuse
from importers.holdings import NoArchive, require
from importers.verify import Proof, verify
from running import options
from running.report import phases_json


def main(arguments: Sequence[str]) -> int:
    """Print what is wrong; returns 0 when nothing is damaged, 1 when something is, 2 when there is no archive."""
    asking = parser("verify", "核对：每件公开信息追溯到原件字节，归档库有一位改动也指出来。")
    options.add(asking, scheduler=False, profile=False)
    asked = asking.parse_args(arguments)
    try:
        require(asked.archive)
        with closing(options.progress()) as progress:
            proof = verify(folders(asked), progress)
    except NoArchive as error:
        return refuse(str(error), USAGE)
    except OSError as error:
        return refuse(explained(error), USAGE)
    if asked.json:
        print(json.dumps(as_json(proof) | phases_json(progress.phases), ensure_ascii=False))
        return FAILED if proof.damages else OK
    for finding in proof.findings:
        print(finding)
    edited = len(proof.findings) - len(proof.damages)
    print(
        f"档案包 {proof.bags} 个，原件 {proof.originals} 个（{proof.octets} 字节）；"
        f"可追溯到原件的公开信息 {proof.proven} 件，另有人工修改 {edited} 件；损坏或缺失 {len(proof.damages)} 处。"
    )
    return FAILED if proof.damages else OK


def as_json(proof: Proof) -> dict[str, Any]:
    """The proof for machines: what was counted, and each finding (edited: a person may have meant it)."""
    return {
        "ok": not proof.damages,
        "bags": proof.bags,
        "originals": proof.originals,
        "bytes": proof.octets,
        "proven": proof.proven,
        "findings": [{"path": one.path, "what": one.what, "edited": one.edited} for one in proof.findings],
    }
