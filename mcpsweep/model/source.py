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
    size: int | None = None
    """Of the whole file in bytes, also where less of it was read; null, like the times, for what was not opened."""
    modified_at: str | None = None
    """When its content last changed, before it was read here. RFC 3339 in UTC, to the nanosecond."""
    changed_at: str | None = None
    """When the file or anything about it, such as its mode, last changed; on Windows, when it was created."""
    accessed_at: str | None = None
    """When it was last read before it was read here."""
