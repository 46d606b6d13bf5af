"""What Slack's credentials are by their prefix, and what each can be asked (docs.slack.dev: "Tokens")."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.model.held import Held
from mcpsweep.model.secret import Secret


class TokenKind(enum.Enum):
    """What Slack lets us do with a credential."""

    USER = "user"
    """Acts as a person: can say who it is, and be ended."""
    BOT = "bot"
    """Acts as an app's bot, whoever installed it: can say which, and be ended for everybody."""
    APP = "app"
    """Of an app itself, over all its workspaces: can say which; only a collaborator of the app ends it."""
    BROWSER = "browser"
    """Of a signed-in browser; works only together with its cookie."""
    COOKIE = "cookie"
    """The cookie of a signed-in browser; works only together with its token."""
    REFRESH = "refresh"
    """Makes new tokens, and is used up by that: cannot be asked."""
    WEBHOOK = "webhook"
    """A URL that posts into a channel: cannot be asked without a post."""
    OTHER = "other"
    """A signing or client secret: no call is signed in with it."""


_PREFIXES: Mapping[str, TokenKind] = {
    "xoxe.xoxb-": TokenKind.BOT,
    "xoxe.xoxp-": TokenKind.USER,
    "xoxe-": TokenKind.REFRESH,
    "xoxr-": TokenKind.REFRESH,
    "xoxb-": TokenKind.BOT,
    "xoxp-": TokenKind.USER,
    "xoxa-": TokenKind.USER,
    "xoxs-": TokenKind.USER,
    "xwfp-": TokenKind.BOT,
    "xapp-": TokenKind.APP,
    "xoxc-": TokenKind.BROWSER,
    "xoxd-": TokenKind.COOKIE,
    "https://hooks.slack": TokenKind.WEBHOOK,
}

SIGNS_IN = frozenset({TokenKind.USER, TokenKind.BOT, TokenKind.APP, TokenKind.BROWSER, TokenKind.COOKIE})
"""What `auth.test` can be asked with."""


def kind_of(value: Secret) -> TokenKind:
    """The kind of a credential by its prefix."""
    text = value.reveal()
    return next((kind for prefix, kind in _PREFIXES.items() if text.startswith(prefix)), TokenKind.OTHER)


@dataclass(frozen=True, slots=True)
class Pair:
    """A credential with what belongs to it."""

    held: Held
    kind: TokenKind
    access: Secret | None
    """What signs in: the credential itself, or the companion of a refresh token or cookie."""
    cookie: Secret | None
    refresh: Secret | None

    def auth(self) -> Bearer | None:
        """How a call is signed in with it; None if it cannot be."""
        if self.access is None:
            return None
        if kind_of(self.access) is not TokenKind.BROWSER:
            return Bearer(self.access)
        return None if self.cookie is None else Bearer(self.access, _cookie(self.cookie))


def pair(held: Held) -> Pair:
    """Put a credential and its companions into their places."""
    values = (held.secret, *(secret for _name, secret in held.companions))

    def first(*kinds: TokenKind) -> Secret | None:
        return next((value for value in values if kind_of(value) in kinds), None)

    kind = kind_of(held.secret)
    partner = (TokenKind.BROWSER,) if kind is TokenKind.COOKIE else (TokenKind.USER, TokenKind.BOT)
    access = first(*partner) if kind in (TokenKind.COOKIE, TokenKind.REFRESH) else held.secret
    return Pair(
        held=held,
        kind=kind,
        access=access if kind in SIGNS_IN or kind is TokenKind.REFRESH else None,
        cookie=first(TokenKind.COOKIE),
        refresh=first(TokenKind.REFRESH),
    )


def _cookie(value: Secret) -> Secret:
    """The `Cookie` header; browsers keep the value percent-encoded, configurations either way."""
    return Secret("d=" + quote(unquote(value.reveal()), safe="-"))
