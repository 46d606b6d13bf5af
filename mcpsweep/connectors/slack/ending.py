"""Ends apps and sessions by their id."""

from collections.abc import Callable, Mapping

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.proof import Presence, by_hand, end, skipped
from mcpsweep.connectors.slack import manual, methods
from mcpsweep.connectors.slack.installations import AppKey
from mcpsweep.connectors.slack.ledger import Ledger
from mcpsweep.connectors.slack.listing import APP, SESSION, Listing
from mcpsweep.connectors.slack.session import Session
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified

_NO_API = "on this plan Slack lets only a person remove an app"


class Endings:
    """Ends grants of one workspace or organisation."""

    def __init__(self, session: Session, listing: Listing, ledger: Ledger) -> None:
        self._session = session
        self._listing = listing
        self._ledger = ledger

    def revoke(self, grant: Grant) -> Outcome:
        """End one grant by its id."""
        ending = _ENDINGS.get(grant.kind)
        if ending is None or Way.ID not in grant.can_revoke:
            return by_hand(grant.instruction or manual.MANAGE_APPS, _NO_API)
        if grant.account is None:
            return skipped("Slack does not tell whose it is")
        try:
            return ending(self, grant)
        except ServiceError as error:
            return not_tried(error, manual.MANAGE_APPS)

    def uninstall(self, grant: Grant) -> Outcome:
        """Uninstall an app from one workspace, or from the organisation."""
        key = AppKey(grant.target.get("place", ""), grant.target.get("app", ""))
        own_app = self._session.me()[0].app_id
        if own_app is not None and own_app == key.id:
            return skipped("it is the app that this connector works with")

        def look() -> Presence:
            installation = self._ledger.of_app(key)
            if installation is None:
                return Presence.GONE
            same = grant.account is not None and installation.installer == grant.account.id
            return Presence.PRESENT if same else Presence.CHANGED

        place = "enterprise_id" if key.place == self._session.enterprise() else "team_ids"
        arguments = {"app_id": key.id, place: key.place}
        return self._end(look, lambda: self._session.act(methods.APP_UNINSTALL, arguments))

    def sign_out(self, grant: Grant) -> Outcome:
        """End one session."""
        user = grant.account.id if grant.account else ""
        if user in self._session.own_users():
            return skipped("it is a session of the account whose token this connector works with")

        is_first = True

        def look() -> Presence:
            nonlocal is_first
            before, is_first = is_first, False
            if any(session.id == grant.id for session in self._listing.sessions_of(user)):
                return Presence.PRESENT
            # Under another user it is not gone: what was planned is wrong.
            elsewhere = before and any(session.id == grant.id for session in self._listing.all_sessions())
            return Presence.CHANGED if elsewhere else Presence.GONE

        arguments = {"session_id": grant.id, "user_id": user, "team_id": grant.target.get("team", "")}
        return self._end(look, lambda: self._session.act(methods.SESSION_INVALIDATE, arguments))

    def _end(self, look: Callable[[], Presence], act: Callable[[], Answer]) -> Outcome:
        return end(look, act, clock=self._session.api.clock, by_hand=manual.MANAGE_APPS)


def not_tried(error: ServiceError, page: Instruction) -> Outcome:
    """What is said where nothing could be read before the act."""
    reason = f"not tried: it could not be read before the act: {error}"
    return Outcome(OutcomeState.FAILED, Verified.NO, reason, page, (error.request_id,) if error.request_id else ())


_ENDINGS: Mapping[str, Callable[[Endings, Grant], Outcome]] = {APP: Endings.uninstall, SESSION: Endings.sign_out}
