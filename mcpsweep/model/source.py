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
    """Of another program, or what was said to an agent: whoever has a shell there can use what it holds."""


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
    """When its content last changed, before it was read here. RFC 3339 in UTC with nine digits, of which the file
    system kept as many as it does: two seconds on FAT, a tenth of a microsecond on NTFS, a nanosecond elsewhere."""
    changed_at: str | None = None
    """When the file or anything about it, such as its mode, last changed; null on Windows, which does not tell."""
    created_at: str | None = None
    """When it came to be, to the microsecond on macOS; null on Linux, also for a disk that knows it."""
    accessed_at: str | None = None
    """When it was last read before it was read here."""


class ReadBesides(msgspec.Struct, frozen=True):
    """Files that were read and are no sources, because they turned out to be none of an agent's: counted, not named."""

    files: int = 0
    size: int = 0
    """Of all of them, in bytes."""
    sha256: str = ""
    """Over path, SHA-256, size and modification time of each, lower-case hex: the same in the next scan if they are."""
