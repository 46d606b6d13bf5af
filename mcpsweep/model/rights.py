"""What a connector's own credential may do, and what it lacks."""

import enum

import msgspec

from mcpsweep.model.account import Account
from mcpsweep.model.capability import Ability


class RightState(enum.StrEnum):
    """Whether a right is there."""

    PRESENT = "present"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """The service does not tell; it will show when the right is used."""


class Right(msgspec.Struct, frozen=True):
    """One scope or permission, whether it is there, and how to grant it."""

    name: str
    """As the service spells it: `read:org`, `organization_personal_access_tokens: write`."""
    state: RightState
    purpose: str
    """What cannot be done without it, in words."""
    abilities: tuple[Ability, ...]
    grant_at: str = ""
    """The page, or the way through the menus, where it is granted."""


class Limit(msgspec.Struct, frozen=True):
    """How much of a rate limit is left."""

    name: str
    remaining: int
    limit: int
    resets_at: str | None = None
    """RFC 3339 in UTC."""


class Checkup(msgspec.Struct, frozen=True):
    """How a connector stands: it was reached, this is who it is, and this is what it may do."""

    service: str
    connector: str
    account: Account | None
    """Whose credential the connector works with; null for an app or an organisation's key."""
    acts_as: str
    """The same in words."""
    product: str
    """The plan or edition, in words."""
    rights: tuple[Right, ...]
    limits: tuple[Limit, ...] = ()
    remarks: tuple[str, ...] = ()
    """What else the admin should know: the key expires tomorrow, the clock is off."""

    def missing(self) -> tuple[Right, ...]:
        """The rights that are known to be absent."""
        return tuple(right for right in self.rights if right.state is RightState.MISSING)
