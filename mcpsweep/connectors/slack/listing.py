"""What Slack knows of standing credentials, as grants.

No plan lists tokens. What can be listed is which apps a person installed, each of which may have handed out tokens and
webhook URLs, and on Enterprise where a person is signed in.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from mcpsweep.connectors.base import Listed
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import Absent, ServiceError
from mcpsweep.connectors.slack import manual, methods, shapes
from mcpsweep.connectors.slack.accounts import Accounts
from mcpsweep.connectors.slack.installations import AppKey, Installation
from mcpsweep.connectors.slack.ledger import Ledger
from mcpsweep.connectors.slack.said import code_of
from mcpsweep.connectors.slack.session import Plan, Session
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, Way

APP = "slack-app"
INTEGRATION = "slack-integration"
"""A legacy integration: custom bot, tester token, old webhook."""
SESSION = "slack-session"

_REVIEW = "others may work with its bot, and its bot and webhooks outlive the person's account"
_EVERYBODY = "Every token of the app ends, those that other people gave it too."
_SILENT = "Its bot goes silent in every channel, and its slash commands stop."
_WEBHOOK = "Its incoming webhooks stop; a URL exists that whoever holds it can post with."


class Listing:
    """Lists apps and sessions. Each part that fails is a gap, and the others go on."""

    def __init__(self, session: Session, accounts: Accounts, ledger: Ledger) -> None:
        self._session = session
        self._accounts = accounts
        self._ledger = ledger

    def of(self, account: Account) -> Iterator[Listed]:
        """What one account holds."""
        user = account.id or account.login
        yield from self._guarded("installed apps", self._apps_of(user))
        yield from self._guarded(f"sessions of {user}", self.sessions_of(user))

    def of_all(self) -> Iterator[Listed]:
        """What everybody holds."""
        yield from self._guarded("installed apps", self._all_apps())
        yield from self._guarded("sessions", self.all_sessions())

    def sessions_of(self, user: str) -> Iterator[Grant]:
        """Where one user is signed in; nothing off Enterprise, where Slack does not tell."""
        if self._session.plan() is not Plan.ENTERPRISE:
            return
        seen: set[str] = set()
        for team in self._accounts.teams_of(user):
            # Slack wants both arguments or neither.
            for grant in self._sessions({"user_id": user, "team_id": team}):
                if grant.account is not None and grant.account.id == user and grant.id not in seen:
                    seen.add(grant.id)
                    yield grant

    def all_sessions(self) -> Iterator[Grant]:
        """Where everybody is signed in; nothing off Enterprise."""
        if self._session.plan() is Plan.ENTERPRISE:
            yield from self._sessions({})

    def _apps_of(self, user: str) -> Iterator[Listed]:
        for found in self._ledger.of_user(user):
            if isinstance(found, Gap):
                yield found
            elif found.installer == user:
                yield self._app(found)
            elif user in found.others:
                what = f"a token that {user} may have given {found.label or found.key.id}"
                reason = f"{found.installer} installed the app since; what it holds of {user}'s ends with the account"
                yield Gap("slack", self._session.name, what, reason, hides=False, instruction=manual.MANAGE_APPS)

    def _all_apps(self) -> Iterator[Listed]:
        for found in self._ledger.of_all():
            yield found if isinstance(found, Gap) else self._app(found)

    def _sessions(self, query: Mapping[str, str]) -> Iterator[Grant]:
        try:
            for page in self._session.pages(methods.SESSIONS, shapes.Sessions, {"limit": "1000", **query}):
                for session in page.active_sessions:
                    yield self._signed_in(session)
        except Absent as error:
            if code_of(error) != "no_active_sessions":
                raise

    def _guarded(self, what: str, part: Iterator[Listed]) -> Iterator[Listed]:
        try:
            yield from part
        except ServiceError as error:
            yield Gap("slack", self._session.name, what, str(error))

    def _app(self, found: Installation) -> Grant:
        key = found.key
        by_api = self._session.plan() is Plan.ENTERPRISE and not key.is_legacy
        return Grant(
            service="slack",
            connector=self._session.name,
            id=grant_id(self._session, key),
            kind=INTEGRATION if key.is_legacy else APP,
            account=AccountRef(found.installer, found.installer) if found.installer else None,
            label=found.label or key.id,
            can_revoke=(Way.ID,) if by_api else (Way.MANUAL,),
            scopes=found.scopes,
            created=None if found.installed is None else rfc3339(datetime.fromtimestamp(found.installed, UTC)),
            app_id=None if key.is_legacy else key.id,
            target={"place": key.place, "app": key.id},
            review=_REVIEW,
            effects=(_EVERYBODY, _SILENT, *((_WEBHOOK,) if found.has_webhook() else ())),
            instruction=None if by_api else manual.MANAGE_APPS,
        )

    def _signed_in(self, session: shapes.Session) -> Grant:
        device = session.recent if session.recent.os else session.created
        return Grant(
            service="slack",
            connector=self._session.name,
            id=str(session.session_id),
            kind=SESSION,
            account=AccountRef(session.user_id, session.user_id),
            label=" ".join(part for part in (device.device_hardware, device.os) if part) or "a signed-in client",
            can_revoke=(Way.ID, Way.SESSIONS),
            target={"team": session.team_id},
        )


def grant_id(session: Session, key: AppKey) -> str:
    """The app's id; with the workspace's or organisation's on Enterprise, where an app can be in several."""
    return f"{key.id}@{key.place}" if session.plan() is Plan.ENTERPRISE else key.id
