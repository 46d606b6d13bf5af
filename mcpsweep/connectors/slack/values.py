"""Ends tokens in hand.

`auth.revoke` ends the token that it is signed in with, and nothing else; only `revoked: true` says that it did. A bot
token names its bot, not whoever installed it: it counts as somebody's if the logs say that this person installed the
app, or if the caller names the bot itself.
"""

from collections.abc import Sequence

import msgspec

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.errors import Refused, ServiceError, Unclear, Unreachable
from mcpsweep.connectors.proof import Presence, by_hand, end, skipped
from mcpsweep.connectors.slack import manual, methods
from mcpsweep.connectors.slack.identify import Identifier, Told
from mcpsweep.connectors.slack.installations import AppKey
from mcpsweep.connectors.slack.ledger import Ledger
from mcpsweep.connectors.slack.said import code_of
from mcpsweep.connectors.slack.session import Session
from mcpsweep.connectors.slack.shapes import Revoked
from mcpsweep.connectors.slack.tokens import Pair, TokenKind, pair
from mcpsweep.model.account import AccountKind, AccountRef
from mcpsweep.model.held import Held
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState

_TAKEN_BACK = frozenset({OutcomeState.ACCEPTED, OutcomeState.ALREADY, OutcomeState.DONE})
"""How it ends with a refresh token that makes no more new ones."""
_DEAD = frozenset({ValidityState.DEAD, ValidityState.EXPIRED})
_BY_HAND = {
    TokenKind.APP: manual.OWN_APP,
    TokenKind.OTHER: manual.OWN_APP,
    TokenKind.WEBHOOK: manual.WEBHOOK,
    TokenKind.COOKIE: manual.SESSIONS,
    TokenKind.BROWSER: manual.SESSIONS,
}
_NO_API = frozenset({TokenKind.APP, TokenKind.OTHER, TokenKind.WEBHOOK})
"""What only a person can end."""
_REVOKED = "token_revoked"
"""What Slack says to a token that was ended (docs.slack.dev: `auth.revoke`, errors)."""
_SILENT = "the app's bot is silent in every channel now, for everybody; the app stays installed"
_COOKIE = "the browser's cookie may still open the session: end the account's sessions too"
_REFRESH_STAYS = "the token is dead, but its refresh token may still make a new one"


class Values:
    """Ends tokens in hand, each with itself."""

    def __init__(self, session: Session, identifier: Identifier, ledger: Ledger) -> None:
        self._session = session
        self._identifier = identifier
        self._ledger = ledger

    def revoke(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """End the tokens that answer for `owner`; the others are left alone, with the reason.

        All are asked before the first is ended: a refresh token is vouched for by its access token.
        """
        pairs = [pair(one) for one in held]
        judged = [self._judge(one, owner) for one in pairs]
        done: dict[Secret, Outcome] = {}
        return tuple(
            outcome if outcome is not None else self._end(one, done) for one, outcome in zip(pairs, judged, strict=True)
        )

    def _judge(self, one: Pair, owner: AccountRef) -> Outcome | None:
        """Why a token is not ended; None if it may be."""
        value, page = one.held.secret, _BY_HAND.get(one.kind, manual.MANAGE_APPS)
        if self._session.is_own(value) or (one.access is not None and self._session.is_own(one.access)):
            return skipped("it is the token that this connector works with")
        told = self._identifier.ask(one)
        identified = told.identification
        if identified.validity.state in _DEAD and one.access == value:
            return self._already(one, identified.reason, identified.request_ids)
        if one.kind in _NO_API:
            return by_hand(page, f"Slack has no API that ends it ({identified.reason})")
        if identified.account is None:
            return by_hand(page, f"not ended: it does not say whose it is ({identified.reason})")
        if identified.account.ref().could_be(owner):
            return None
        if identified.account.kind is AccountKind.BOT:
            return self._judge_bot(told, owner, page)
        return skipped(f"it belongs to {identified.account.id}, not to {owner.id or owner.login}")

    def _judge_bot(self, told: Told, owner: AccountRef, page: Instruction) -> Outcome | None:
        """A bot is the person's if the person installed its app, in a workspace that we look after."""
        app = told.identification.app_id
        if not app:
            return by_hand(page, "not ended: Slack does not tell which app the bot is of")
        try:
            if told.place not in (*self._session.teams(), self._session.enterprise()):
                return skipped(f"it belongs to {told.place}, which this connector does not look after")
            installation = self._ledger.of_app(AppKey(told.place, app))
        except ServiceError as error:
            return by_hand(page, f"not ended: it cannot be told who installed {app}: {error}")
        installer = installation.installer if installation else ""
        if installer and AccountRef(installer, installer).could_be(owner):
            return None
        whom = installer or "somebody that the logs do not name"
        return skipped(f"it is the bot of the app {app}, installed by {whom}, not by {owner.id or owner.login}")

    def _already(self, one: Pair, reason: str, request_ids: tuple[str, ...]) -> Outcome:
        if one.refresh is None or one.kind is TokenKind.REFRESH:
            return Outcome(OutcomeState.ALREADY, Verified.YES, reason, request_ids=request_ids)
        return Outcome(
            OutcomeState.ALREADY,
            Verified.YES,
            f"{reason}; a refresh token beside it may still make new ones, and nothing says whose it is",
            manual.MANAGE_APPS,
            request_ids,
        )

    def _end(self, one: Pair, done: dict[Secret, Outcome]) -> Outcome:
        if one.kind is TokenKind.REFRESH:
            return self._end_refresh(one.held.secret, done)
        auth = one.auth()
        if auth is None:
            raise AssertionError("a token that cannot sign in was judged to be somebody's")
        # The refresh token first: while it lives, it makes new access tokens.
        refresh = None if one.refresh is None else self._end_refresh(one.refresh, done)
        if auth.token not in done:
            done[auth.token] = end(
                lambda: self._identifier.look(one),
                lambda: self._take_back(auth),
                clock=self._session.api.clock,
                by_hand=_BY_HAND.get(one.kind, manual.MANAGE_APPS),
            )
        return _with_remarks(one.kind, _with_refresh(done[auth.token], refresh))

    def _end_refresh(self, value: Secret, done: dict[Secret, Outcome]) -> Outcome:
        """There is no look at a refresh token, since asking would use it up.

        But Slack says so where one was ended before, so that to take it back again is a question as good as a look.
        """
        seen = Presence.HIDDEN

        def take_back() -> Answer:
            nonlocal seen
            try:
                answer = self._take_back(Bearer(value))
            except (Unclear, Unreachable):
                seen = Presence.PRESENT
                raise
            except Refused as error:
                seen = Presence.GONE if code_of(error) == _REVOKED else Presence.PRESENT
                raise
            seen = Presence.HIDDEN
            return answer

        if value not in done:
            done[value] = end(
                lambda: seen,
                take_back,
                clock=self._session.api.clock,
                by_hand=manual.MANAGE_APPS,
            )
        return done[value]

    def _take_back(self, auth: Bearer) -> Answer:
        answer = self._session.act(methods.AUTH_REVOKE, {}, auth=auth)
        if not answer.decode(Revoked).revoked:
            raise Refused("slack: auth.revoke said ok, but not that it revoked the token", request_id=answer.request_id)
        return answer


def _with_refresh(access: Outcome, refresh: Outcome | None) -> Outcome:
    """An access token is only as dead as the refresh token that makes new ones."""
    if refresh is None:
        return access
    ids = (*refresh.request_ids, *access.request_ids)
    if refresh.state in _TAKEN_BACK:
        reason = f"{access.reason}; its refresh token was taken back first"
        # It may have died with its refresh token.
        state = OutcomeState.DONE if access.state is OutcomeState.ALREADY else access.state
        return msgspec.structs.replace(access, state=state, reason=reason, request_ids=ids)
    if access.state in (OutcomeState.DONE, OutcomeState.ALREADY):
        reason = f"{_REFRESH_STAYS}: {refresh.reason}"
        return Outcome(OutcomeState.UNKNOWN, Verified.NO, reason, refresh.instruction, ids)
    return msgspec.structs.replace(access, request_ids=ids, unsent=(*refresh.unsent, *access.unsent))


def _with_remarks(kind: TokenKind, outcome: Outcome) -> Outcome:
    """What an end means beyond the token itself."""
    if outcome.state is not OutcomeState.DONE:
        return outcome
    if kind is TokenKind.BOT:
        return msgspec.structs.replace(outcome, reason=f"{outcome.reason}; {_SILENT}")
    if kind is TokenKind.BROWSER:
        reason = f"{outcome.reason}; {_COOKIE}"
        return msgspec.structs.replace(outcome, reason=reason, instruction=manual.SESSIONS)
    if kind is TokenKind.COOKIE:
        reason = f"its token is dead; {_COOKIE}"
        return Outcome(OutcomeState.ACCEPTED, Verified.NOT_POSSIBLE, reason, manual.SESSIONS, outcome.request_ids)
    return outcome
