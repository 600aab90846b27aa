"""Writing that survives a crash: the only place in the house that opens a file for writing."""

from durable.batch import Batch, SourceChanged, batch
from durable.files import (
    append_lines,
    atomic_write,
    copy_file,
    link_folder,
    replace_folder,
    replace_link,
    sha256_of,
    sweep,
    write_blocks,
)
from durable.filling import fill, fill_blocks, fill_copy, fill_link, fill_links, fill_move, refilling, settle
from durable.lock import Busy, exclusive
from durable.reasons import explained, lacking, reason
from durable.splicing import Piece, splice
from durable.spool import Spool, spooled
from durable.walking import walk

__all__ = [
    "Batch",
    "Busy",
    "Piece",
    "SourceChanged",
    "Spool",
    "append_lines",
    "atomic_write",
    "batch",
    "copy_file",
    "exclusive",
    "explained",
    "fill",
    "fill_blocks",
    "fill_copy",
    "fill_link",
    "fill_links",
    "fill_move",
    "lacking",
    "link_folder",
    "reason",
    "refilling",
    "replace_folder",
    "replace_link",
    "settle",
    "sha256_of",
    "splice",
    "spooled",
    "sweep",
    "walk",
    "write_blocks",
]
