"""How playbooks write lengths of time, points in time and shares; each is read once and a proper value from then on."""

import re
from datetime import UTC, datetime, timedelta

LONGEST = timedelta(days=36_500)
"""A longer length of time is a slip of the finger."""
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
DURATION = r"[1-9][0-9]{0,5}[hdw]"
"""What `duration` reads, as a regular expression (ECMA 262's, too)."""
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?"
"""What `instant` reads, as a regular expression (ECMA 262's, too)."""
SHARE = r"[0-9]{1,3}(\.[0-9]{1,4})?%"
"""What `share` reads, as a regular expression (ECMA 262's, too)."""


def duration(text: str) -> timedelta | None:
    """`90d`, `36h` or `2w`; None if `text` is no length of time or is longer than `LONGEST`."""
    if re.fullmatch(DURATION, text) is None:
        return None
    length = int(text[:-1]) * _UNITS[text[-1]]
    return length if length <= LONGEST else None


def spell_duration(length: timedelta) -> str:
    """A length of whole hours as `duration` reads it: in days where they are whole, else in hours."""
    hours = length // _UNITS["h"]
    days, rest = divmod(hours, 24)
    return f"{hours}h" if rest else f"{days}d"


def instant(text: str) -> datetime | None:
    """An RFC 3339 time, or a date, which means its first moment in UTC; None if `text` is neither."""
    if re.fullmatch(DATE, text) is None:
        return None
    return moment(text)


def spell_instant(at: datetime) -> str:
    """A point in time as `instant` reads it; only its date where it is the first moment of a day in UTC."""
    text = at.isoformat().replace("+00:00", "Z")
    return text.removesuffix("T00:00:00Z")


def moment(text: str | None) -> datetime | None:
    """A time as services and inventories tell it, UTC where it does not say; None where there is none to be read."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def share(text: str) -> float | None:
    """`5%` as 0.05; None if `text` is no percentage, is nothing at all or more than everything."""
    if re.fullmatch(SHARE, text) is None:
        return None
    part = float(text[:-1]) / 100
    return part if 0 < part <= 1 else None


def spell_share(part: float) -> str:
    """A part between 0 and 1 as a percentage."""
    return f"{part * 100:.4f}".rstrip("0").rstrip(".") + "%"
