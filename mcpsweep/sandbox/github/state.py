"""What the simulated GitHub knows of: users, credentials, and what they set up."""

import base64
import enum
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime


class Product(enum.Enum):
    """The product that the organisation has; it decides which endpoints exist and what they do."""

    TEAM = "github.com Free or Team"
    CLOUD = "Enterprise Cloud without SAML"
    SAML = "Enterprise Cloud with SAML single sign-on"
    MANAGED = "Enterprise Cloud with managed users (EMU)"
    SERVER = "Enterprise Server"


class TokenKind(enum.Enum):
    """What sort of token it is, by the names that the per-user revocations have for it where they have one."""

    CLASSIC = "classic_pat"
    FINE_GRAINED = "fine_grained_pat"
    OAUTH = "oauth_app_token"
    APP_USER = "app_user_token"
    REFRESH = "refresh_token"
    INSTALLATION = "installation_token"


PREFIXES = {
    "ghp_": TokenKind.CLASSIC,
    "github_pat_": TokenKind.FINE_GRAINED,
    "gho_": TokenKind.OAUTH,
    "ghu_": TokenKind.APP_USER,
    "ghr_": TokenKind.REFRESH,
    "ghs_": TokenKind.INSTALLATION,
}


@dataclass(slots=True)
class User:
    """An account. A suspended one keeps its credentials."""

    id: int
    login: str
    name: str
    email: str
    scim_id: str = ""
    is_site_admin: bool = False
    is_suspended: bool = False
    login_before: str = ""
    """What the login was before a suspension replaced it."""


@dataclass(slots=True)
class Token:
    """A token as GitHub stores it: by its hash."""

    id: int
    kind: TokenKind
    hashed: str
    """Base64 of the SHA-256 of its text, as the audit log has it."""
    last_eight: str
    user: int
    """The owner's id; 0 for an installation's."""
    name: str
    created_at: float
    scopes: tuple[str, ...] = ()
    permissions: dict[str, str] = field(default_factory=dict)
    last_used_at: float | None = None
    expires_at: float | None = None
    installation: int = 0
    client_id: str = ""
    is_alive: bool = True


@dataclass(slots=True)
class Grant:
    """A fine-grained token's access to the organisation, granted or asked for."""

    id: int
    token: int
    created_at: float
    selection: str = "subset"
    reason: str = ""


@dataclass(slots=True)
class Authorization:
    """A credential that may pass the organisation's single sign-on."""

    id: int
    authorized_at: float
    token: int = 0
    key: int = 0
    """An SSH key's id, if it is no token."""
    accessed_at: float | None = None


class KeyUse(enum.Enum):
    """What a user's public key is for."""

    AUTHENTICATION = "keys"
    SIGNING = "ssh_signing_keys"
    GPG = "gpg_keys"


@dataclass(slots=True)
class UserKey:
    """A public key of a user."""

    id: int
    user: int
    use: KeyUse
    key: str
    title: str
    created_at: float
    last_used: float | None = None


@dataclass(slots=True)
class DeployKey:
    """A repository's key. One made with a token dies with that token."""

    id: int
    repository: str
    key: str
    title: str
    added_by: str
    created_at: float
    read_only: bool = False
    last_used: float | None = None
    made_with: int = 0
    """Id of the personal or OAuth token that made it; 0 for the web page or an app."""


@dataclass(slots=True)
class Repository:
    """A repository of the organisation."""

    id: int
    name: str
    private: bool = True
    collaborators: dict[int, str] = field(default_factory=dict)
    """User id to role name, direct ones only."""


@dataclass(slots=True)
class Invitation:
    """Somebody asked in, to the organisation or to a repository."""

    id: int
    invitee: str
    """A login or, for the organisation, an e-mail address."""
    inviter: int
    created_at: float
    repository: str = ""
    """Empty for an invitation to the organisation."""


@dataclass(slots=True)
class Team:
    """A team of the organisation or of the enterprise."""

    id: int
    slug: str
    name: str
    members: set[int]
    is_synced: bool = False
    """Its members come from an identity provider and cannot be changed here."""


@dataclass(slots=True)
class Asset:
    """Something that a user set up and that nothing but the audit log remembers who: a webhook, a secret, a runner."""

    id: int
    family: str
    """`hooks`, `runners`, or a secret's: `actions`, `dependabot`, `codespaces`, `agents`."""
    place: str
    """Empty for the organisation, a repository's name, `repository/environment`, or `@enterprise`."""
    name: str
    """A hook's is the URL that it calls."""
    created_at: float


@dataclass(slots=True)
class Installation:
    """An app installed on the organisation. Who installed it, only the audit log knows."""

    id: int
    app: int
    slug: str
    client_id: str
    permissions: dict[str, str]
    created_at: float
    suspended_at: float | None = None


@dataclass(slots=True)
class Codespace:
    """A machine in the cloud with a clone and a token on it."""

    id: int
    name: str
    user: int
    repository: str
    created_at: float


def hash_of(value: str) -> str:
    """A token's hash as the audit log writes it."""
    return base64.b64encode(hashlib.sha256(value.encode()).digest()).decode("ascii")


def kind_of(value: str) -> TokenKind | None:
    """What sort of token `value` is by its prefix."""
    return next((kind for prefix, kind in PREFIXES.items() if value.startswith(prefix)), None)


def when(moment: float | None) -> str | None:
    """A moment as GitHub's API writes it."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
