"""What the simulated Atlassian knows of: accounts, their tokens, and the organisation's own keys."""

import enum
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias


class Plan(enum.Enum):
    """What the organisation pays for; it decides what the audit log holds."""

    BASIC = "no Guard"
    GUARD = "Guard Standard"


class Status(enum.StrEnum):
    """What an account is. The tokens of one that is not active stay on record and answer 401."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    CLOSED = "closed"


class Membership(enum.StrEnum):
    """What an account is in the organisation's directory."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    NONE = "no_membership"


@dataclass(slots=True)
class Account:
    """An Atlassian account."""

    id: str
    name: str
    email: str
    is_managed: bool = True
    """Its address is in a domain that the organisation has verified."""
    membership: Membership = Membership.ACTIVE
    sites: frozenset[str] = frozenset()
    """Host names of the sites that it has access to."""
    is_email_private: bool = False
    """Other users of a site do not see its address."""
    is_synced: bool = False
    """It once came from Google Workspace: only the web page can deactivate it."""
    status: Status = Status.ACTIVE
    erased_at: float | None = None
    """When a deletion that was asked for becomes final."""


@dataclass(slots=True, kw_only=True)
class Token:
    """What every credential has; the value itself is only known by its hash."""

    id: str
    hashed: str
    label: str
    created_at: float
    expires_at: float
    last_active_at: float | None = None
    ended_at: float | None = None
    """It is on no list any more; it still works for as long as the news travels."""


@dataclass(slots=True, kw_only=True)
class ApiToken(Token):
    """A user's API token."""

    account: str
    scopes: frozenset[str] = frozenset()
    """Empty for a classic one, which may do all that its owner may."""
    is_blocked: bool = False
    """An authentication policy of the organisation keeps it from working."""


@dataclass(slots=True, kw_only=True)
class OrganisationKey(Token):
    """A key of the organisation's administrators. It outlives who made it."""

    creator: str
    scopes: frozenset[str] = frozenset()
    """Empty for a key without scopes, which may do everything."""


@dataclass(slots=True, kw_only=True)
class ServiceToken(Token):
    """A service account's API token; always scoped."""

    service_account: str
    scopes: frozenset[str]


@dataclass(slots=True, kw_only=True)
class AppGrant(Token):
    """The access token of an app that a user let in by OAuth 2.0 (3LO). No list of the organisation's shows it."""

    account: str
    scopes: frozenset[str]


@dataclass(slots=True, kw_only=True)
class ContainerToken(Token):
    """Access to one repository or workspace of Bitbucket. It looks like an organisation's key."""

    container: str
    scopes: frozenset[str]


Known: TypeAlias = ApiToken | OrganisationKey | ServiceToken | AppGrant | ContainerToken


@dataclass(slots=True)
class OAuthClient:
    """A service account's client id with a secret."""

    id: str
    name: str
    service_account: str
    created_at: float


@dataclass(slots=True)
class ServiceAccount:
    """An account that is no person's."""

    id: str
    name: str
    email: str
    created_at: float
    creator: str
    """Id of the account that made it."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site of Atlassian Cloud with Jira and Confluence."""

    host: str
    cloud_id: str
    name: str
    is_organisations: bool
    """Who may come in is for the organisation's directory to say."""


@dataclass(slots=True)
class LocalUser:
    """A user of a Data Center instance, which knows nothing of Atlassian accounts."""

    key: str
    name: str
    display_name: str
    email: str
    password_hash: str = ""
    is_admin: bool = False


@dataclass(slots=True)
class PersonalToken:
    """A personal access token of a Data Center instance; it has no scopes."""

    id: int
    hashed: str
    user: str
    """The owner's key."""
    name: str
    created_at: float
    expires_at: float | None = None
    """None is never."""
    last_accessed_at: float | None = None


@dataclass(slots=True)
class DataCenter:
    """Jira or Confluence on the organisation's own machines."""

    host: str
    lets_strangers_in: bool
    """Anonymous access is on: a dead token reads like no token at all."""
    users: dict[str, LocalUser] = field(default_factory=dict)
    """By key."""
    tokens: dict[int, PersonalToken] = field(default_factory=dict)


def hash_of(value: str) -> str:
    """How a value is remembered."""
    return hashlib.sha256(value.encode()).hexdigest()


def when(moment: float) -> str:
    """A moment as the API writes it: ISO 8601 in UTC with milliseconds."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
