"""The source: pages saved by a browser, wget or HTTrack, one file a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from importers.model import MalformedExport, Post, Record, Skipped, Source
from importers.normalize import dates
from importers.normalize.text import head_text
from importers.sources.website import page, site
from importers.sources.website.files import HOST, Folder
from importers.sources.website.markup import LARGEST, Markup, decode

_SUFFIXES = frozenset(
    (".html", ".htm", ".shtml", ".shtm", ".xhtml", ".jsp", ".jspx", ".php", ".asp", ".aspx", "")
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<%@[^>]*>\s*)*(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype|html|head|body|div|table|meta|script|style|!--)",
    re.I,
)
_SIGNS = re.compile(
    r"""name=["']?(?:SiteName|SiteIDCode|ArticleTitle|ColumnName|PubDate|ContentSource)\b
    |TRS_Editor|trs_editor_view|ucapcontent|ucap-content|id=["']?(?:zoom|zoomcon|ivs_content|vsb_content)\b
    |class=["'][^"']*\bpages_content\b|<!--<\$\[信息内容\]>|gkmlpt|saved\ from\ url=\(\d+\)(?:https?:|chrome-extension:)
    |<!--\s*Mirrored\ from\ |Page\ saved\ with\ SingleFile|<%@\s*page|索(?:\s|&nbsp;|&ensp;)*引(?:\s|&nbsp;|&ensp;)*号""",
    re.VERBOSE | re.IGNORECASE,
)
# Words without which no platform's page is one; they are quicker to ask for than the signs of a website are.
_PLATFORMS = re.compile(
    r"mmbiz|js_article|js_content|js_image_content|wx_wap_page|rich_media|mesg-block|verify|<center>nginx|微信公众平台|weibo\.cn"
)
_NOT_FOUND = re.compile(
    r"<title>\s*(?:40[34]|50[023])\b|<title>[^<]{0,20}(?:页面不存在|找不到)", re.IGNORECASE
)


class WebsitePages:
    """Saved pages; a page of one of the *platforms* is left to that source."""

    name = "website"
    label = "网站页面"

    def __init__(self, platforms: Sequence[Source] = ()) -> None:
        """Leave to *platforms* what they detect."""
        self._platforms = platforms

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* begins a page with the marks of a government website, or one that site.toml or a mirror tells."""
        if path.suffix.lower() not in _SUFFIXES or head[:5] == b"%PDF-" or not head.strip():
            return False
        text = head_text(head) or head.decode("gb18030", "replace")
        if not _PAGE.match(text):
            return False
        if _PLATFORMS.search(text) and any(one.detect(path, head) for one in self._platforms):
            return False
        return bool(_SIGNS.search(text) or _NOT_FOUND.search(text) or _in_site(path))

    def read(self, path: Path) -> Iterator[Record]:
        """The one record of the page. Raises MalformedExport or OSError."""
        if path.stat().st_size > LARGEST:
            raise MalformedExport(f"文件超过 {LARGEST >> 20} MB，不像一个网页，请检查后重新保存。")
        if _is_frame(path):
            yield Skipped("", "是页面保存时带下来的框架页，不是文章")
            return
        found = site.of(path)
        text = decode(path.read_bytes())
        folder = Folder(path, found)
        mirrored = Markup(text).mirrored
        saved = page.Saved(
            text=text,
            site=found,
            store=folder,
            address=_address(path, folder, found) if not mirrored[0] else "",
            captured=dates.from_mail(mirrored[1]),
            holder=folder.root.name,
        )
        record = page.record(saved)
        yield replace(record, companions=folder.companions()) if isinstance(record, Post) else record


def _in_site(path: Path) -> bool:
    folders = list(path.parents)[:12]
    return any(HOST.fullmatch(one.name) for one in folders) or any(
        (one / site.NAME).is_file() for one in folders
    )


def _is_frame(path: Path) -> bool:
    """Whether the page lies in a `_files` folder, whose own page stands beside that folder."""
    for folder in list(path.parents)[:3]:
        stem = re.sub(r"(?:_files?|\.files)$", "", folder.name)
        if stem != folder.name and any(folder.with_name(f"{stem}{suffix}").is_file() for suffix in _SUFFIXES):
            return True
    return False


def _address(path: Path, folder: Folder, found: site.Site) -> str:
    """The address that a mirror's folders tell (`www.x.gov.cn/a/b.html`), empty where they tell none."""
    root = folder.root
    if HOST.fullmatch(root.name):
        host = re.sub(r"[_+](\d+)$", r":\1", root.name)
    elif found.host and root == found.folder:
        host = found.host
    else:
        return ""
    return f"http://{host}/{unquote(path.relative_to(root).as_posix())}"
