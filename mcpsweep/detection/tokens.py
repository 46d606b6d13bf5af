"""Search for token shapes in large text that has no structure to go by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.detection.values import is_stand_in, looks_random
from mcpsweep.detection.vendors.table import FORMS, Form, form_at


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


def _search_pattern() -> re.Pattern[str]:
    sources = [form.pattern.pattern for form in FORMS if form.shape.is_distinctive and form.shape.prefix]
    return re.compile(r"\b(?:" + "|".join(dict.fromkeys(sources)) + r")")


_SEARCH = _search_pattern()


def scan_tokens(text: str) -> Iterator[Token]:
    """Every token in `text` whose shape alone gives it away, in order, stand-ins left out."""
    for match in _SEARCH.finditer(text):
        found = form_at(text, match.start())
        if found is None:
            continue
        form, end = found
        body = text[match.start() + len(form.shape.prefix) : end]
        if not is_stand_in(body) or (len(body) >= 60 and looks_random(body)):
            yield Token(match.start(), end, form)
