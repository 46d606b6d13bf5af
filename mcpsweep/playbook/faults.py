"""What is wrong with a playbook: all of it, each with its place and what would be right."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple, Protocol

from mcpsweep.errors import UsageError

_WORD = re.compile(r"[A-Za-z_-]{1,24}|[0-9.:%hdw+-]{1,12}")
"""What a slip looks like, and a credential does not."""
_MAX_LISTED = 20
"""Longer lists of what would be right are cut."""


class Place(Protocol):
    """Whatever has a place in a file."""

    @property
    def line(self) -> int:
        """1-based."""

    @property
    def column(self) -> int:
        """1-based."""


class Fault(NamedTuple):
    """One thing that is wrong."""

    line: int
    """1-based; 0 where the file as a whole is wrong."""
    column: int
    """1-based; 0 where it is not known."""
    what: str
    right: str
    """What would be right; empty where that is plain."""

    def told(self, origin: str) -> str:
        """`file:line:column: what, what would be right`."""
        place = ":".join(str(part) for part in (origin, self.line, self.column) if part)
        return f"{place}: {self.what}" + (f"; {self.right}" if self.right else "")


class Faults:
    """Gathers all that is wrong with one file."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, place: Place | None, what: str, right: str = "") -> None:
        """Note that something at `place` is wrong; None stands for the file as a whole."""
        line, column = (place.line, place.column) if place is not None else (0, 0)
        self._found.append(Fault(line, column, what, right))

    def __bool__(self) -> bool:
        return bool(self._found)

    def sorted(self) -> tuple[Fault, ...]:
        """In the order of the file."""
        return tuple(sorted(set(self._found)))


class FaultyPlaybook(UsageError):
    """A playbook that says what no playbook can say."""

    def __init__(self, origin: str, faults: tuple[Fault, ...]) -> None:
        self.origin = origin
        """The file, as the user named it."""
        self.faults = faults
        """At least one, in the order of the file."""
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(
            faults[0].told(origin) + more, f"mcpsweep playbook check {origin} tells all that is wrong" if more else ""
        )


def one_of(known: Iterable[str]) -> str:
    """What would be right where only some words are."""
    words = list(known)
    listed = ", ".join(words[:_MAX_LISTED]) + (" …" if len(words) > _MAX_LISTED else "")
    return f"right would be: {listed}"


def instead_of(word: str, known: Iterable[str]) -> str:
    """What would be right for `word`: the one that it looks like, else all that are known."""
    words = list(known)
    close = get_close_matches(word.lower(), words, n=1)
    return f"did you mean {close[0]}?" if close else one_of(words)


def shown(text: str) -> str:
    """`text` as a message may name it: the wrong file may have been named, and no value must get out of that."""
    return text if _WORD.fullmatch(text) else "this text"
