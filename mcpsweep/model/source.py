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


class SourceKind(enum.StrEnum):
    """What a file is to the agents of the machine."""

    CLIENT = "client"
    """Of an AI client, or of its servers."""
    SCHEDULE = "schedule"
    """Of a scheduler, or a script that one starts."""
    ENVIRONMENT = "environment"
    """Variables that whatever is started there can read: shell files, `.env`."""
    BESIDE = "beside"
    """Of another program: an agent with a shell can use what it keeps."""


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
    kind: SourceKind = SourceKind.CLIENT
