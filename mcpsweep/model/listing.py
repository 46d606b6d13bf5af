"""What the services know of one person."""

import enum
from typing import Literal

import msgspec

from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.identity import Link
from mcpsweep.model.inventory import Tool
from mcpsweep.model.subject import Subject

FORMAT: Literal["mcpsweep-grants/1"] = "mcpsweep-grants/1"


class AnswerState(enum.StrEnum):
    """How far a service answered."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    """Some of it could not be listed; `gaps` say what."""
    NO_ACCOUNT = "no-account"
    """The service knows nobody by what it was asked for."""
    FAILED = "failed"
    """It did not answer; what it had said until then is kept."""
    NOT_AUTHORISED = "not-authorised"
    """The connector's own credential is missing, wrong or too weak."""


class Answer(msgspec.Struct, frozen=True):
    """What one service said."""

    connector: str
    service: str
    state: AnswerState
    reason: str = ""
    """Why it is not `complete`, in words, with what to do next."""
    links: tuple[Link, ...] = ()
    """The accounts that are the person's, and why."""
    grants: tuple[Grant, ...] = ()
    gaps: tuple[Gap, ...] = ()
    requests: int = 0
    """How many requests it took."""

    def is_whole(self) -> bool:
        """Whether no credential may stand behind what is missing."""
        if self.state in (AnswerState.FAILED, AnswerState.NOT_AUTHORISED):
            return False
        return not any(gap.hides for gap in self.gaps)


class Listing(msgspec.Struct, frozen=True):
    """What the services know of one person. It holds no credential's value."""

    format: Literal["mcpsweep-grants/1"]
    tool: Tool
    asked_at: str
    """RFC 3339 in UTC."""
    subject: Subject
    answers: tuple[Answer, ...]

    def is_complete(self) -> bool:
        """Whether every service answered in full (else exit code 4)."""
        return all(answer.is_whole() for answer in self.answers)
