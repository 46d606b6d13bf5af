"""Tokens in hand, ended.

`POST /credentials/revoke` needs no right and takes up to 1,000 tokens, but its 202 says nothing about which of them
were valid, and it may be slow: each token is asked again until GitHub no longer knows it.
"""

import base64
import hashlib
from collections.abc import Sequence

from mcpsweep.connectors.github import manual
from mcpsweep.connectors.github.audit import AuditLog
from mcpsweep.connectors.github.identify import Identifier, Kind, kind_of
from mcpsweep.connectors.github.session import Product, Session
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import BadAnswer, Refused, ServiceError
from mcpsweep.connectors.proof import LOOKS, Presence, by_hand, end, skipped, watch
from mcpsweep.model.account import AccountRef
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.validity import ValidityState

_BATCH = 1000


class Values:
    """Ends tokens in hand."""

    def __init__(self, session: Session, identifier: Identifier, audit: AuditLog) -> None:
        self._session = session
        self._identifier = identifier
        self._audit = audit

    def trace_id(self, held: Held) -> str | None:
        """The token's own id by the audit log, which knows its hash; None where the log does not tell."""
        digest = hashlib.sha256(held.secret.reveal().encode("utf-8", "surrogatepass")).digest()
        try:
            return self._audit.token_id(base64.b64encode(digest).decode("ascii"))
        except ServiceError:
            return None

    def revoke(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """End the tokens that answer for `owner`; the others are left alone, with the reason."""
        judged = [self._judge(one, owner) for one in held]
        todo = [one for one, outcome in zip(held, judged, strict=True) if outcome is None]
        ended = iter(
            [outcome for start in range(0, len(todo), _BATCH) for outcome in self._end(todo[start : start + _BATCH])]
        )
        return tuple(outcome if outcome is not None else next(ended) for outcome in judged)

    def _judge(self, held: Held, owner: AccountRef) -> Outcome | None:
        """Why a token is not sent; None if it may be."""
        kind = kind_of(held)
        if held.secret == self._session.token:
            return skipped("it is the token that this connector works with")
        if kind is Kind.INSTALLATION:
            return skipped("it belongs to an app, not to a person, and ends within an hour of its making")
        if kind is Kind.REFRESH and self._speaks_for(held, owner):
            return None
        identified = self._identifier.verify(held)
        state, ids = identified.validity.state, identified.request_ids
        if state is ValidityState.DEAD:
            return Outcome(OutcomeState.ALREADY, Verified.YES, identified.reason, request_ids=ids)
        if kind is Kind.REFRESH or identified.account is None:
            page = self._session.by_hand(manual.OWN_APPLICATIONS if kind is Kind.REFRESH else manual.OWN_TOKENS)
            return by_hand(page, f"not sent: it does not say whose it is ({identified.reason})")
        if not identified.account.ref().could_be(owner):
            return skipped(f"it belongs to {identified.account.login}, not to {owner.login or owner.id}")
        if kind is Kind.OLD or (kind is Kind.USER and self._session.product() is Product.SERVER):
            return by_hand(self._session.by_hand(manual.OWN_TOKENS), "GitHub does not take this kind of token back")
        return None

    def _speaks_for(self, held: Held, owner: AccountRef) -> bool:
        """Whether a refresh token's companion, the access token of the same sign-in, answers for the owner."""
        for kind, secret in held.companions:
            account = self._identifier.verify(Held(kind, secret, hints=held.hints)).account
            if account is not None and account.ref().could_be(owner):
                return True
        return False

    def _end(self, todo: Sequence[Held]) -> Sequence[Outcome]:
        clock, page = self._session.client.clock, self._session.by_hand(manual.OWN_TOKENS)
        batch = end(lambda: self._look_at_all(todo), lambda: self._send(todo), clock=clock, looks=LOOKS, by_hand=page)
        if batch.state is OutcomeState.FAILED and len(todo) > 1:
            # One value that GitHub does not take makes it refuse the whole batch.
            return [outcome for one in todo for outcome in self._end([one])]
        if batch.state in (OutcomeState.DONE, OutcomeState.SKIPPED) or len(todo) == 1:
            return [batch] * len(todo)
        # Some may be gone and others not: each gets its own last look.
        return [
            watch(lambda one=one: self._look(one), clock=clock, looks=(0,), request_ids=batch.request_ids, by_hand=page)  # type: ignore[misc]
            for one in todo
        ]

    def _look_at_all(self, todo: Sequence[Held]) -> Presence:
        """GONE when all are; HIDDEN when what remains cannot be asked."""
        seen = {self._look(one) for one in todo}
        for presence in (Presence.PRESENT, Presence.HIDDEN):
            if presence in seen:
                return presence
        return Presence.GONE

    def _look(self, held: Held) -> Presence:
        if kind_of(held) is Kind.REFRESH:
            return Presence.HIDDEN
        # It answered here before it was sent, so it is of here.
        identified = self._identifier.ask(held)
        if identified.validity.state is ValidityState.UNKNOWN:
            raise BadAnswer(identified.reason)
        return Presence.GONE if identified.validity.state is ValidityState.DEAD else Presence.PRESENT

    def _send(self, todo: Sequence[Held]) -> Answer:
        # github.com refuses the call if anybody is signed in; Enterprise Server wants somebody.
        on_server = self._session.product() is Product.SERVER
        who = self._session.as_token() if on_server else self._session.nobody()
        answer = self._session.write(
            "POST", "/credentials/revoke", who=who, json={"credentials": [one.secret for one in todo]}
        )
        if answer.status != 202:
            raise Refused(
                f"github: {answer.status} where 202 is documented", status=answer.status, request_id=answer.request_id
            )
        return answer
