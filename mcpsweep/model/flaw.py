"""Where a bundle of evidence is not what it was when it was written."""

import enum

import msgspec


class FlawKind(enum.StrEnum):
    """What is wrong with a file of a bundle."""

    MISSING = "missing"
    EXTRA = "extra"
    """The manifest does not know of it."""
    CHANGED = "changed"
    """It has another size or hash than the manifest says."""
    UNREADABLE = "unreadable"
    """It could not be read, or what it says could not be understood."""
    BROKEN_CHAIN = "broken-chain"
    """A line of the events does not follow from the one before it."""
    CONTRADICTION = "contradiction"
    """Two files of the bundle say different things."""


class Flaw(msgspec.Struct, frozen=True, order=True):
    """One thing in a bundle of evidence that is not what it was when it was written."""

    file: str
    """Its name in the bundle; hostile text."""
    kind: FlawKind
    reason: str
    """In words; hostile text."""
    line: int = 0
    """1-based; 0 where it is about the file as a whole."""
