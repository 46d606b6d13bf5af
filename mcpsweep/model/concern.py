"""What is wrong with a credential that nobody may look after."""

import enum

import msgspec


class Concern(enum.StrEnum):
    """What is wrong with a standing credential, the worst first."""

    OWNER_DEPARTED = "owner-departed"
    """The roster says that its owner has left."""
    TERM_ENDED = "term-ended"
    """Its owner's last day has passed, though the roster does not say that they left: contractors above all."""
    ACCOUNT_DISABLED = "account-disabled"
    """Its own service no longer lets its owner in; the credential may go on working, or come back."""
    ACCOUNT_GONE = "account-gone"
    """Its owner is not among those whom the service lets in."""
    OWNER_UNKNOWN = "owner-unknown"
    """Nothing that counts says whose it is."""
    SHARED_UNOWNED = "shared-unowned"
    """Several people or a robot use it, and the roster names nobody who looks after it."""
    DORMANT = "dormant"
    """It was last used long ago."""
    NEVER_EXPIRES = "never-expires"
    """Its record names no end, and records of its kind do where there is one."""
    DIRECT_CONNECTION = "direct-connection"
    """A laptop holds it for a connection that the organisation's gateway should carry."""


class Topic(enum.StrEnum):
    """What a report of standing credentials is about."""

    ORPHANS = "orphans"
    """Nobody answers for them."""
    DORMANT = "dormant"
    """Nobody needs them, at least not as they are."""


CONCERNS: dict[Topic, frozenset[Concern]] = {
    Topic.ORPHANS: frozenset(
        {
            Concern.OWNER_DEPARTED,
            Concern.TERM_ENDED,
            Concern.ACCOUNT_DISABLED,
            Concern.ACCOUNT_GONE,
            Concern.OWNER_UNKNOWN,
            Concern.SHARED_UNOWNED,
        }
    ),
    Topic.DORMANT: frozenset({Concern.DORMANT, Concern.NEVER_EXPIRES, Concern.DIRECT_CONNECTION}),
}
"""What brings a credential into a report."""


class Doubt(msgspec.Struct, frozen=True, order=True):
    """A concern about one credential, and why."""

    concern: Concern
    reason: str
    """In words that are the same tomorrow if nothing changes: dates, no ages. May hold hostile text."""


class Danger(enum.StrEnum):
    """What it would mean if somebody used the credential, the worst first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Advice(enum.StrEnum):
    """What kind of thing is to be done about it, the most urgent first."""

    REVOKE = "revoke"
    """It ends: whoever it was given to is gone."""
    IDENTIFY = "identify"
    """Somebody finds out whose it is."""
    ADOPT = "adopt"
    """Somebody is named who looks after it."""
    ASK = "ask"
    """Its owner says whether it is still needed."""
    REROUTE = "reroute"
    """Its connection moves behind the gateway, and then it ends."""
    RENEW = "renew"
    """Its owner replaces it by one that ends by itself."""


class NextAction(msgspec.Struct, frozen=True):
    """The one thing to do next."""

    advice: Advice
    text: str
    """What to do, in a whole sentence. May hold hostile text."""
    command: str = ""
    """The command that does it or begins it, quoted for a POSIX shell; empty where there is none."""
