"""A piece of a string that remembers where it stood in the whole, even after decoding."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """Text, and for each of its characters where the original of it starts and ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def whole(cls, text: str) -> "View":
        """All of `text`."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the original. Only for a view that is not empty."""
        return self.starts[0], self.ends[-1]

    def cut(self, start: int, end: int | None = None) -> "View":
        """The part between two offsets of this view."""
        return View(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def strip(self, characters: str | None = None) -> "View":
        """Without white space (or `characters`) at both ends."""
        left = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(left, max(left, len(self.text.rstrip(characters))))

    def opaque(self, text: str) -> "View":
        """What all of this view decodes to, if no character of it has a place of its own (base64)."""
        start, end = self.span
        return View(text, (start,) * len(text), (end,) * len(text))

    def replace(self, pattern: re.Pattern[str], decode: Callable[[str], str]) -> "View":
        """With each match of `pattern` decoded; its characters share the match's place."""
        if pattern.search(self.text) is None:
            return self
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            decoded = decode(match[0])
            text += (self.text[last:start], decoded)
            starts += (*self.starts[last:start], *(self.starts[start],) * len(decoded))
            ends += (*self.ends[last:start], *(self.ends[end - 1],) * len(decoded))
            last = end
        text.append(self.text[last:])
        starts += self.starts[last:]
        ends += self.ends[last:]
        return View("".join(text), starts, ends)


def join(views: Iterable[View]) -> View:
    """Several views one behind the other."""
    parts = list(views)
    if len(parts) == 1:
        return parts[0]
    return View(
        "".join(part.text for part in parts),
        [start for part in parts for start in part.starts],
        [end for part in parts for end in part.ends],
    )
