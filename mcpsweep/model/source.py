"""One file that a scan looked at."""

import enum

import msgspec

from mcpsweep.model.server import Scope


class SourceState(enum.StrEnum):
    """How much of a file was read."""

    READ = "read"
    PARTIAL = "partial"
    """Some of it could not be understood; what could be is in the result."""
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"
    """Left alone on purpose: too large, a device, a link that leaves the root."""


class Source(msgspec.Struct, frozen=True):
    """One file that a scan looked at, and how much of it was read."""

    path: str
    client: str
    """Empty for files of no client."""
    scope: Scope
    sha256: str | None
    """Of the bytes read, lower-case hex; null if none were read."""
    state: SourceState
    reason: str = ""
    """Why it is not `read`, in words; empty if it is."""
