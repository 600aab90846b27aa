"""review-*: whether the reviews that a notice needs were given to just these bytes, by different people."""

from __future__ import annotations

from collections.abc import Iterator

from notices import reviews
from notices.checks.model import Check, Manuscript, Rule, Setting, Store
from notices.problems import Problem
from notices.reviews import REVIEWS, STEPS, SUBMITTED, Signature

MISSING = Rule("review-missing", "error", "审核没有做完", "政策文件需要三审，只签了一审")
VOID = Rule("review-void", "error", "签署之后内容又改过，签署作废", "三审之后改了一个字")
SAME = Rule("review-same-person", "error", "同一人重复签署，或审了自己的稿", "起草人自己作二审")
LINE = Rule("review-line", "error", "审核记录被改动过或写错", "手工改了 .reviews 文件里的姓名")


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """What is missing or wrong in the reviews of a notice that is to be published."""
    required = setting.reviews.required(page.notice)
    path = beside(page.path)
    text = "" if page.notice.archived else setting.store.text(path)
    signatures, problems = reviews.parse(text, path)
    yield from problems
    if page.notice.status != "published" or not required or problems:
        return
    kept = reviews.standing(signatures, digest(page, setting.store))
    yield from _repeated(kept, page)
    if sum(one.step in REVIEWS for one in kept) < required:
        yield _unfinished(signatures, kept, required, page)


def beside(path: str) -> str:
    """The path of the review file of the notice at *path*."""
    return path.removesuffix(".md") + reviews.SUFFIX


def digest(page: Manuscript, store: Store) -> str:
    """The digest that signatures of *page* are bound to, with all files of the content folder it refers to."""
    targets = {page.target(one.target) for one in page.references if "/media/" in f"/{one.target}"}
    files = {path: store.sha256(path) for path in targets if "://" not in path}
    return reviews.content_digest(page.text, files)


def _repeated(kept: tuple[Signature, ...], page: Manuscript) -> Iterator[Problem]:
    seen: list[Signature] = []
    for one in kept:
        why = reviews.objection(seen, one.step, one.person)
        if why and one.step != SUBMITTED:
            yield SAME.at(page, 1, f"审核记录第 {one.line} 行（{STEPS[one.step]}）无效：{why}")
        seen.append(one)


def _unfinished(
    signatures: tuple[Signature, ...], kept: tuple[Signature, ...], required: int, page: Manuscript
) -> Problem:
    done = sum(one.step in REVIEWS for one in kept)
    if len(signatures) > len(kept) and signatures[-1].step != reviews.RETURNED:
        return VOID.at(page, 1, "签署之后内容或附件改动过，已签的作废，请重新送审并签署。")
    return MISSING.at(
        page, 1, f"这类信息须经 {required} 审，现有 {done} 审，请先做完审核，或把状态写成 draft。"
    )


CHECK = Check((MISSING, VOID, SAME, LINE), find)
