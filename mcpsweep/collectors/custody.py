"""The chain of custody: for each file what was read of it, and how large and old it was before that. Pure."""

from datetime import UTC, datetime

from mcpsweep.collectors.base import File
from mcpsweep.collectors.disk import Content, Refused
from mcpsweep.model.source import Source, SourceState

_SECOND = 1_000_000_000
"""In nanoseconds."""


def was_read(file: File, content: Content, unclear: str = "") -> Source:
    """A file that was read; `unclear` says what of it could not be understood."""
    return Source(
        path=file.path,
        client=file.client,
        scope=file.scope,
        sha256=content.sha256,
        state=SourceState.PARTIAL if unclear else SourceState.READ,
        reason=unclear,
        kind=file.kind,
        size=content.custody.size,
        modified_at=_rfc3339(content.custody.modified),
        changed_at=_rfc3339(content.custody.changed),
        accessed_at=_rfc3339(content.custody.accessed),
    )


def was_refused(file: File, refused: Refused) -> Source:
    """A file that is there and was not read."""
    return Source(file.path, file.client, file.scope, None, refused.state, refused.reason, file.kind)


def _rfc3339(nanoseconds: int) -> str | None:
    """As exact as the file system is; None for a time that no calendar of ours reaches."""
    seconds, rest = divmod(nanoseconds, _SECOND)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"
