"""`python -m importers.handin FILE|FOLDER`: a draft notice with its pictures and attachments."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import durable
from importers.draft import draft
from importers.handin.convert import READABLE, Converted, Unreadable, convert_apart
from importers.model import AccountKey, Picture, Post
from importers.normalize import media
from notices import departments, drafting
from notices.checks.media import KINDS
from notices.departments import Department
from notices.fields import KINDS as NOTICE_KINDS
from notices.frontmatter import BadFrontMatter
from notices.notice import Notice
from notices.tree import MEDIA, path_of
from notices.values import BEIJING
from running.asking import Parser

# What systems and Word leave in a folder.
_JUNK = re.compile(r"\.|~\$|thumbs\.db$|desktop\.ini$", re.IGNORECASE)


def main(arguments: list[str] | None = None) -> int:
    """0 when the draft was written, 1 when there is one of this title already, 2 when something is wrong."""
    options = _options(arguments)
    try:
        register = departments.load(options.content / "departments.toml")
        path = _hand_in(options, register)
    except BadFrontMatter as error:
        print("\n".join(map(str, error.problems)), file=sys.stderr)
        return 2
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or options.source}：{durable.reason(error)}，请检查文件。", file=sys.stderr)
        return 2
    print(f"已起草 {path}\n请核对文字、表格和图片说明，再运行：invoke check {path}")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser("python -m importers.handin", description="由 Word、Excel、文本起草公开信息")
    parser.add_argument("source", type=Path, help="docx、xlsx、csv、txt、md 文件，或装有正文和附件的文件夹")
    parser.add_argument("--department", default="", help="部门代号，见 departments.toml")
    parser.add_argument("--kind", default="通知", help="类别：" + "、".join(NOTICE_KINDS))
    parser.add_argument("--title", default="", help="标题；不写则取文件里的标题")
    parser.add_argument(
        "--content", type=Path, default=Path("content"), help="公开信息文件夹（默认 content）"
    )
    return parser.parse_args(arguments)


def _hand_in(options: argparse.Namespace, register: dict[str, Department]) -> Path:
    """Write the draft with its media; gives its path. Raises ValueError in Chinese, or OSError."""
    if options.department not in register:
        raise ValueError(departments.unregistered(options.department, register))
    main_file, attached = _files(options.source)
    made = convert_apart(main_file)
    now = datetime.now(BEIJING)
    title = options.title or made.title or main_file.stem
    notice = drafting.blank(title, options.department, options.kind, now)
    path: Path = options.content / path_of(notice)
    if path.exists():
        raise ValueError(f"{path}：今天已经起草过同名的一条，请接着写它，或用 --title 换一个标题。")
    with durable.batch() as batch:
        notice = _with_media(notice, made, (batch, options.content / options.department / MEDIA))
        links = [_attach(one, batch, options.content / options.department / MEDIA) for one in attached]
        body = "\n\n".join([notice.body, *links])
        batch.write(path, drafting.text_of(replace(notice, body=body)))
    return path


def _files(source: Path) -> tuple[Path, list[Path]]:
    """The file with the text, and the attachments, of *source*. Raises Unreadable."""
    if not source.is_dir():
        return source, []
    files = sorted(one for one in source.iterdir() if one.is_file() and not _JUNK.match(one.name))
    texts = [one for suffix in (".docx", ".md", ".txt") for one in files if one.suffix.lower() == suffix]
    if not texts:
        raise Unreadable(f"{source}：文件夹里没有正文，请放一个 docx、md 或 txt 文件。")
    return texts[0], [one for one in files if one != texts[0]]


def _with_media(notice: Notice, made: Converted, target: tuple[durable.Batch, Path]) -> Notice:
    """*notice* with the body of *made*, whose pictures are staged without their private metadata."""
    batch, folder = target
    account = AccountKey("other", (notice.department,))
    post = Post(
        position="",
        account=account,
        source_id=notice.slug,
        title=notice.title,
        body=made.body,
        witnesses=(),
        pictures=made.pictures,
    )
    drafted = draft(post, notice.date)
    for medium in drafted.media:
        if medium.name:
            batch.write(folder / medium.name, medium.stripped or medium.content or b"")
    return replace(notice, body=drafted.body, lang=drafted.lang)


def _attach(path: Path, batch: durable.Batch, folder: Path) -> str:
    """Stage the attachment *path*; gives the line that links to it. Raises Unreadable for kinds nobody may publish."""
    content = media.without_metadata(path.read_bytes())
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in KINDS:
        raise Unreadable(f"{path.name}：这种附件不能公开，请改存为 PDF、Word、Excel、图片等常用格式。")
    name = media.name_of(content, suffix)
    batch.write(folder / name, content)
    shown = Picture(path.stem).key.replace("[", "［").replace("]", "］")
    is_picture = f".{suffix}" not in READABLE and suffix in media.PICTURES
    return f"![{shown}](../media/{name})" if is_picture else f"附件：[{shown}](../media/{name})"


if __name__ == "__main__":
    sys.exit(main())
