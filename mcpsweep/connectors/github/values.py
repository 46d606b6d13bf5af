"""Tokens in hand: asked who they are, and ended.

`POST /credentials/revoke` needs no right and takes up to 1,000 tokens, but its 202 says nothing about which of them
were valid, and it may be slow: each token is asked again until GitHub no longer knows it.
"""

import base64
import enum
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from mcpsweep.connectors.github import manual
from mcpsweep.connectors.github.accounts import Accounts
from mcpsweep.connectors.github.audit import AuditLog
from mcpsweep.connectors.github.session import Product, Session
from mcpsweep.connectors.github.shapes import User
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import BadAnswer, Refused, ServiceError
from mcpsweep.connectors.proof import LOOKS, Presence, by_hand, end, skipped, watch
from mcpsweep.model.account import AccountRef
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.validity import Validity, ValidityState

_BATCH = 1000
_UNKNOWN_TOKEN = "bad credentials"  # noqa: S105 - what GitHub says, not a value


class Kind(enum.Enum):
    """What GitHub lets us do with a token, by the prefix that it gave it (docs: "GitHub credential types")."""

    PERSONAL = "personal"
    """Can say who it is, and be ended everywhere."""
    USER = "user"
    """The same, but not on Enterprise Server."""
    REFRESH = "refresh"
    """Cannot be asked without using it up."""
    INSTALLATION = "installation"
    """Belongs to an app and lives for an hour."""
    OLD = "old"
    """From before 2021, without a prefix: can say who it is; only its owner can end it."""


_PREFIXES: Mapping[str, Kind] = {
    "ghp_": Kind.PERSONAL,
    "github_pat_": Kind.PERSONAL,
    "gho_": Kind.USER,
    "ghu_": Kind.USER,
    "ghr_": Kind.REFRESH,
    "ghs_": Kind.INSTALLATION,
}


def kind_of(value: str) -> Kind:
    """The kind of a token by its prefix."""
    return next((kind for prefix, kind in _PREFIXES.items() if value.startswith(prefix)), Kind.OLD)


class Values:
    """Asks and ends tokens in hand."""

    def __init__(self, session: Session, accounts: Accounts, audit: AuditLog) -> None:
        self._session = session
        self._accounts = accounts
        self._audit = audit

    def verify(self, held: Held) -> Identification:
        """Who the token is. Asked at the configured GitHub only, once: failed sign-ins are counted per account."""
        value = held.secret.reveal()
        if kind_of(value) is Kind.REFRESH:
            return self._unknown("a refresh token can only be tested by using it up")
        if kind_of(value) is Kind.INSTALLATION:
            return self._unknown("an app's installation token belongs to nobody; it ends within an hour of its making")
        try:
            answer = self._session.client.read("/user", auth=Bearer(held.secret), endpoints="verify", expect={401, 403})
            return self._identify(answer)
        except ServiceError as error:
            return self._unknown(str(error), error.request_id)

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
        value = held.secret.reveal()
        kind = kind_of(value)
        if held.secret == self._session.token:
            return skipped("it is the token that this connector works with")
        if kind is Kind.INSTALLATION:
            return skipped("it belongs to an app, not to a person, and ends within an hour of its making")
        if kind is Kind.REFRESH and self._speaks_for(held, owner):
            return None
        identified = self.verify(held)
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
        for _name, secret in held.companions:
            account = self.verify(Held(held.kind, secret)).account
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
        if kind_of(held.secret.reveal()) is Kind.REFRESH:
            return Presence.HIDDEN
        identified = self.verify(held)
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

    def _identify(self, answer: Answer) -> Identification:
        ids = (answer.request_id,) if answer.request_id else ()
        now = rfc3339(self._session.client.clock.now())
        if answer.status == 200:
            user = answer.decode(User)
            scopes = tuple(
                scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope.strip()
            )
            validity = Validity(ValidityState.LIVE, now, user.login, scopes, _expiry(answer))
            return Identification(
                validity, self._accounts.account(user), f"GitHub says it is {user.login}'s", request_ids=ids
            )
        if answer.status == 401 and _UNKNOWN_TOKEN in answer.body[:500].decode("utf-8", "replace").lower():
            dead = Validity(ValidityState.DEAD, now)
            return Identification(
                dead, None, "GitHub does not know it: revoked, expired or never valid", request_ids=ids
            )
        if answer.status == 403 and "x-github-sso" in answer.headers:
            live = Validity(ValidityState.LIVE, now)
            return Identification(live, None, "it works, but is not authorised for single sign-on", request_ids=ids)
        return self._unknown(f"GitHub answered {answer.status}, which settles nothing", answer.request_id)

    def _unknown(self, reason: str, request_id: str = "") -> Identification:
        now = rfc3339(self._session.client.clock.now())
        ids = (request_id,) if request_id else ()
        return Identification(Validity(ValidityState.UNKNOWN, now), None, reason, request_ids=ids)


_DATE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|[+-]\d{4})")


def _expiry(answer: Answer) -> str | None:
    """From a header that is no ISO date: `2026-12-24 10:00:00 UTC`, or an offset instead of the zone."""
    found = _DATE.fullmatch(answer.headers.get("github-authentication-token-expiration", "").strip())
    if found is None:
        return None
    zone = "+0000" if found[3] == "UTC" else found[3]
    return rfc3339(datetime.strptime(f"{found[1]} {found[2]} {zone}", "%Y-%m-%d %H:%M:%S %z").astimezone(UTC))
