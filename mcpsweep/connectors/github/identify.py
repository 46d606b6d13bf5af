"""Asks tokens who they are, without an effect."""

import enum
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from mcpsweep.connectors.asking import asked_how
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.github.accounts import account
from mcpsweep.connectors.github.place import Place, is_of_a_server
from mcpsweep.connectors.github.shapes import User
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.client import Client
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.validity import Validity, ValidityState

_ADDRESS = "the address of another GitHub stands beside it"
_UNKNOWN_TOKEN = "bad credentials"  # noqa: S105 - what GitHub says, not a value


class Kind(enum.Enum):
    """What GitHub lets us do with a credential (docs: "GitHub credential types")."""

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
    OTHER = "other"
    """A client secret, an App's private key, a webhook's secret: no call is signed in with it."""


_PREFIXES: Mapping[str, Kind] = {
    "ghp_": Kind.PERSONAL,
    "github_pat_": Kind.PERSONAL,
    "gho_": Kind.USER,
    "ghu_": Kind.USER,
    "ghr_": Kind.REFRESH,
    "ghs_": Kind.INSTALLATION,
}
_MARKED = frozenset(_PREFIXES.values())
_OLD = re.compile(r"[0-9a-f]{40}")
_LIKE_OLD = frozenset({"oauth-client-secret", "webhook-secret", "private-key", "password"})
"""Kinds of finding that are no token, whatever they look like: GitHub's client secrets have the form of old tokens."""

_CANNOT_BE_ASKED: Mapping[Kind, str] = {
    Kind.REFRESH: "a refresh token can only be tested by using it up",
    Kind.INSTALLATION: "an app's installation token belongs to nobody; it ends within an hour of its making",
    Kind.OTHER: "no call is signed in with it, so GitHub cannot be asked",
}


def kind_of(held: Held) -> Kind:
    """The kind of a credential: by its prefix, else by its form and by what the scan took it for."""
    value = held.secret.reveal()
    marked = next((kind for prefix, kind in _PREFIXES.items() if value.startswith(prefix)), None)
    if marked is not None:
        return marked
    return Kind.OLD if _OLD.fullmatch(value) and held.kind not in _LIKE_OLD else Kind.OTHER


class Identifier:
    """Asks tokens who they are, at one GitHub only."""

    def __init__(self, client: Client, connector: str, place: Place) -> None:
        self._client = client
        self._connector = connector
        self._place = place

    def claim(self, held: Held) -> Claim:
        """Whether the token is of this GitHub: without an address beside it, GitHub's mark makes it github.com's."""
        claim = self._place.claim(held)
        return Claim.POSSIBLE if claim is Claim.USUAL and kind_of(held) not in _MARKED else claim

    def verify(self, held: Held) -> Identification:
        """Who the token is; asked once, and not at all where it is another GitHub's."""
        claim = self._place.claim(held)
        if claim is Claim.ANOTHER:
            what = "its name says that it is for an Enterprise Server" if is_of_a_server(held) else _ADDRESS
            return self._not_asked(f"{what}, and it is for that one to say")
        identified = self.ask(held)
        if claim is Claim.POSSIBLE and identified.validity.state is ValidityState.DEAD:
            reason = "this server does not know it, and nothing says that it was made here"
            unknown = Validity(ValidityState.UNKNOWN, identified.validity.checked_at)
            return Identification(unknown, None, reason, asked=Asked.STRANGER, request_ids=identified.request_ids)
        return identified

    def ask(self, held: Held) -> Identification:
        """The same of a token that is known to be of this GitHub. Raises nothing that a service can cause."""
        kind = kind_of(held)
        if kind in _CANNOT_BE_ASKED:
            return self._not_asked(_CANNOT_BE_ASKED[kind])
        try:
            answer = self._client.read("/user", auth=Bearer(held.secret), endpoints="verify", expect={401, 403})
            return self._identify(answer)
        except ServiceError as error:
            return self._unknown(str(error), error.request_id, asked_how(error))

    def _identify(self, answer: Answer) -> Identification:
        ids = (answer.request_id,) if answer.request_id else ()
        now = rfc3339(self._client.clock.now())
        if answer.status == 200:
            user = answer.decode(User)
            listed = answer.headers.get("x-oauth-scopes", "").split(",")
            scopes = tuple(scope.strip() for scope in listed if scope.strip())
            validity = Validity(ValidityState.LIVE, now, user.login, scopes, _expiry(answer))
            reason = f"GitHub says it is {user.login}'s"
            return Identification(validity, account(self._connector, user), reason, request_ids=ids)
        if answer.status == 401 and _UNKNOWN_TOKEN in answer.body[:500].decode("utf-8", "replace").lower():
            dead = Validity(ValidityState.DEAD, now)
            return Identification(
                dead, None, "GitHub does not know it: revoked, expired or never valid", request_ids=ids
            )
        if answer.status == 403 and "x-github-sso" in answer.headers:
            live = Validity(ValidityState.LIVE, now)
            return Identification(live, None, "it works, but is not authorised for single sign-on", request_ids=ids)
        return self._unknown(
            f"GitHub answered {answer.status}, which settles nothing", answer.request_id, Asked.ANSWERED
        )

    def _unknown(self, reason: str, request_id: str, asked: Asked) -> Identification:
        now = rfc3339(self._client.clock.now())
        ids = (request_id,) if request_id else ()
        return Identification(Validity(ValidityState.UNKNOWN, now), None, reason, asked=asked, request_ids=ids)

    def _not_asked(self, reason: str) -> Identification:
        return Identification(Validity(ValidityState.UNKNOWN), None, reason, asked=Asked.NOT_ASKED)


_DATE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|[+-]\d{4})")


def _expiry(answer: Answer) -> str | None:
    """From a header that is no ISO date: `2026-12-24 10:00:00 UTC`, or an offset instead of the zone."""
    found = _DATE.fullmatch(answer.headers.get("github-authentication-token-expiration", "").strip())
    if found is None:
        return None
    zone = "+0000" if found[3] == "UTC" else found[3]
    return rfc3339(datetime.strptime(f"{found[1]} {found[2]} {zone}", "%Y-%m-%d %H:%M:%S %z").astimezone(UTC))
