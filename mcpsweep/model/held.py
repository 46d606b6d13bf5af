"""A credential in hand, and what it says of itself."""

import enum
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
    names: tuple[str, ...] = ()
    """What it stands under, wherever that is: variables, keys, headers."""


class Asked(enum.StrEnum):
    """What became of the question who a credential is."""

    ANSWERED = "answered"
    """Its service answered; whether that settles anything, the validity says."""
    STRANGER = "stranger"
    """A place where it might have belonged does not know it: proof of nothing, for nothing says that it is of there."""
    NOT_ASKED = "not-asked"
    """It cannot be asked, or not there: nothing was sent."""
    UNDECIDED = "undecided"
    """It may be of several places, and nothing tells of which: a value is shown to its own only, so to none of them."""
    NO_ANSWER = "no-answer"
    """There was no answer that could be read: asking again later may bring one."""


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
    asked: Asked = Asked.ANSWERED
    request_ids: tuple[str, ...] = ()
