"""Reading one input file: whose format it is, and every record of it made ready. Runs in any worker process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from durable import lacking, reason, sha256_of
from importers import confined, formats
from importers.draft import Draft, draft
from importers.model import HEAD_BYTES, Listed, Lost, MalformedExport, Post, Problem, Record, Skipped, Source
from importers.normalize import media
from importers.walk import Entry

Ready = Draft | Lost | Listed | Skipped | Problem

# Of a file, told one by one: a broken table of a million lines says nothing new after that.
_PROBLEMS = 1000
_SMALL = 1 << 20  # bytes that no parser swells to what a process may have; larger files are read apart
_SYSTEM = {".ds_store", "thumbs.db", "desktop.ini"}
_T = TypeVar("_T")


class AmbiguousExport(ValueError):
    """A file that more than one source claims."""

    def __init__(self, labels: Sequence[str]) -> None:
        """Name the claiming sources by their *labels*."""
        super().__init__(f"同时符合几种导出格式：{'、'.join(labels)}。请报告此文件的来源，以便修正识别规则。")


@dataclass(frozen=True, slots=True)
class Claim:
    """What an input file is: its *source*, or the *problem* why none reads it (*failed*: an error, else passed over)."""

    source: Source | None = None
    problem: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """An input file read whole: its *claim*, the *sha256* of its bytes, and its *records*."""

    claim: Claim
    sha256: str = ""
    records: tuple[Ready, ...] = ()


def read_each(entries: Sequence[Entry], sources: Sequence[Source], latest: datetime) -> list[Reading]:
    """Each of *entries* as `read` reads it, in their order."""
    return [read(entry, sources, latest) for entry in entries]


def read(entry: Entry, sources: Sequence[Source], latest: datetime) -> Reading:
    """Read *entry* whole; never raises. Dates after *latest* are not believed."""
    found = claim(entry, sources)
    digest = attempt(lambda: sha256_of(entry.path))
    if isinstance(digest, Problem):
        return Reading(Claim(problem=digest.reason, failed=True))
    if found.source is None:
        return Reading(found, digest)
    return Reading(found, digest, tuple(records(entry, found.source, latest)))


def claim(entry: Entry, sources: Sequence[Source]) -> Claim:
    """The one source of *sources* whose format *entry* has; never raises."""
    if entry.problem:
        return Claim(problem=entry.problem, failed=entry.failed)
    if entry.told:
        return Claim(problem=entry.told, failed=entry.failed)
    if not confined.is_risky(entry.path):
        return next(_claims(entry, sources))
    outcome = attempt(lambda: list(confined.stream(entry.size, _claims, entry, sources)))
    return Claim(problem=outcome.reason, failed=True) if isinstance(outcome, Problem) else outcome[0]


def _claims(entry: Entry, sources: Sequence[Source]) -> Iterator[Claim]:
    outcome = attempt(lambda: _claim(entry, sources))
    yield Claim(problem=outcome.reason, failed=True) if isinstance(outcome, Problem) else outcome


def _claim(entry: Entry, sources: Sequence[Source]) -> Claim:
    with entry.path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    claiming = [source for source in sources if source.detect(entry.path, head)]
    if len(claiming) > 1:
        raise AmbiguousExport([source.label for source in claiming])
    if claiming:
        return Claim(claiming[0])
    return Claim(problem=_why_passed_over(entry, head))


def _why_passed_over(entry: Entry, head: bytes) -> str:
    if entry.path.name.lower() in _SYSTEM or entry.path.name.startswith("._"):
        return "操作系统的文件，不含内容"
    if entry.path.name.startswith(("~$", ".~lock.")):
        return "办公软件打开文件时留下的临时文件，不含内容"
    if entry.path.name == "site.toml" or entry.path.name.endswith(".columns.toml"):
        return "导入的说明文件，不含内容"
    if not head:
        return "文件是空的"
    if media.extension(head[: media.HEAD]) in media.PICTURES:
        return "没有条目用到的图片"
    known = formats.name(entry.path, head)
    if known:
        return f"暂不支持的格式：{known}"
    return "不认识的文件；如果是导出文件，请核对导出工具和版本"


def records(entry: Entry, source: Source, latest: datetime) -> Iterator[Ready]:
    """Every record of *entry* made ready, one at a time; what goes wrong becomes a Problem, nothing is raised."""
    if entry.size <= _SMALL and not confined.is_risky(entry.path):
        yield from _records(entry, source, latest)
        return
    count = 0
    try:
        for count, record in enumerate(confined.stream(entry.size, _records, entry, source, latest), 1):  # noqa: B007
            yield record
    except confined.Ended as error:
        yield Problem(f"第 {count} 条之后" if count else "", str(error))


def _records(entry: Entry, source: Source, latest: datetime) -> Iterator[Ready]:
    """Every record, the problems behind the first thousand told together."""
    problems, rest = 0, Problem("", "")
    last = ""
    for record in _each(entry, source, latest):
        if isinstance(record, Problem):
            problems, last = problems + 1, record.position
            if problems > _PROBLEMS:
                rest = rest if rest.reason else record
                continue
        yield record
    if rest.reason:
        told = f"另有 {problems - _PROBLEMS} 条也读不出来（{rest.reason}），不再逐条列出；请核对原文件"
        yield Problem(f"{rest.position} 至 {last}", told)


def _each(entry: Entry, source: Source, latest: datetime) -> Iterator[Ready]:
    found = attempt(lambda: iter(source.read(entry.path)))
    if isinstance(found, Problem):
        yield found
        return
    while True:
        step = attempt(lambda: (next(found, None),))
        if isinstance(step, Problem):
            yield step
            return
        (record,) = step
        if record is None:
            return
        yield _ready(record, latest)


def _ready(record: Record, latest: datetime) -> Ready:
    if not isinstance(record, Post):
        return record
    made = attempt(lambda: draft(record, latest))
    return Problem(record.position, made.reason) if isinstance(made, Problem) else made


def attempt(step: Callable[[], _T]) -> _T | Problem:
    """The result of *step*, or what went wrong with it as a Problem.

    The only broad except of the house: one bad file among ten thousand must not cost the others. Raises OSError where
    the machine lacks something (open files, memory, room): that stops the run.
    """
    try:
        return step()
    except (MalformedExport, AmbiguousExport) as error:
        return Problem("", str(error))
    except OSError as error:
        if lacking(error):
            raise  # no fault of this file: stopped here and run again, nothing is told wrongly of it
        return Problem("", f"文件不能读取：{reason(error)}")
    except MemoryError:
        return Problem("", "读取所需的内存超过上限；请用原软件打开核对，拆分后再导入")
    except EOFError:  # of zipfile, where a member is shorter than the archive says
        return Problem("", "文件不完整，内容在末尾之前断了；请重新导出")
    except RecursionError:
        return Problem("", "内容层层嵌套，深得读不出来；请核对后重新导出")
    except Exception as error:  # noqa: BLE001
        return Problem("", f"内部错误：{type(error).__name__}: {str(error)[:200]}")
