"""Every check of a notice, one literal list: what makes it publishable."""

from notices.checks import approval, dates, links, listed, media, personal, place, shape, slips
from notices.checks.model import Check, Manuscript, Rule, Setting, Store, manuscript

CHECKS: tuple[Check, ...] = (
    place.CHECK,
    dates.CHECK,
    shape.CHECK,
    slips.CHECK,
    links.CHECK,
    media.CHECK,
    personal.CHECK,
    listed.CHECK,
    approval.CHECK,
)

__all__ = ["CHECKS", "Check", "Manuscript", "Rule", "Setting", "Store", "manuscript"]
