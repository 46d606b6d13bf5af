"""The audit log of an Enterprise organisation: who installed what, and what an account did.

It goes back to March 2018, is asked with a token of an organisation's owner, and names accounts, never tokens
(docs.slack.dev: "Audit Logs API").
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.pages import cursor_pages
from mcpsweep.connectors.slack import manual
from mcpsweep.connectors.slack.session import Plan, Session
from mcpsweep.connectors.slack.shapes import AuditEntry, AuditPage
from mcpsweep.model.account import AccountRef
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap

_DAYS = 30
_PAGE = "1000"


class AuditLog:
    """Searches the organisation's audit log."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_there(self) -> bool:
        """Whether this plan has an API for it."""
        return self._session.plan() is Plan.ENTERPRISE

    def search(self, query: Mapping[str, str]) -> Iterator[AuditEntry]:
        """Entries that match all of `query` (`actor`, `entity`, `action`, `oldest`), newest first."""

        def fetch(cursor: str | None) -> AuditPage:
            asked = {"limit": _PAGE, **query, **({"cursor": cursor} if cursor else {})}
            return self._session.audit.read("logs", asked, endpoints="audit").decode(AuditPage)

        for page in cursor_pages(fetch, lambda page: page.response_metadata.next_cursor):
            yield from page.entries

    def refusal(self) -> str:
        """Why the log does not answer, in words; empty if it does."""
        try:
            self._session.audit.read("logs", {"limit": "1"}, endpoints="audit")
        except ServiceError as error:
            return str(error)
        return ""

    def trace(self, account: AccountRef | None) -> Iterator[Event | Gap]:
        """What an account did in the last 30 days; Slack does not tell with which credential."""
        if not self.is_there():
            yield self._gap("only Enterprise organisations have an API for it")
            return
        actor = (account.id or account.login) if account is not None else ""
        if not actor:
            yield self._gap("the log is searched by account, not by token, and no account is known")
            return
        since = self._session.api.now() - timedelta(days=_DAYS)
        try:
            for entry in self.search({"actor": actor, "oldest": str(int(since.timestamp()))}):
                # A filter that is ignored would show everybody's.
                if entry.actor.user.id == actor:
                    yield self._event(entry)
        except ServiceError as error:
            yield self._gap(str(error))
            return
        yield self._gap(f"the log names accounts, not tokens, and was read for the last {_DAYS} days")

    def _gap(self, reason: str) -> Gap:
        page = manual.AUDIT_LOG if self._session.plan() is Plan.ENTERPRISE else manual.ACCESS_LOG
        return Gap("slack", self._session.name, "what the token did", reason, hides=False, instruction=page)

    def _event(self, entry: AuditEntry) -> Event:
        return Event(
            service="slack",
            connector=self._session.name,
            id=entry.id,
            time=rfc3339(datetime.fromtimestamp(entry.date_create, UTC)),
            action=entry.action,
            actor=AccountRef(entry.actor.user.id, entry.actor.user.id),
            place=entry.context.location.name or entry.context.location.id,
        )
