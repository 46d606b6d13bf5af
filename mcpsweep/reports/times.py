"""Times as people read them. What is no RFC 3339 in UTC is shown as it stands."""

import re
from datetime import datetime, timedelta

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?(Z|\+00:00)", re.ASCII)
_UNITS = (
    (timedelta(days=2), timedelta(days=1), "days"),
    (timedelta(hours=2), timedelta(hours=1), "hours"),
    (timedelta(minutes=2), timedelta(minutes=1), "minutes"),
)
"""From how much on, in which unit."""


def day(moment: str) -> str:
    """The date alone."""
    found = _MOMENT.fullmatch(moment)
    return found[1] if found else moment


def minute(moment: str) -> str:
    """Date and time: `2026-11-20 10:04 UTC`."""
    found = _MOMENT.fullmatch(moment)
    return f"{found[1]} {found[2]} UTC" if found else moment


def span(start: str, end: str) -> str:
    """From one moment to another; the date only once where it is the same."""
    one, other = _MOMENT.fullmatch(start), _MOMENT.fullmatch(end)
    if one and other and one[1] == other[1]:
        return f"{one[1]} {one[2]} to {other[2]} UTC"
    return f"{minute(start)} to {minute(end)}"


def age(moment: str, at: str) -> str:
    """How old something of `moment` was `at` a later one: `3 days old`; empty where that cannot be told."""
    return _passed(moment, at, "old")


def ago(moment: str, at: str) -> str:
    """The same of something that happened: `3 days ago`."""
    return _passed(moment, at, "ago")


def _passed(moment: str, at: str, word: str) -> str:
    try:
        passed = datetime.fromisoformat(at) - datetime.fromisoformat(moment)
    except (ValueError, TypeError):
        return ""
    for least, unit, name in _UNITS:
        if passed >= least:
            return f"{passed // unit} {name} {word}"
    return "just now" if passed >= -timedelta(minutes=1) else "from the future"
