"""Whether a credential still works."""

import enum

import msgspec


class ValidityState(enum.StrEnum):
    """What is known of a credential's life."""

    LIVE = "live"
    DEAD = "dead"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """The service was asked and its answer settles nothing."""
    NOT_CHECKED = "not-checked"


class Validity(msgspec.Struct, frozen=True, gc=False):
    """Whether a credential still works, who said so and when."""

    state: ValidityState = ValidityState.NOT_CHECKED
    checked_at: str | None = None
    """RFC 3339 in UTC; null if nobody was asked."""
    account: str | None = None
    """The login that the service itself named."""
    scopes: tuple[str, ...] = ()
    expires_at: str | None = None
    """RFC 3339 in UTC, from the service or from the credential itself (a JWT's `exp`, a store's `expiresAt`)."""
    name: str | None = None
    """What people know the account by, where its login is a mere id: an address, a user name. Shown, never compared."""
