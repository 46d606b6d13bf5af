"""Everything that the simulated Atlassian knows, and how it changes as calls take effect."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mcpsweep.sandbox.atlassian.state import (
    Account,
    ApiToken,
    AppGrant,
    ContainerToken,
    DataCenter,
    Known,
    OAuthClient,
    OrganisationKey,
    Plan,
    ServiceAccount,
    ServiceToken,
    Site,
    Status,
    Token,
)
from mcpsweep.sandbox.exchange import Json


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the organisation's audit log."""

    id: str
    at: float
    action: str
    actor: str
    """An account's id, or an organisation key's."""
    content: str
    context: tuple[Json, ...] = ()


@dataclass(slots=True)
class World:
    """Everything, of one organisation and its surroundings."""

    now: Callable[[], float]
    plan: Plan
    delay: float
    """Seconds for which a token still works after its end: how long the real one takes is written nowhere."""
    organisation: str
    """Its id."""
    name: str
    directory: str
    """Id of its one directory."""
    accounts: dict[str, Account] = field(default_factory=dict)
    api_tokens: dict[str, ApiToken] = field(default_factory=dict)
    keys: dict[str, OrganisationKey] = field(default_factory=dict)
    service_accounts: dict[str, ServiceAccount] = field(default_factory=dict)
    service_tokens: dict[str, ServiceToken] = field(default_factory=dict)
    oauth_clients: dict[str, OAuthClient] = field(default_factory=dict)
    by_hash: dict[str, Known] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    """By host name."""
    servers: dict[str, DataCenter] = field(default_factory=dict)
    """By host name."""
    events: list[Event] = field(default_factory=list)

    def add(self, token: Known) -> None:
        """From now on, `token` is known."""
        self.by_hash[token.hashed] = token
        match token:
            case ApiToken():
                self.api_tokens[token.id] = token
            case OrganisationKey():
                self.keys[token.id] = token
            case ServiceToken():
                self.service_tokens[token.id] = token
            case AppGrant() | ContainerToken():
                pass  # on no list of the organisation's

    def works(self, token: Token) -> bool:
        """Whether its value is still let in, its owner's account aside."""
        now = self.now()
        return token.expires_at > now and (token.ended_at is None or now < token.ended_at + self.delay)

    def end(self, tokens: Iterable[Token], actor: str, action: str) -> None:
        """Take tokens off the lists now and out of use soon."""
        for token in tokens:
            if token.ended_at is None:
                token.ended_at = self.now()
                self.record(action, actor)

    def catch_up(self) -> None:
        """Close the accounts whose deletion has become final."""
        for account in self.accounts.values():
            if (
                account.erased_at is not None
                and account.erased_at <= self.now()
                and account.status is not Status.CLOSED
            ):
                account.status = Status.CLOSED
                self.end(
                    (t for t in self.api_tokens.values() if t.account == account.id), account.id, "api_token_revoked"
                )

    def record(self, action: str, actor: str, subject: str = "", at: float | None = None) -> None:
        """Add a line to the audit log; `subject` is the account that it is about."""
        context = [{"id": subject, "type": "users", "attributes": {}}] if subject else []
        moment = self.now() if at is None else at
        event = Event(f"event-{len(self.events):08d}", moment, action, actor, ACTIONS[action], tuple(context))
        self.events.append(event)


ACTIONS = {
    "admin_api_key_created": "Created admin API key",
    "admin_api_key_revoked": "Revoked admin API key",
    "api_token_created": "Created user API token",
    "api_token_revoked": "Revoked user API token",
    "oauth_client_deleted": "Deleted OAuth client",
    "service_account_created": "Created service account",
    "service_account_deleted": "Deleted service account",
    "service_account_token_revoked": "Revoked service account API token",
    "user_activated": "Reactivated user account",
    "user_deactivated": "Deactivated user account",
    "user_deletion_cancelled": "Cancelled deletion of user account",
    "user_deletion_requested": "Requested deletion of user account",
    "user_removed": "Removed user from directory",
    "user_restored": "Restored user access",
    "user_suspended": "Suspended user access",
}
"""Ids and display names of audit log actions. The ids are made up, and so are the names of all but the first two."""
