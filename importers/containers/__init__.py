"""Archive files (zip, tar, compressed files) among the input: every member becomes an input file of its own.

Members are staged below a scratch folder under names that passed our own rule (`names.steps`), never under a path
that the archive chose, and are shown as `资料.zip!文件夹/页面.html`. How much comes out is counted while it comes.
"""

from importers.containers.expand import expand
from importers.containers.limits import Limits
from importers.containers.scratch import scratch

__all__ = ["Limits", "expand", "scratch"]
