"""Everything that the simulated Slack knows, and how it changes as calls take effect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from mcpsweep.sandbox.slack.state import (
    App,
    AppRequest,
    Change,
    Death,
    Event,
    Installation,
    Plan,
    Ruling,
    Session,
    Team,
    Token,
    TokenKind,
    User,
    Webhook,
)

ENTERPRISE_ID = "E0ACME12345"
ENTERPRISE_NAME = "Acme Inc"

_DEATH_OF_ITS_APP = {TokenKind.USER: Death.REVOKED, TokenKind.REFRESH: Death.REVOKED}
_OWN = frozenset({TokenKind.USER, TokenKind.CONFIGURATION, TokenKind.SESSION})


@dataclass(slots=True)
class World:
    """Everything, of one organisation."""

    plan: Plan
    now: Callable[[], float]
    seed: int
    """New tokens are drawn from it."""
    teams: dict[str, Team] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    """Members and bot users."""
    apps: dict[str, App] = field(default_factory=dict)
    installations: dict[tuple[str, str], Installation] = field(default_factory=dict)
    """By app and team."""
    tokens: dict[str, Token] = field(default_factory=dict)
    """By hash."""
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    """By hash of the path, which is the secret."""
    sessions: dict[int, Session] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    """Oldest first."""
    rulings: dict[str, Ruling] = field(default_factory=dict)
    """By app."""
    requests: dict[str, AppRequest] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(10_001))

    @property
    def is_enterprise(self) -> bool:
        """Whether there is an organisation above the workspaces."""
        return self.plan is Plan.ENTERPRISE

    def record(
        self, action: str, actor: str, entity: str, *, team: str = "", at: float | None = None, **details: object
    ) -> None:
        """Add an entry to the audit log."""
        moment = self.now() if at is None else at
        self.events.append(Event(f"event-{len(self.events):08d}", moment, action, actor, entity, team, details))

    def note(
        self,
        installation: Installation,
        change: str,
        actor: str,
        *,
        at: float | None = None,
        channel: str = "",
    ) -> None:
        """Add a line to the integration log of a workspace."""
        moment = self.now() if at is None else at
        self.changes.append(
            Change(installation.app, installation.team, actor, moment, change, installation.scopes, channel)
        )

    def add_token(self, token: Token) -> Token:
        """From now on, `token` is known."""
        self.tokens[token.hashed] = token
        return token

    def living(self, app: str, team: str) -> list[Token]:
        """What works of an app in a workspace."""
        return [
            token for token in self.tokens.values() if token.death is None and (token.app, token.team) == (app, team)
        ]

    def revoke(self, token: Token) -> None:
        """End one token that somebody showed. Its partner, if it has one, lives on; a bot's user is switched off."""
        token.death = Death.REVOKED
        if token.kind is TokenKind.BOT:
            self.users[token.user].is_deleted = True
        if token.session:
            self.end_session(token.session)

    def end_session(self, session: int) -> None:
        """Sign one client out, and with it the token of a browser."""
        self.sessions.pop(session, None)
        for token in self.tokens.values():
            if token.session == session and token.death is None:
                token.death = Death.ENDED

    def sessions_of(self, user: str) -> list[Session]:
        """Where a member is signed in."""
        return [session for session in self.sessions.values() if session.user == user]

    def uninstall(self, installation: Installation, actor: str) -> None:
        """Take an app out of a workspace: all its tokens and webhooks there end, whoever uses them."""
        self._switch_off(installation)
        self.note(installation, "removed", actor)
        action = "org_app_uninstalled" if installation.is_org_wide else "app_uninstalled"
        self.record(action, actor, installation.app, team=installation.team)

    def _switch_off(self, installation: Installation) -> None:
        del self.installations[installation.app, installation.team]
        teams = {installation.team}
        if not any(app == installation.app for app, _ in self.installations):
            teams.add("")  # the app's own tokens are of no workspace, and end with its last one
        for token in self.tokens.values():
            if token.death is None and token.app == installation.app and token.team in teams:
                token.death = _DEATH_OF_ITS_APP.get(token.kind, Death.INACTIVE)
        for webhook in self.webhooks.values():
            if (webhook.app, webhook.team) == (installation.app, installation.team):
                webhook.is_alive = False
        if installation.bot:
            self.users[installation.bot].is_deleted = True

    def deactivate(self, user: User, actor: str) -> None:
        """Put a member out of everything. What others may depend on is kept, which is the trap of an offboarding.

        The member's own tokens end. Apps end whose permissions were the member's, or whose last collaborator left;
        bots, webhooks and app-level tokens of all the others stay (slack.com/help/articles/360000446446).
        """
        if user.is_deleted:
            return
        user.is_deleted, user.updated = True, self.now()
        self.record("user_deactivated", actor, user.id)
        self._end_own_tokens(user.id, set(self.teams) | {ENTERPRISE_ID})
        for session in self.sessions_of(user.id):
            self.end_session(session.id)
        for installation in list(self.installations.values()):
            self._follow(installation, user, actor)

    def _end_own_tokens(self, user: str, teams: set[str]) -> None:
        for token in self.tokens.values():
            is_own = token.kind in _OWN or token.refreshes is TokenKind.USER
            if is_own and token.user == user and token.team in teams and token.death is None:
                token.death = Death.REVOKED

    def _follow(self, installation: Installation, leaver: User, actor: str) -> None:
        app = self.apps[installation.app]
        is_forlorn = leaver.id in app.collaborators and all(self.users[one].is_deleted for one in app.collaborators)
        is_installer = installation.installer == leaver.id
        if is_forlorn or (app.needs_installer and is_installer):
            self._switch_off(installation)
            self.note(installation, "disabled", actor)
        elif is_installer or leaver.id in app.collaborators:
            for token in self.living(installation.app, installation.team):
                if token.kind is TokenKind.BOT:
                    self.record("app_token_preserved", actor, app.id, team=installation.team)

    def reactivate(self, user: User, actor: str) -> None:
        """Let a member in again. What was revoked stays revoked."""
        user.is_deleted, user.updated = False, self.now()
        self.record("user_reactivated", actor, user.id)

    def remove_from(self, team: str, user: User, actor: str) -> None:
        """Put a member out of one workspace; tokens of the others work on."""
        user.teams.discard(team)
        self._end_own_tokens(user.id, {team})
        self.record("user_removed_from_workspace", actor, user.id, team=team)
