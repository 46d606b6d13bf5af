"""The organisation's audit log: what an account did, and what it made.

Kept for 180 days, with Guard or Enterprise only, and ten requests a minute; it names accounts, never tokens
(developer.atlassian.com: organization REST API, "Events").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.doors import EVENTS
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.shapes import LogAction, LogEvent, Page
from mcpsweep.connectors.http.clock import utc
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import AccountRef
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap

_KEPT = 180
_TRACED = 30
_MAKING = "creat"
"""What the display name of a making holds; the ids of actions are not documented."""


@dataclass(frozen=True, slots=True)
class Making:
    """Somebody made something."""

    maker: str
    """An account's id."""
    things: frozenset[str]
    """Ids of what the entry is about. Atlassian does not always name what was made (ACCESS-1196)."""


class AuditLog:
    """Searches the audit log."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._actions: dict[str, str] | None = None

    def actions(self) -> dict[str, str]:
        """What each kind of entry is called, by its id; asked once."""
        if self._actions is None:
            path = route("/admin/v1/orgs/{org}/event-actions", org=self._session.org)
            listed = self._session.pages(path, Page[LogAction], endpoints="event-actions")
            self._actions = {action.id: action.attributes.display_name for action in listed}
        return self._actions

    def makings(self, thing: str) -> Iterator[Making]:
        """Who has made what in 180 days, of what the log calls a `thing`."""
        for action, name in self.actions().items():
            if _MAKING not in name.casefold() or thing not in name.casefold():
                continue
            for event in self._events(_KEPT, {"action": action}):
                seen = event.attributes
                if seen.action == action:
                    yield Making(seen.actor.id, frozenset(one.id for one in seen.context if one.id))

    def trace(self, account: AccountRef | None) -> Iterator[Event | Gap]:
        """What the account did in the last 30 days."""
        name = self._session.name
        if account is None or not account.id:
            reason = "the audit log knows accounts, not tokens, and no account was named"
            yield Gap("atlassian", name, "what the token did", reason, hides=False, instruction=manual.AUDIT_LOG)
            return
        try:
            for event in self._events(_TRACED, {"actor": account.id}):
                if event.attributes.actor.id == account.id:
                    yield self._event(event)
        except ServiceError as error:
            reason = f"{error} (the log needs Guard or Enterprise)"
            yield Gap("atlassian", name, "what the account did", reason, hides=False, instruction=manual.AUDIT_LOG)
        reason = "the audit log does not say with which token something was done, and holds no reads"
        yield Gap("atlassian", name, "what the token did", reason, hides=False)

    def _events(self, days: int, narrowed: Mapping[str, str]) -> Iterator[LogEvent]:
        """What happened, newest first. The log's own filters only save pages: the caller looks again."""
        since: datetime = self._session.admin.now() - timedelta(days=days)
        query = {"from": str(int(since.timestamp() * 1000)), "limit": "100", **narrowed}
        path = route("/admin/v1/orgs/{org}/events", org=self._session.org)
        return self._session.pages(path, Page[LogEvent], query, endpoints=EVENTS)

    def _event(self, event: LogEvent) -> Event:
        seen = event.attributes
        return Event(
            service="atlassian",
            connector=self._session.name,
            id=event.id,
            time=utc(seen.time) or seen.time,
            action=seen.action,
            actor=AccountRef(seen.actor.id, seen.actor.id),
            place=seen.container[0].id if seen.container else "",
        )
