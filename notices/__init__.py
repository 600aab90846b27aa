"""The notice: the one file format in which importers, the site and departments meet."""

from notices.fields import FIELDS, KINDS, PLATFORMS, STATUSES, Field
from notices.frontmatter import BadFrontMatter
from notices.notice import Notice, parse, read
from notices.problems import Problem

__all__ = [
    "FIELDS",
    "KINDS",
    "PLATFORMS",
    "STATUSES",
    "BadFrontMatter",
    "Field",
    "Notice",
    "Problem",
    "parse",
    "read",
]
