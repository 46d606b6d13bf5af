"""The chain of custody: for each file what was read of it, and how large and old it was before that. Pure."""

import hashlib
from collections.abc import Mapping, Set
from datetime import UTC, datetime

import msgspec

from mcpsweep.collectors import placeholder
from mcpsweep.collectors.base import File
from mcpsweep.collectors.disk import Refused
from mcpsweep.collectors.trace import Custody, Trace
from mcpsweep.model.source import ReadBesides, Source, SourceState

_SECOND = 1_000_000_000
"""In nanoseconds."""


def was_read(file: File, custody: Custody, unclear: str = "") -> Source:
    """A file that was read; `unclear` says what of it could not be understood."""
    return Source(
        path=file.path,
        client=file.client,
        scope=file.scope,
        sha256=custody.sha256,
        state=SourceState.PARTIAL if unclear else SourceState.READ,
        reason=unclear,
        kind=file.kind,
        size=custody.size,
        modified_at=_rfc3339(custody.modified),
        changed_at=_rfc3339(custody.changed),
        created_at=_rfc3339(custody.created),
        accessed_at=_rfc3339(custody.accessed),
    )


def was_blank(file: File, custody: Custody) -> Source:
    """A file that was read and that only stands for what it should hold."""
    source = was_read(file, custody)
    return msgspec.structs.replace(source, state=SourceState.UNREADABLE, reason=placeholder.BLANK)


def was_refused(file: File, refused: Refused) -> Source:
    """A file that is there and was not read."""
    return Source(file.path, file.client, file.scope, None, refused.state, refused.reason, file.kind)


def besides(traces: Mapping[str, Trace], listed: Set[str]) -> ReadBesides:
    """What was read and is not `listed` by its path."""
    others = [traces[path] for path in sorted(traces.keys() - listed)]
    digest = hashlib.sha256(b"".join(trace.digest for trace in others)).hexdigest()
    return ReadBesides(len(others), sum(trace.size for trace in others), digest)


def _rfc3339(nanoseconds: int | None) -> str | None:
    """As exact as the file system is; None for a time that it does not have, or that no calendar of ours reaches."""
    if nanoseconds is None:
        return None
    seconds, rest = divmod(nanoseconds, _SECOND)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return f"{moment.replace(tzinfo=None).isoformat()}.{rest:09d}Z"
