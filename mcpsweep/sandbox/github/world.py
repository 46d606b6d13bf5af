"""Everything that the simulated GitHub knows, and how it changes as calls take effect."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from mcpsweep.sandbox.exchange import Json
from mcpsweep.sandbox.github.state import (
    Asset,
    Authorization,
    Codespace,
    DeployKey,
    Grant,
    Installation,
    Invitation,
    Product,
    Repository,
    Team,
    Token,
    TokenKind,
    User,
    UserKey,
)

Row = TypeVar("Row")


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
