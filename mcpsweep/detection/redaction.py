"""Text from a configuration with everything secret taken out."""

import re
from collections.abc import Iterable, Sequence

from mcpsweep.detection.base import Context
from mcpsweep.detection.fingerprint import MASK
from mcpsweep.detection.inspection import Survey, survey, survey_arguments
from mcpsweep.detection.values import looks_random

_USER_PART = re.compile(r"(?<=://)[^\s/@]+(?=@)")
_LONG = re.compile(r"[A-Za-z0-9_+=~%-]{20,}")
MINIMUM_REPEAT = 4
"""Values shorter than this are not looked for in the rest of the text."""


def redact(text: str, context: Context) -> str:
    """`text` with every credential, user part of a URL and doubtful value replaced by `…`."""
    return _masked(text, survey(text, context), ())


def redact_arguments(arguments: Sequence[str], context: Context) -> list[str]:
    """The same for a command line, whose flags tell what the words behind them are."""
    found = survey_arguments(arguments, context)
    values = [hit.secret.reveal() for _, one in found for hit in one.hits]
    return [_masked(argument, one, values) for argument, (_, one) in zip(arguments, found, strict=True)]


def _masked(text: str, found: Survey, others: Iterable[str]) -> str:
    spans = [(hit.start, hit.end) for hit in found.hits]
    spans += [(doubt.start, doubt.end) for doubt in found.doubts]
    spans += [match.span() for match in _USER_PART.finditer(text)]
    spans += [match.span() for match in _LONG.finditer(text) if looks_random(match[0], 20)]
    for value in {hit.secret.reveal() for hit in found.hits} | set(others):
        if len(value) >= MINIMUM_REPEAT:
            spans += [match.span() for match in re.finditer(re.escape(value), text)]
    pieces: list[str] = []
    last = 0
    for start, end in sorted(spans):
        if end <= last:
            continue
        if start > last or last == 0:
            pieces += (text[last:start], MASK)
        last = end
    return "".join((*pieces, text[last:]))
