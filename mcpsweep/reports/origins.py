"""Where knowledge came from, in a reader's words."""

from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.reports.times import age, minute

_KIND = {
    OriginKind.INVENTORY: ("machine", "scanned"),
    OriginKind.SERVICE: ("service", "asked"),
}


def source(origin: Origin) -> str:
    """What it is: `machine alice-laptop`. Hostile text."""
    return f"{_KIND[origin.kind][0]} {origin.name or 'without a name'}"


def asked(origin: Origin, at: str) -> str:
    """When it told what it told, and how old that was `at` a later moment."""
    return ", ".join(filter(None, (f"{_KIND[origin.kind][1]} {minute(origin.at)}", age(origin.at, at))))


def wholeness(origin: Origin) -> str:
    """How much it told. Hostile text."""
    return "whole" if origin.is_whole else f"not whole: {origin.reason or 'nobody knows why'}"
