"""What the simulated GitHub knows: users, credentials, and what they set up. It changes as calls take effect."""

import base64
import enum
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar

from mcpsweep.sandbox.exchange import Json

Row = TypeVar("Row")


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


@dataclass(slots=True)
class World:
    """Everything, of one organisation in one enterprise."""

    product: Product
    now: Callable[[], float]
    organisation: str
    enterprise: str
    delay: float
    """Seconds until what was answered with 202 is done."""
    users: dict[int, User] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    """User id to role: `admin` or `member`."""
    outside: set[int] = field(default_factory=set)
    enterprise_owners: set[int] = field(default_factory=set)
    tokens: dict[int, Token] = field(default_factory=dict)
    by_hash: dict[str, Token] = field(default_factory=dict)
    grants: dict[int, Grant] = field(default_factory=dict)
    requests: dict[int, Grant] = field(default_factory=dict)
    authorizations: dict[int, Authorization] = field(default_factory=dict)
    user_keys: dict[int, UserKey] = field(default_factory=dict)
    deploy_keys: dict[int, DeployKey] = field(default_factory=dict)
    repositories: dict[str, Repository] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    """Old name of a repository to its new one."""
    invitations: dict[int, Invitation] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    enterprise_teams: dict[int, Team] = field(default_factory=dict)
    assets: dict[int, Asset] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    codespaces: dict[int, Codespace] = field(default_factory=dict)
    copilot: set[int] = field(default_factory=set)
    events: list[dict[str, Json]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1001))
    jobs: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def user(self, login: str) -> User | None:
        """The account with that login, upper and lower case alike."""
        wanted = login.casefold()
        return next((user for user in self.users.values() if user.login.casefold() == wanted), None)

    def add_token(self, token: Token) -> Token:
        """From now on, `token` is known."""
        self.tokens[token.id] = token
        self.by_hash[token.hashed] = token
        return token

    def later(self, effect: Callable[[], None]) -> None:
        """Do it in the background."""
        self.jobs.append((self.now() + self.delay, effect))

    def catch_up(self) -> None:
        """Do all that is due by now."""
        now = self.now()
        due = [job for job in self.jobs if job[0] <= now]
        self.jobs = [job for job in self.jobs if job[0] > now]
        for _, effect in due:
            effect()

    def record(
        self, action: str, actor: str, *, token: Token | None = None, at: float | None = None, **more: Json
    ) -> None:
        """Add an event to the audit log."""
        moment = int((self.now() if at is None else at) * 1000)
        event: dict[str, Json] = {
            "@timestamp": moment,
            "created_at": moment,
            "_document_id": f"doc{len(self.events):08d}",
            "action": action,
            "actor": actor,
            "org": self.organisation,
            "business": self.enterprise,
            **more,
        }
        if token is not None:
            event["hashed_token"] = token.hashed
            event["token_id"] = token.id
            event["programmatic_access_type"] = _ACCESS_TYPES[token.kind]
        self.events.append(event)

    def end_token(self, token: Token, actor: str) -> None:
        """The token itself dies, and with it what hangs on it: grants, authorizations, deploy keys that it made."""
        if not token.is_alive:
            return
        token.is_alive = False
        drop(self.grants, (grant.id for grant in self.grants.values() if grant.token == token.id))
        drop(self.requests, (grant.id for grant in self.requests.values() if grant.token == token.id))
        drop(self.authorizations, (one.id for one in self.authorizations.values() if one.token == token.id))
        if token.kind in (TokenKind.CLASSIC, TokenKind.FINE_GRAINED, TokenKind.OAUTH):
            drop(self.deploy_keys, (key.id for key in self.deploy_keys.values() if key.made_with == token.id))
        family = "personal_access_token" if token.kind is TokenKind.FINE_GRAINED else "oauth_access"
        owner = self.users.get(token.user)
        self.record(f"{family}.destroy", actor, token=token, user=owner.login if owner else "")

    def tokens_of(self, user: int) -> list[Token]:
        """The living tokens of a user."""
        return [token for token in self.tokens.values() if token.user == user and token.is_alive]


_ACCESS_TYPES = {
    TokenKind.CLASSIC: "Personal access token (classic)",
    TokenKind.FINE_GRAINED: "Fine-grained personal access token",
    TokenKind.OAUTH: "OAuth access token",
    TokenKind.APP_USER: "GitHub App user-to-server token",
    TokenKind.REFRESH: "GitHub App user-to-server token",
    TokenKind.INSTALLATION: "GitHub App server-to-server token",
}


def drop(table: dict[int, Row], ids: Iterable[int]) -> None:
    """Remove the rows with those ids."""
    for row in list(ids):
        del table[row]


def hash_of(value: str) -> str:
    """A token's hash as the audit log writes it."""
    return base64.b64encode(hashlib.sha256(value.encode()).digest()).decode("ascii")


def kind_of(value: str) -> TokenKind | None:
    """What sort of token `value` is by its prefix."""
    return next((kind for prefix, kind in PREFIXES.items() if value.startswith(prefix)), None)


def when(moment: float | None) -> str | None:
    """A moment as GitHub's API writes it."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
