"""From a draft and its account to a notice in content/, merged with what stands there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import durable
from importers import cleaning, knownas
from importers.catalogue import Catalogue, identity
from importers.cleaning import Rule
from importers.draft import Draft
from importers.journal import Journal
from importers.ledger import Ledger
from importers.merge import disagree, merge, words
from notices import Notice, remarks, values
from notices.accounts import Account
from notices.frontmatter import clean_line, join
from notices.notice import parse, render
from notices.tree import MEDIA, path_of


class PathCollision(ValueError):
    """Another file stands where a notice would go; nothing is ever written over it."""

    def __init__(self, path: str) -> None:
        """Name the *path*."""
        super().__init__(f"{path} 已有另一个文件，没有覆盖。请核对后移开它，再导入一次。")


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of placing a notice at *path*.

    *own*: the body that stands there is this record's; *taken_over*: it replaced another's just now; *edited*:
    a person changed the file since, so it was left alone; *disagrees*: this record names another day of
    publication; *sha256* is of the text as it stands after the run, empty when it is not proven that an import
    wrote it.
    """

    path: str
    own: bool
    sha256: str
    taken_over: bool = False
    edited: bool = False
    disagrees: bool = False


def source_id_of(draft: Draft) -> str:
    """The post's id as one clean line; an id that is none goes by a hash of it, an absent one by a hash of the text."""
    raw = draft.post.source_id or "\0".join(
        [draft.post.title, draft.body, *(one.text for one in draft.post.witnesses)]
    )
    if draft.post.source_id and clean_line(raw) == raw and len(raw) <= 200:
        return raw
    return f"sha256-{hashlib.sha256(raw.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def slug_of(known: bytes, day: date | None) -> str:
    """Day of publication (`undated` without one) and twelve digits of the identity."""
    return f"{day:%Y%m%d}-{known.hex()[:12]}" if day else f"undated-{known.hex()[:12]}"


def front(draft: Draft, account: Account, original: str) -> dict[str, str]:
    """The front matter that does not hang on the date, ready for a line each."""
    post = draft.post
    url = post.source_url.strip()
    return {
        "title": draft.title,
        "department": account.department,
        "kind": draft.kind,
        "tags": ", ".join(values.parse_tags(",".join(map(clean_line, post.tags)))),
        "summary": clean_line(post.summary)[:500].strip(),
        "author": clean_line(post.author),
        "source": clean_line(post.source),
        "lang": draft.lang,
        "index_number": clean_line(post.official.index_number),
        "document_number": clean_line(post.official.document_number),
        "issuer": clean_line(post.official.issuer),
        "written": post.official.written.isoformat() if post.official.written else "",
        "platform": post.account.platform,
        "account": account.native_id,
        "source_id": source_id_of(draft),
        "also": ", ".join(_also(draft, account, url)),
        "source_url": url if _is_url(url) else "",
        "captured": values.show_moment(post.captured) if post.captured else "",
        "original": original,
        "date_evidence": clean_line(draft.dating.evidence),
        "cut": remarks.show(draft.cut),
    }


def _also(draft: Draft, account: Account, url: str) -> tuple[str, ...]:
    if account.platform != knownas.PLATFORM:
        return ()
    known = knownas.with_account(draft.known, (*account.native_ids, *draft.post.account.ids))
    return knownas.beyond(source_id_of(draft), url if _is_url(url) else "", known)


def _is_url(text: str) -> bool:
    try:
        return bool(values.parse_url(text))
    except ValueError:
        return False


def notice_of(draft: Draft, account: Account, original: str) -> Notice:
    """The notice of a dated *draft*, without its day of import."""
    assert draft.dating.when is not None
    text = front(draft, account, original)
    known = identity(text["platform"], text["source_id"])
    return Notice(
        title=text["title"],
        date=draft.dating.when,
        department=account.department,
        slug=slug_of(known, draft.dating.when.date()),
        kind=values.parse_kind(draft.kind),
        body=draft.body,
        tags=values.parse_tags(text["tags"]),
        summary=text["summary"],
        author=text["author"],
        source=text["source"],
        lang=draft.lang,
        index_number=text["index_number"],
        document_number=text["document_number"],
        issuer=text["issuer"],
        written=draft.post.official.written,
        platform=text["platform"],
        account=account.native_id,
        source_id=text["source_id"],
        also=values.parse_ids(text["also"]),
        source_url=text["source_url"],
        captured=values.parse_moment(text["captured"]) if text["captured"] else None,
        original=original,
        date_evidence=text["date_evidence"],
        cut=draft.cut,
    )


class Publisher:
    """Places notices in the content folder; they are written by `stage`, and until then merge in memory."""

    def __init__(
        self, content: Path, imported: date, journal: Journal, *, rules: Sequence[Rule] = ()
    ) -> None:
        """Look at what *content* holds; new notices bear the day *imported*.

        By *rules* texts of former imports are cleaned before new ones are compared with them.
        """
        self._rules = rules
        self._content = content
        self._journal = journal
        self._imported = imported
        self._catalogue = Catalogue(content)
        self._pending: dict[str, str] = {}

    def __len__(self) -> int:
        """How many notices wait for `stage`."""
        return len(self._pending)

    def find(self, platform: str, source_id: str) -> str | None:
        """The path of the notice of this post, if there is one."""
        return self._catalogue.find(identity(platform, source_id))

    def place(self, notice: Notice, ledger: Ledger) -> Placed:
        """Put *notice* where it belongs, or into the notice of the same post that stands there.

        *ledger* tells whether the standing text is an import's or a person's. Raises PathCollision, and
        BadFrontMatter or OSError when the standing notice cannot be read.
        """
        known = identity(notice.platform, notice.source_id)
        path = self._catalogue.find(known)
        if path is None:
            path = self._new(replace(notice, imported=self._imported))
            self._catalogue.add(known, path)
            return Placed(path, own=True, sha256=_sha256(self._pending[path]))
        return self._meet(path, notice, ledger)

    def _new(self, notice: Notice) -> str:
        path = path_of(notice)
        if path in self._pending or (self._content / path).exists():
            raise PathCollision(path)
        self._pending[path] = render(notice)
        return path

    def _meet(self, path: str, notice: Notice, ledger: Ledger) -> Placed:
        text = self._text(path)
        standing = parse(text, path)
        if (standing.platform, standing.source_id) != (notice.platform, notice.source_id):
            raise PathCollision(path)
        here = _sha256(text)
        candidate = replace(notice, imported=standing.imported or self._imported)
        if render(candidate) == text:
            return Placed(path, own=True, sha256=here)
        ours = self._ours(path, text, ledger)
        # Two records of one file may tell one post: the text that stands is of the one that says as much.
        own = standing.original == notice.original and not (
            ours and words(candidate.body) < words(standing.body)
        )
        merged = merge(self._cleaned(standing) if ours else standing, candidate)
        if merged == standing or not ours:
            changed = merged != standing or (own and standing.body != candidate.body)
            known = here if ours else ""
            return Placed(path, own, known, edited=changed and not ours, disagrees=disagree(standing, notice))
        written = render(merged)
        self._pending[path] = written
        return Placed(
            path,
            merged.original == notice.original,
            _sha256(written),
            taken_over=merged.body != standing.body,
            disagrees=disagree(standing, notice),
        )

    def know(self, path: str, ids: Iterable[str], ledger: Ledger) -> str:
        """Write the *ids* of its post into the notice at *path*, so that old links of any form find it.

        Returns the sha256 of the text as it stands then; empty when nothing is new, or a person changed the text.
        Raises BadFrontMatter and OSError when it cannot be read.
        """
        text = self._text(path)
        standing = parse(text, path)
        also = knownas.beyond(standing.source_id, standing.source_url, (*standing.also, *ids))
        if (
            standing.platform != knownas.PLATFORM
            or also == standing.also
            or not self._ours(path, text, ledger)
        ):
            return ""
        self._pending[path] = render(replace(standing, also=also))
        return _sha256(self._pending[path])

    def _ours(self, path: str, text: str, ledger: Ledger) -> bool:
        """Whether an import, not a person, wrote *text*."""
        here = _sha256(text)
        return path in self._pending or ledger.wrote(path, here) or self._journal.intends(here)

    def _cleaned(self, standing: Notice) -> Notice:
        """*standing* as the rules of today have it."""
        body, cuts = cleaning.clean(standing.body, self._rules)
        told = remarks.added(standing.cut, cleaning.counted(cuts, self._rules))
        return replace(standing, body=body, cut=told)

    def _text(self, path: str) -> str:
        if path in self._pending:
            return self._pending[path]
        return (self._content / path).read_bytes().decode("utf-8", "replace")

    def keep_media(self, batch: durable.Batch, draft: Draft, department: str) -> None:
        """Stage the published copies of the draft's media."""
        _stage_media(batch, draft, self._content / department / MEDIA)

    def stage(self, batch: durable.Batch) -> None:
        """Stage every placed notice, after the media that they show; the journal knows of it first."""
        self._journal.announce(self._pending.values())
        for path, text in self._pending.items():
            batch.write(self._content / path, text)
        self._pending.clear()


def _stage_media(batch: durable.Batch, draft: Draft, folder: Path) -> None:
    for medium in draft.media:
        target = folder / medium.name
        if not medium.name or target in batch or target.exists():
            continue
        if medium.stripped is not None or medium.path is None:
            batch.write(target, medium.stripped or medium.content or b"")
        else:
            batch.copy(medium.path, target)


def withhold(batch: durable.Batch, folder: Path, draft: Draft, text: dict[str, str]) -> Path:
    """Stage a *draft* that may not be public as Markdown under *folder* for a clerk to mend; returns where.

    An undated one lacks the line `date`, and its date_evidence says why; one with personal numbers is whole. Its
    pictures lie in `media/` as they would in content/.
    """
    known = identity(text["platform"], text["source_id"])
    when = draft.dating.when
    slug = slug_of(known, when.date() if when else None)
    path = folder / text["department"] / (f"{when.year:04d}" if when else "undated") / f"{slug}.md"
    missing = "" if when else f"{draft.dating.problem}，请查明后补写 date"
    why = "；".join(filter(None, [text["date_evidence"], missing]))
    dated = {"title": text["title"], "date": values.show_moment(when) if when else ""}
    lines = {**dated, **text, "slug": slug, "status": "withheld", "date_evidence": why}
    _stage_media(batch, draft, folder / text["department"] / MEDIA)
    batch.write(path, join(lines, draft.body))
    return path


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
