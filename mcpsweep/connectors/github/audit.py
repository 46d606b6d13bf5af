"""The audit log: what a token did, and what a person set up.

Kept for 180 days, Git events for 7; reads over the API leave no trace, and a search by token finds no Git events
(docs.github.com: "Identifying audit log events performed by an access token").
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from mcpsweep.connectors.github import manual
from mcpsweep.connectors.github.session import AUDITED, Session
from mcpsweep.connectors.github.shapes import LogEvent
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import AccountRef
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap

_DAYS = 30
_GIT_DAYS = 7


class AuditLog:
    """Searches the organisation's audit log."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_there(self) -> bool:
        """Whether this product has an API for it."""
        return self._session.product() in AUDITED

    def search(self, phrase: str, include: str = "web") -> Iterator[LogEvent]:
        """Events that match, newest first. Qualifiers in `phrase` are joined by spaces."""
        path = route("/orgs/{org}/audit-log", org=self._session.org)
        for page in self._session.pages(path, list[LogEvent], {"phrase": phrase, "include": include}):
            yield from page

    def by_actor(self, login: str, action: str) -> Iterator[LogEvent]:
        """What a login did of one kind; the log's own filter is not relied on."""
        for event in self.search(f"actor:{login} action:{action}"):
            if event.action == action and (event.actor or "").casefold() == login.casefold():
                yield event

    def trace(self, sha256: str, account: AccountRef | None) -> Iterator[Event | Gap]:
        """What a token did, by the base64 of its SHA-256. Git events need the login of its owner too."""
        name = self._session.name
        if not self.is_there():
            reason = "this product has no API for its audit log"
            page = self._session.by_hand(manual.AUDIT_LOG)
            yield Gap("github", name, "what the token did", reason, hides=False, instruction=page)
            return
        try:
            yield from self._web(sha256)
            if account is not None and account.login:
                yield from self._git(sha256, account.login)
        except ServiceError as error:
            yield Gap("github", name, "what the token did", str(error), hides=False)
        reason = f"the log holds no reads over the API, and Git events of the last {_GIT_DAYS} days only"
        yield Gap("github", name, "what else the token did", reason, hides=False)

    def token_id(self, sha256: str) -> str | None:
        """The id of a token by its hash: what joins a laptop's fine-grained token to its grant."""
        if not self.is_there():
            return None
        events = self._web(sha256)
        return next((event.token_id for event in events if event.token_id is not None), None)

    def _web(self, sha256: str) -> Iterator[Event]:
        # The documentation's own example lacks the padding that its own command prints: both are tried.
        for spelling in dict.fromkeys((sha256, sha256.rstrip("="))):
            found = False
            for event in self.search(f'hashed_token:"{spelling}" created:>={self._since(_DAYS)}'):
                if _same(event.hashed_token, sha256):
                    found = True
                    yield self._event(event)
            if found:
                return

    def _git(self, sha256: str, login: str) -> Iterator[Event]:
        for event in self.search(f"actor:{login} created:>={self._since(_GIT_DAYS)}", include="git"):
            if _same(event.hashed_token, sha256):
                yield self._event(event)

    def _since(self, days: int) -> str:
        return (self._session.client.now() - timedelta(days=days)).strftime("%Y-%m-%d")

    def _event(self, event: LogEvent) -> Event:
        moment = datetime.fromtimestamp((event.time or event.created_at) / 1000, UTC)
        return Event(
            service="github",
            connector=self._session.name,
            id=event.document,
            time=rfc3339(moment),
            action=event.action,
            actor=AccountRef("" if event.actor_id is None else str(event.actor_id), event.actor or ""),
            place=event.repo or event.org or "",
            token_id=None if event.token_id is None else str(event.token_id),
            sha256=event.hashed_token,
        )


def _same(logged: str | None, sha256: str) -> bool:
    return logged is not None and logged.rstrip("=") == sha256.rstrip("=")
