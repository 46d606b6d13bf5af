"""A credential in hand, and what it says of itself."""

from dataclasses import dataclass

import msgspec

from mcpsweep.model.account import Account, AccountHint
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import Validity


@dataclass(frozen=True, slots=True)
class Held:
    """A credential in hand: its value and what a service needs besides to accept it. Never part of a document."""

    kind: str
    """A finding's kind."""
    secret: Secret
    companions: tuple[tuple[str, Secret], ...] = ()
    """What belongs to it, by name: the cookie of a browser session, a refresh token, a client secret."""
    hints: tuple[AccountHint, ...] = ()
    """What stood beside it: the user of Basic auth, the site's host."""


class Identification(msgspec.Struct, frozen=True):
    """What a credential answers when its own service is asked who it is."""

    validity: Validity
    account: Account | None
    """Whose it is; null where it is dead or does not tell."""
    reason: str
    """What the answer was, in words."""
    app_id: str | None = None
    """The app that it was given to: what joins it to that app's grant."""
    token_id: str | None = None
    request_ids: tuple[str, ...] = ()
