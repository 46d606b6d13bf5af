"""Asks a credential who it is, without using it up and without a trace in any channel."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TypeAlias

from mcpsweep.connectors.asking import asked_how
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.client import LOOPBACK
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.proof import Presence
from mcpsweep.connectors.slack import methods, shapes
from mcpsweep.connectors.slack.said import code_of
from mcpsweep.connectors.slack.session import DOMAINS, MAIN, WebApi
from mcpsweep.connectors.slack.tokens import Pair, TokenKind, kind_of, pair
from mcpsweep.model.account import OF_LOGIN, Account, AccountHint, AccountKind
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.validity import Validity, ValidityState

Lookup: TypeAlias = Callable[[shapes.Tested], Answer]
"""Asks for the bot that a token named."""

_ADDRESS = r".*(?:url|uri|host|server|domain|base|endpoint|instance|site).*"
_SAYS_WHICH = re.compile(rf"(?:.*[^a-z])?slack{_ADDRESS}|{OF_LOGIN}", re.IGNORECASE)
"""Names of settings that say which Slack is meant. A server's `url` does not: it may be a gateway's."""
_SAYS_IT_HERE = re.compile(rf"(?:.*[^a-z])?(?:api|base){_ADDRESS}", re.IGNORECASE)
"""The same, where they stand in what is known to be Slack's."""
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

_CANNOT_BE_ASKED: Mapping[TokenKind, str] = {
    TokenKind.REFRESH: "a refresh token can only be tested by using it up",
    TokenKind.WEBHOOK: "a webhook can only be tested by posting to it",
    TokenKind.OTHER: "no call is signed in with it, so Slack cannot be asked",
    TokenKind.BROWSER: "a browser's token works only with its cookie (xoxd-…), which is not at hand",
    TokenKind.COOKIE: "a browser's cookie works only with its token (xoxc-…), which is not at hand",
}

_VERDICTS: Mapping[str, tuple[ValidityState, str]] = {
    "invalid_auth": (ValidityState.DEAD, "Slack does not know it: revoked or never valid"),
    "token_revoked": (ValidityState.DEAD, "it was revoked, or its user, workspace or app is gone"),
    "account_inactive": (ValidityState.DEAD, "its user or workspace was deactivated"),
    "token_expired": (ValidityState.EXPIRED, "it has expired; its refresh token may still make new ones"),
    "not_allowed_token_type": (ValidityState.LIVE, "it works, but does not tell who it is"),
    "missing_scope": (ValidityState.LIVE, "it works, but may not tell who it is"),
}
"""What Slack's refusals say of the token that was sent; every other one settles nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a credential says of itself."""

    identification: Identification
    place: str = ""
    """Id of the workspace or organisation that it was installed in; empty if it did not say."""


class Identifier:
    """Asks tokens who they are, at one Slack only."""

    def __init__(self, web: WebApi, lookups: Sequence[Lookup] = ()) -> None:
        """`lookups`: who else can tell of which app a bot is, where its own token may not."""
        self._web = web
        self._lookups = lookups

    def claim(self, held: Held) -> Claim:
        """Whether the credential is of this Slack: Slack's mark makes it slack.com's, unless another one is named.

        A rehearsal on this machine plays them all.
        """
        if self._web.host in LOOPBACK:
            return Claim.USUAL
        told = [hint for hint in held.hints if _HOST.fullmatch(hint.value) and _says_which(hint)]
        here = [f".{hint.value.casefold()}".endswith(f".{self._web.host}") for hint in told]
        if here:
            return Claim.NAMED if all(here) else Claim.DIVIDED if any(here) else Claim.ANOTHER
        is_marked = kind_of(held.secret) is not TokenKind.OTHER
        return Claim.USUAL if self._web.host == MAIN and is_marked else Claim.POSSIBLE

    def verify(self, held: Held) -> Identification:
        """Who the credential is. Sends one call, and one more for the app of a bot."""
        asked = pair(held)
        if asked.kind is TokenKind.REFRESH:
            return _not_asked(_CANNOT_BE_ASKED[asked.kind])
        return self.ask(asked).identification

    def ask(self, asked: Pair) -> Told:
        """The same, with the workspace; a refresh token's companion answers for it."""
        if self.claim(asked.held) is Claim.ANOTHER:
            return Told(_not_asked("the address of another Slack stands beside it, and it is for that one to say"))
        said = self._test(asked)
        if isinstance(said, Identification):
            return Told(said)
        tested, answer = said
        place = tested.enterprise_id if tested.is_enterprise_install else tested.team_id
        return Told(self._identified(tested, answer, asked), place or "")

    def look(self, asked: Pair) -> Presence:
        """Whether it still signs in. Raises `BadAnswer` where the answer settles nothing."""
        said = self._test(asked)
        if not isinstance(said, Identification) or said.validity.state is ValidityState.LIVE:
            return Presence.PRESENT
        if said.validity.state is ValidityState.UNKNOWN:
            raise BadAnswer(said.reason, request_id="".join(said.request_ids))
        return Presence.GONE

    def _test(self, asked: Pair) -> tuple[shapes.Tested, Answer] | Identification:
        """What Slack answers to the credential, or what its refusal means."""
        auth = asked.auth()
        if auth is None:
            return _not_asked(_CANNOT_BE_ASKED[asked.kind])
        try:
            answer = self._web.ask(methods.AUTH_TEST, auth=auth)
            return answer.decode(shapes.Tested), answer
        except ServiceError as error:
            state, words = _VERDICTS.get(code_of(error), (ValidityState.UNKNOWN, str(error)))
            ids = (error.request_id,) if error.request_id else ()
            validity = Validity(state, rfc3339(self._web.api.clock.now()))
            return Identification(validity, None, words, asked=asked_how(error), request_ids=ids)

    def _identified(self, tested: shapes.Tested, answer: Answer, asked: Pair) -> Identification:
        ids = [answer.request_id]
        app_id = tested.app_id
        user_id = tested.user_id
        if tested.bot_id:
            bot = self._bot(tested, asked.auth(), ids)
            app_id = bot.app_id or app_id
            user_id = user_id or bot.user_id
        now = self._web.api.clock.now()
        expires = (
            None if tested.expires_in is None else rfc3339((now + timedelta(seconds=tested.expires_in)).astimezone(UTC))
        )
        account = None
        if user_id:
            kind = AccountKind.BOT if tested.bot_id else AccountKind.PERSON
            account = Account("slack", self._web.name, user_id, user_id, kind, name=tested.user)
        validity = Validity(ValidityState.LIVE, rfc3339(now), user_id or None, scopes_of(answer), expires)
        return Identification(
            validity, account, _in_words(tested, app_id), app_id, request_ids=tuple(filter(None, ids))
        )

    def _bot(self, tested: shapes.Tested, auth: Bearer | None, ids: list[str]) -> shapes.Bot:
        """The bot by its own token, or by whoever else may know it."""

        def by_itself(tested: shapes.Tested) -> Answer:
            return self._web.ask(methods.BOTS_INFO, {"bot": tested.bot_id or ""}, auth=auth)

        for look_up in (by_itself, *self._lookups):
            try:
                answer = look_up(tested)
                bot = answer.decode(shapes.BotAnswer).bot
            except ServiceError:
                continue
            ids.append(answer.request_id)
            return bot
        return shapes.Bot()


def _not_asked(reason: str) -> Identification:
    return Identification(Validity(ValidityState.UNKNOWN), None, reason, asked=Asked.NOT_ASKED)


def scopes_of(answer: Answer) -> tuple[str, ...]:
    """What the token that was sent may do, by Slack's own header."""
    listed = answer.headers.get("x-oauth-scopes", "").split(",")
    return tuple(sorted({scope.strip() for scope in listed if scope.strip()}))


def _in_words(tested: shapes.Tested, app_id: str | None) -> str:
    if tested.bot_id:
        app = f"app {app_id}" if app_id else "an app that Slack does not name"
        return f"Slack says it is the bot of {app} in {tested.team or tested.team_id}; everybody there shares it"
    if tested.user_id:
        return f"Slack says it is {tested.user_id}'s in {tested.team or tested.team_id}"
    return f"Slack says it is of the app {app_id}" if app_id else "Slack accepts it, and does not say whose it is"


def _says_which(hint: AccountHint) -> bool:
    if hint.service == "slack" and _SAYS_IT_HERE.fullmatch(hint.source):
        return True
    host = f".{hint.value.casefold()}"
    return bool(_SAYS_WHICH.fullmatch(hint.source)) or any(host.endswith(f".{domain}") for domain in DOMAINS)
