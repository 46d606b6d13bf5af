"""How an action ended, and whether a second look proves it."""

import enum

import msgspec

from mcpsweep.model.instruction import Instruction


class OutcomeState(enum.StrEnum):
    """How an action ended."""

    DONE = "done"
    ALREADY = "already"
    """It was gone before we came."""
    ACCEPTED = "accepted"
    """The service works on it; nobody has yet seen it gone."""
    FAILED = "failed"
    """The service refused, or what we found is not what was planned. Nothing was changed."""
    UNKNOWN = "unknown"
    """It may or may not have taken effect."""
    SKIPPED = "skipped"
    """Left alone on purpose."""
    MANUAL = "manual"
    """A person has to do it."""


class Verified(enum.StrEnum):
    """Whether a second look shows that the credential is dead."""

    YES = "yes"
    NO = "no"
    NOT_POSSIBLE = "not-possible"
    """There is no way to look."""


class Outcome(msgspec.Struct, frozen=True):
    """How an action ended, and whether a second look proves it."""

    state: OutcomeState
    verified: Verified
    reason: str
    """In words; never with a value."""
    instruction: Instruction | None = None
    """What is left to do by hand."""
    request_ids: tuple[str, ...] = ()
    """What the service's own support and audit log know the calls by, in order."""
    unsent: tuple[str, ...] = ()
    """What a dry run kept back: method, host and path of each request."""
