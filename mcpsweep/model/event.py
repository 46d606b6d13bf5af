"""One line of a service's audit log."""

import msgspec

from mcpsweep.model.account import AccountRef


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that an account or credential did, by the service's own audit log."""

    service: str
    connector: str
    id: str
    time: str
    """RFC 3339 in UTC."""
    action: str
    """As the service spells it: `git.clone`, `app_installed` …"""
    actor: AccountRef
    place: str
    """Repository, workspace or site; empty where the log does not tell."""
    token_id: str | None = None
    """The credential that was used, where the log names it: the same number as a grant's `token_id`."""
    sha256: str | None = None
    """Base64 of that credential's SHA-256, where the log holds it."""
