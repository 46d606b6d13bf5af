"""A standing credential as the service itself records it."""

import enum
from collections.abc import Mapping

import msgspec

from mcpsweep.model.account import AccountRef
from mcpsweep.model.instruction import Instruction


class Way(enum.StrEnum):
    """How a grant can be ended."""

    ID = "id"
    """By its id: the credential itself dies, everywhere."""
    ACCESS = "access"
    """By its id, but only its access to this organisation ends; elsewhere the credential goes on working."""
    VALUE = "value"
    """Only with the credential's value in hand."""
    SESSIONS = "sessions"
    """With all sessions of its account."""
    ACCOUNT = "account"
    """Only with its account: when access is removed or the account disabled."""
    MANUAL = "manual"
    """By hand; `instruction` says where."""


class GrantState(enum.StrEnum):
    """Whether the service would accept the credential now."""

    ACTIVE = "active"
    PENDING = "pending"
    """Asked for, not yet approved."""
    BLOCKED = "blocked"
    """Kept on record but refused for now; it can come back."""
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Grant(msgspec.Struct, frozen=True, gc=False):
    """A standing credential as the service itself records it. Times are RFC 3339 in UTC."""

    service: str
    connector: str
    id: str
    """What ends it, together with `kind` and `target`. Unique within a connector and kind."""
    kind: str
    """`github-pat`, `slack-app` … The same word as a finding's where both mean the same thing."""
    account: AccountRef | None
    """Whose it is by the service's own record; null where the service does not tell."""
    label: str
    """The name its maker gave it; hostile text."""
    can_revoke: tuple[Way, ...]
    """Best first; empty where nothing ends it."""
    state: GrantState = GrantState.ACTIVE
    scopes: tuple[str, ...] = ()
    created: str | None = None
    """Null where the service does not tell."""
    last_used: str | None = None
    """Null where it was never used or the service does not tell."""
    expires: str | None = None
    """Null where it never expires or the service does not tell."""
    token_id: str | None = None
    """The credential's own id, where that is not the grant's; the audit log speaks of it."""
    app_id: str | None = None
    """The app that it was given to."""
    last_eight: str | None = None
    """Last eight characters of the value, where the service tells them."""
    sha256: str | None = None
    """Base64 of the value's SHA-256, where the service tells it."""
    key_fingerprint: str | None = None
    """`SHA256:…` of a public key, as OpenSSH prints it."""
    target: Mapping[str, str] = {}
    """What else an API call that ends it must name: `{"org": …}`, `{"repository": …}`."""
    review: str = ""
    """Why a person must look at it before it ends (shared, production, made by somebody but not theirs alone);
    empty if nothing speaks against ending it."""
    effects: tuple[str, ...] = ()
    """What else ending it by its id does, in words."""
    dies_with: tuple[str, ...] = ()
    """What else ends with the credential itself, however that is ended, in words."""
    instruction: Instruction | None = None
    """What to do by hand where `can_revoke` says so."""

    def key(self) -> tuple[str, str, str]:
        """What tells this grant from every other one: connector, kind, id."""
        return (self.connector, self.kind, self.id)
