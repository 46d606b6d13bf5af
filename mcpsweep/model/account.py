"""Who a login is, and what says whose a credential is."""

import enum

import msgspec

OF_LOGIN = "login host"
"""Source of an address that a login is for by the syntax of where it lies: no variable is called so."""


class AccountHint(msgspec.Struct, frozen=True, order=True, gc=False):
    """A login, tenant or instance that stands beside a credential and says whose it may be.

    A hint is not a proof: without the service's own answer nothing is revoked for it.
    """

    service: str
    """`github`, `slack`, `atlassian` …"""
    value: str
    """An e-mail address, a login, a site's host, a team id."""
    source: str
    """Where it was read: a variable's or key's name, `basic-auth`, `jwt:sub`, `url`, `login host`."""


class AccountKind(enum.StrEnum):
    """What stands behind a login."""

    PERSON = "person"
    BOT = "bot"
    """An app's or integration's own login."""
    SERVICE = "service"
    """A service account: nobody's in particular."""
    UNKNOWN = "unknown"


class AccountState(enum.StrEnum):
    """Whether the service lets the account in."""

    ACTIVE = "active"
    INVITED = "invited"
    DISABLED = "disabled"
    """Suspended or deactivated; the service can undo it, and its credentials may come back with it."""
    UNKNOWN = "unknown"


class AccountRef(msgspec.Struct, frozen=True, order=True, gc=False):
    """As much of an account as a record names: at least one of the two is not empty."""

    id: str = ""
    """The service's own id, which never changes."""
    login: str = ""
    """What the service calls the account in public; it can be renamed, and given to somebody else."""

    def could_be(self, other: "AccountRef") -> bool:
        """Whether both name the same account. Ids decide where both have one; logins are compared without case."""
        if self.id and other.id:
            return self.id == other.id
        return bool(self.login) and self.login.casefold() == other.login.casefold()


class Account(msgspec.Struct, frozen=True, gc=False):
    """A login at one service."""

    service: str
    connector: str
    """Name of the connector that knows it: one service may be configured twice."""
    id: str
    """The service's own id, which never changes; empty where the service keeps none."""
    login: str
    """What the service calls the account in public; its id where it has no login."""
    kind: AccountKind = AccountKind.UNKNOWN
    state: AccountState = AccountState.UNKNOWN
    name: str = ""
    """Display name: to be shown, never compared."""
    emails: tuple[str, ...] = ()
    """Only addresses that the service or the identity provider has verified."""

    def ref(self) -> AccountRef:
        """The account as grants name it."""
        return AccountRef(self.id, self.login)
