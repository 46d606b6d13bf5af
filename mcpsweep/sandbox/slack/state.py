"""What the simulated Slack knows of: people, apps, their installations, and the credentials that these gave out."""

import enum
import hashlib
from dataclasses import dataclass, field


class Plan(enum.Enum):
    """What the organisation pays for; it decides which methods work."""

    FREE = "Free"
    PRO = "Pro"
    BUSINESS = "Business+"
    ENTERPRISE = "Enterprise"


class TokenKind(enum.Enum):
    """What a token is, as its prefix says it."""

    BOT = "xoxb-"
    USER = "xoxp-"
    APP = "xapp-"
    SESSION = "xoxc-"
    """Works only together with its cookie."""
    CONFIGURATION = "configuration"
    """Shares its prefix with rotating user tokens, but belongs to no app."""
    REFRESH = "xoxe-"


class Death(enum.Enum):
    """Why a token works no more, in the words that Slack answers it with."""

    REVOKED = "token_revoked"
    INACTIVE = "account_inactive"
    ENDED = "invalid_auth"


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace."""

    id: str
    name: str
    domain: str


@dataclass(slots=True)
class User:
    """A member, or the bot user of an app."""

    id: str
    name: str
    real_name: str
    email: str
    teams: set[str]
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    bot_id: str = ""
    """`B…`; empty for people."""
    app: str = ""
    """The id of a bot user's app."""
    is_deleted: bool = False
    updated: float = 0.0


@dataclass(slots=True)
class App:
    """An app, or an integration from before there were apps."""

    id: str
    """`A…`, or the digits of a `service_id`."""
    name: str
    creator: str = ""
    collaborators: frozenset[str] = frozenset()
    """Empty for an app from the directory, which nobody in the organisation owns."""
    client_id: str = ""
    client_secret_hash: str = ""
    needs_installer: bool = False
    """It works with the permissions of the member who installed it, and ends with that member."""
    is_legacy: bool = False

    @property
    def is_internal(self) -> bool:
        """Whether somebody of the organisation made it."""
        return bool(self.collaborators)


@dataclass(slots=True)
class Installation:
    """An app in one workspace."""

    app: str
    team: str
    installer: str
    scopes: tuple[str, ...]
    bot: str = ""
    """The id of its bot user; empty if it has none."""
    is_org_wide: bool = False
    """Deployed by the organisation: no single workspace can let go of it."""


@dataclass(slots=True)
class Token:
    """A credential as Slack stores it: by its hash."""

    kind: TokenKind
    hashed: str
    team: str
    user: str = ""
    """Whom it acts as: a member, a bot user; empty for an app's own token."""
    app: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: float | None = None
    cookie: str = ""
    """Hash of the cookie that a session's token needs beside it."""
    session: int = 0
    refreshes: TokenKind | None = None
    """What a refresh token gives when it is spent."""
    is_org_wide: bool = False
    death: Death | None = None


@dataclass(slots=True)
class Webhook:
    """An address that takes messages for one channel."""

    hashed: str
    app: str
    team: str
    posted: int = 0
    """Messages that reached the channel: looking whether it lives must not add one."""
    is_alive: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A client in which a member is signed in. It is no API token, but a browser's has one."""

    id: int
    user: str
    team: str
    is_mobile: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the integration log."""

    app: str
    team: str
    user: str
    at: float
    change: str
    """`added`, `removed`, `enabled`, `disabled`, `updated`."""
    scopes: tuple[str, ...] = ()
    channel: str = ""


class Resolution(enum.Enum):
    """What the organisation holds of an app: a policy, not an installation."""

    APPROVED = "approved"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A resolution of one app, by whom and when."""

    app: str
    resolution: Resolution
    actor: str
    at: float
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppRequest:
    """A member asks for an app."""

    id: str
    app: str
    user: str
    team: str
    at: float


@dataclass(slots=True)
class Event:
    """One entry of the audit log."""

    id: str
    at: float
    action: str
    actor: str
    entity: str
    """The id of a user, an app or the organisation."""
    team: str = ""
    details: dict[str, object] = field(default_factory=dict)


def hash_of(value: str) -> str:
    """What is kept of a value."""
    return hashlib.sha256(value.encode()).hexdigest()
