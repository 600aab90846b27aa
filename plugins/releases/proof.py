"""Proof that a build may be released: counted, every link followed, asked, searched for personal data, measured."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from durable import fill, sha256_of
from notices import privacy
from plugins.notices import addresses, changes, sitecheck
from plugins.notices.crew import Crew
from plugins.releases import compression, leaks, manifest, sbom, sentinels
from plugins.releases.proved import Proof, Unproved

_SHOWN = 20
_GATE = "gate.txt"
_MEDIA = re.compile(r"site/[^/]+/media/([0-9a-f]{20})\.[a-z0-9]+")
# What Pelican writes anew each time, whether it changed or not.
_RENEWED = ("site/pages/", "site/theme/")
_AFRESH = "请用 invoke release --all 全部重新生成"


def prove(folder: Path, content: Path, former: Path | None, crew: Crew) -> Proof:
    """Look over the whole build in *folder*, made of *content*, and give it its manifest.

    *former* is the build whose unchanged pages it took over. Raises Unproved with all that is wrong,
    BadPages, Damaged, BadSentinels.
    """
    crew.progress.begin("量取清单", "个文件")
    digests = manifest.measure(folder, crew.progress)
    asked = sentinels.load(content)
    wrong = [
        *_uncounted(folder, digests),
        *_spoiled(folder, digests, content),
        *_changed_since(folder, digests, former),
        *_unlike_twins(folder, digests, former),
    ]
    pages = sorted(path.removeprefix(manifest.SITE) for path in digests if path.startswith(manifest.SITE))
    crew.progress.begin("检查全部网页", "个")
    count = sitecheck.check(folder / "site", pages, crew)
    crew.progress.begin("查个人信息", "个文件")
    found = leaks.leaks(folder, _unread(digests, former), crew)
    crew.progress.begin("试查，写清单")
    free = leaks.allowed(content) if found else frozenset()
    kept = [leak for leak in found if (leak.rule, leak.key) not in free]
    wrong += [*map(str, kept), *sentinels.unanswered(folder / "index", asked)]
    if wrong:
        more = [f"……共 {len(wrong)} 处。"] if len(wrong) > _SHOWN else []
        raise Unproved("\n".join([*wrong[:_SHOWN], *more]))
    manifest.write(folder, digests)
    fill(folder / sbom.NAME, sbom.text())
    fill(folder / _GATE, "" if found else gate())
    return Proof(count, len(digests), len(asked), len(found))


def gate() -> str:
    """A name for the rules of the privacy gate: whatever passed it under this name passes it again."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(privacy.__file__).parent.glob("*.py")), Path(leaks.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _unread(digests: Mapping[str, str], former: Path | None) -> list[str]:
    """The files that did not pass the same gate, byte for byte, in the release *former*.

    Where something was waived there, all are read: the waiver may be gone.
    """
    if former is None or not manifest.is_proved(former) or not (former / _GATE).is_file():
        return list(digests)
    passed = manifest.read(former) if (former / _GATE).read_text(encoding="utf-8") == gate() else {}
    return [path for path, digest in digests.items() if passed.get(path) != digest]


def _uncounted(folder: Path, digests: Mapping[str, str]) -> Iterator[str]:
    """Search documents without a page; `plugins.notices.census` has counted notices against pages before."""
    with (folder / "documents.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            url = json.loads(line)["url"]
            page = addresses.output_file(url.partition("#")[0])
            if f"{manifest.SITE}{page}" not in digests:
                yield f"检索文档里的 {url} 没有网页。"


def _spoiled(folder: Path, digests: Mapping[str, str], content: Path) -> Iterator[str]:
    """Attachments that are neither what their names say nor, where one was masked since, what *content* has."""
    for path, digest in digests.items():
        match = _MEDIA.fullmatch(path)
        if match and not digest.startswith(match[1]):
            own = content / path.removeprefix(manifest.SITE)
            if not own.is_file() or sha256_of(own) != digest:
                yield f"{path.removeprefix(manifest.SITE)}：附件的内容与原件不同，{_AFRESH}。"


def _unlike_twins(folder: Path, digests: Mapping[str, str], former: Path | None) -> Iterator[str]:
    known = manifest.read(former) if former is not None and manifest.is_proved(former) else {}
    for path in compression.unlike(folder, digests, known):
        yield f"{path.removeprefix(manifest.SITE)}：压缩文件与原文件不同，{_AFRESH}。"


def _changed_since(folder: Path, digests: Mapping[str, str], former: Path | None) -> Iterator[str]:
    """Pages taken over from *former* that are not what they were when it was released."""
    if former is None or not manifest.is_proved(former):
        return
    written = {f"{manifest.SITE}{path}" for path in changes.read(folder).written}
    for path, digest in manifest.read(former).items():
        renewed = path in written or path.startswith(_RENEWED) or "/media/" in path
        if path.startswith(manifest.SITE) and not renewed and digests.get(path, digest) != digest:
            yield f"{path.removeprefix(manifest.SITE)}：上次发布之后被改动过，{_AFRESH}。"


__all__ = ["Proof", "Unproved", "prove"]
