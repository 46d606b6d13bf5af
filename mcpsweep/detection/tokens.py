"""Search for token shapes in large text that has no structure to go by.

A token is one long run of few characters, and ordinary text has few long runs. Finding the runs takes two passes at
memory speed (a character map and a substring search); only their beginnings are looked at with a regular expression.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mcpsweep.detection.values import is_stand_in, looks_random
from mcpsweep.detection.vendors.table import FORMS, Form, form_at

SHORTEST_RUN = 17
"""Every distinctive shape holds a run of so many letters, digits, `_`, `-` and `+`."""
LONGEST_LEAD = 28
"""How far before the run a token may begin: `1//0…`, `xoxe.xoxb-1-…`, base64 with slashes."""

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+"
_INSIDE, _OUTSIDE = b"a", b" "
_MAP = bytes(_INSIDE[0] if code in _ALPHABET else _OUTSIDE[0] for code in range(256))
_RUN = _INSIDE * SHORTEST_RUN

_ESCAPE = re.compile(r"\\(?:[nrt]|u00[01][0-9A-Fa-f](?:\[[0-9;]*m)?)|\x1b\[[0-9;]*m")
"""White space, control characters and a terminal's colours, as JSON and programs write them."""
_LITERAL = re.compile(r"(?:\\[.+-]|[A-Za-z0-9_:/-](?![?*{]))+")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text that has the shape of a vendor's token."""

    start: int
    end: int
    form: Form

    @property
    def service(self) -> str:
        """Who issues tokens of this shape."""
        return self.form.vendor.service

    @property
    def kind(self) -> str:
        """What the vendor calls it."""
        return self.form.shape.kind


def scan_tokens(text: str) -> Iterator[Token]:
    """Every token in `text` whose shape alone gives it away, in order, stand-ins left out."""
    last = 0
    for low, high in _runs(text):
        lead = max(low - LONGEST_LEAD, last)
        match = _after_escape(text, lead, low) or _LEADS.search(text, lead, high)
        while match:
            start, last = match.span()
            found = form_at(text, start)
            if found is not None:
                form, last = found
                body = text[start + len(form.shape.prefix) : last]
                if not is_stand_in(body) or (len(body) >= 60 and looks_random(body)):
                    yield Token(start, last, form)
            match = _LEADS.search(text, last, high)


def _after_escape(text: str, start: int, low: int) -> re.Match[str] | None:
    """The beginning of a token before `low` that the end of an escape would be taken for the first letters of."""
    escape = max(text.rfind("\\", start, low), text.rfind("\x1b", start, low))
    if escape < 0 or (match := _ESCAPE.match(text, escape)) is None:
        return None
    return _LEAD.match(text, match.end())


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every run of token characters that is long enough."""
    mask = text.encode("latin-1", "replace").translate(_MAP)
    start = mask.find(_RUN)
    while start >= 0:
        end = mask.find(_OUTSIDE, start + SHORTEST_RUN)
        yield start, end if end >= 0 else len(mask)
        start = mask.find(_RUN, end) if end >= 0 else -1


def _leads(patterns: Iterable[str]) -> str:
    """The literal beginnings of the patterns as one alternation without groups, shared letters written once."""
    leads = sorted({match[0] for pattern in patterns if (match := _LITERAL.match(pattern))})
    first = "".join(sorted({lead[0] for lead in leads}))
    return f"(?=[{first}])" + _tree([re.findall(r"\\.|.", lead) for lead in leads])


def _tree(leads: list[list[str]]) -> str:
    branches: dict[str, list[list[str]]] = {}
    for lead in leads:
        if not lead:
            return ""
        branches.setdefault(lead[0], []).append(lead[1:])
    parts = [letter + _tree(rest) for letter, rest in branches.items()]
    return parts[0] if len(parts) == 1 else "(?:" + "|".join(parts) + ")"


_LEAD = re.compile(_leads(form.shape.pattern for form in FORMS if form.shape.is_distinctive and form.shape.prefix))
_LEADS = re.compile(f"(?<![A-Za-z0-9]){_LEAD.pattern}")
