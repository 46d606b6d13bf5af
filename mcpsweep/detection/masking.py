"""Taking stretches out of a text."""

import re
from collections.abc import Iterable

from mcpsweep.detection.fingerprint import MASK
from mcpsweep.detection.values import looks_random

USER_PART = re.compile(r"(?<=://)[^\s/@]+(?=@)")
LONG = re.compile(r"[A-Za-z0-9_+=~%-]{20,}")
"""What may be random enough for a value."""
MINIMUM_REPEAT = 4
"""Values shorter than this are not looked for in the rest of the text."""


def mask(text: str, spans: Iterable[tuple[int, int]], values: Iterable[str]) -> str:
    """`text` with the spans, every repetition of the values, users in URLs and whatever looks random as `…`."""
    found = [*spans]
    found += [match.span() for match in USER_PART.finditer(text)]
    found += [match.span() for match in LONG.finditer(text) if looks_random(match[0], 20)]
    for value in set(values):
        if len(value) >= MINIMUM_REPEAT:
            found += [match.span() for match in re.finditer(re.escape(value), text)]
    return without(text, found)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with `…` for each stretch of it that is covered by spans; they may overlap."""
    pieces: list[str] = []
    last = 0
    for start, end in sorted(spans):
        if end <= last:
            continue
        if start > last or not pieces:
            pieces += (text[last:start], MASK)
        last = end
    return "".join((*pieces, text[last:]))
