"""Ends tokens and keys by their id. Atlassian ends nothing by its value."""

from collections.abc import Callable, Mapping

from mcpsweep.connectors.atlassian import listing, made, manual
from mcpsweep.connectors.atlassian.listing import Listing
from mcpsweep.connectors.atlassian.made import Made, owner_of
from mcpsweep.connectors.atlassian.session import NO_ORG_KEY, Session
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.connectors.proof import Presence, by_hand, end, skipped
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome

DONE = frozenset({200, 202, 204})
"""The pages say that it worked, not with which status."""


class Endings:
    """Ends grants of one organisation."""

    def __init__(self, session: Session, lists: Listing, things: Made) -> None:
        self._session = session
        self._lists = lists
        self._made = things

    def revoke(self, grant: Grant) -> Outcome:
        """End one grant by its id."""
        ending = _ENDINGS.get(grant.kind)
        if ending is None or Way.ID not in grant.can_revoke:
            no_key = grant.kind == listing.API_TOKEN and self._session.org_key is None
            return by_hand(
                grant.instruction or manual.TOKENS, NO_ORG_KEY if no_key else grant.review or "there is no API for it"
            )
        if grant.account is None or not grant.account.id:
            return skipped("Atlassian does not tell whose it is")
        return ending(self, grant, grant.account.id)

    def end_token(self, grant: Grant, owner: str) -> Outcome:
        """Delete one API token of a managed account, for good."""
        is_first = True

        def look() -> Presence:
            nonlocal is_first
            before, is_first = is_first, False
            if any(token.id == grant.id for token in self._lists.of_account(owner)):
                return Presence.PRESENT
            return Presence.CHANGED if before and self._is_elsewhere(grant) else Presence.GONE

        def act() -> Answer:
            path = route(f"{listing.MANAGE_TOKENS}/{{token}}", account=owner, token=grant.id)
            return confirmed(self._session.manage_write("DELETE", path))

        return self._end(look, act, manual.TOKENS)

    def end_key(self, grant: Grant, owner: str) -> Outcome:
        """Revoke one key of the organisation; never one that this connector works with."""
        if grant.id in self._session.own_keys or not self._session.own_keys:
            return skipped("it is, or may be, a key that this connector works with")

        def look() -> Presence:
            key = next((key for key in self._made.organisation_keys() if key.id == grant.id), None)
            if key is None:
                return Presence.GONE
            maker = owner_of(key.maker())
            return Presence.PRESENT if maker is not None and maker.id == owner else Presence.CHANGED

        def act() -> Answer:
            path = "/admin/api-access/v1/orgs/{org}/api-keys/revoke/{key}"
            return confirmed(self._session.act("PATCH", route(path, org=self._session.org, key=grant.id)))

        return self._end(look, act, manual.KEYS)

    def _is_elsewhere(self, grant: Grant) -> bool:
        """Whether the organisation still lists what the account's own list does not hold: another owner, another id."""
        try:
            return any(token.id == grant.id for token in self._lists.of_organisation())
        except ServiceError:
            # An id of the account's own list is proved gone by that list.
            if grant.target.get("list") != listing.BY_ACCOUNT:
                raise
            return False

    def _end(self, look: Callable[[], Presence], act: Callable[[], Answer], page: Instruction) -> Outcome:
        return end(look, act, clock=self._session.admin.clock, by_hand=page)


def confirmed(answer: Answer) -> Answer:
    """The answer, if it says that the change was made."""
    if answer.status not in DONE:
        raise BadAnswer(f"atlassian: {answer.method} {answer.path}: {answer.status} is not documented")
    return answer


_ENDINGS: Mapping[str, Callable[[Endings, Grant, str], Outcome]] = {
    listing.API_TOKEN: Endings.end_token,
    made.KEY: Endings.end_key,
}
