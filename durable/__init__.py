"""Writing that survives a crash: the only place in the house that opens a file for writing."""

from durable.files import append_lines, atomic_write, copy_file, replace_link
from durable.lock import Busy, exclusive

__all__ = ["Busy", "append_lines", "atomic_write", "copy_file", "exclusive", "replace_link"]
