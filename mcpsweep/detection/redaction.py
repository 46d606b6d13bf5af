"""Text from a configuration or from a command line with everything secret taken out."""

import re
from collections.abc import Iterable, Sequence

from mcpsweep.detection.base import Context
from mcpsweep.detection.inspection import Survey, survey, survey_arguments
from mcpsweep.detection.masking import LONG, USER_PART, mask, without
from mcpsweep.detection.tokens import scan_tokens
from mcpsweep.detection.values import looks_random

_WORD = re.compile(r"[^\s'\"`()<>,;]+")
_FOLDERS = re.compile(r"(?:[/~]|\.{1,2}/|[A-Za-z]:[\\/]).*[/\\]")
"""What of a path stands before its last name. Caches and checkouts have folders with random names."""
_SETTING = re.compile(r"[a-z_]{1,32}=")
"""The name before a value: `installation_id=777001`."""
_ID = re.compile(r"(?:run|plan)-[0-9a-f-]+")
_FILE = re.compile(rf".*\.[a-z]{{2,8}}|(?:.*-)?{_ID.pattern}")
"""A last name that a value would not be taken for."""


def redact(text: str, context: Context) -> str:
    """`text` with every credential, user part of a URL and doubtful value replaced by `…`."""
    return _masked(text, survey(text, context), ())


def redact_arguments(arguments: Sequence[str], context: Context) -> list[str]:
    """The same for a command line, whose flags tell what the words behind them are."""
    return redact_surveyed(arguments, survey_arguments(arguments, context))


def redact_surveyed(arguments: Sequence[str], found: Sequence[tuple[int, Survey]]) -> list[str]:
    """The same for one that was surveyed already."""
    values = [hit.secret.reveal() for _, one in found for hit in one.hits]
    return [_masked(argument, one, values) for argument, (_, one) in zip(arguments, found, strict=True)]


def _masked(text: str, found: Survey, others: Iterable[str]) -> str:
    spans = [(hit.start, hit.end) for hit in found.hits] + [(doubt.start, doubt.end) for doubt in found.doubts]
    return mask(text, spans, [*(hit.secret.reveal() for hit in found.hits), *others])


def redact_tokens(text: str) -> str:
    """A name that somebody made up, with `…` for every token that its shape gives away."""
    return without(text, ((token.start, token.end) for token in scan_tokens(text)))


def redact_message(text: str) -> str:
    """A sentence of ours, which may quote what somebody typed: tokens, users in URLs and random words become `…`.

    People put values where names belong. Names of runs and plans, and folders with random names, stay readable.
    """
    spans = [(token.start, token.end) for token in scan_tokens(text)]
    spans += [found.span() for found in USER_PART.finditer(text)]
    for word in _WORD.finditer(text):
        start, end = word.span()
        if setting := _SETTING.match(text, start, end):
            start = setting.end()
        if folders := _FOLDERS.match(text, start, end):
            start = folders.end()
        if not (_ID if folders is None else _FILE).fullmatch(text, start, end):
            spans += [found.span() for found in LONG.finditer(text, start, end) if looks_random(found[0])]
    return without(text, spans)
