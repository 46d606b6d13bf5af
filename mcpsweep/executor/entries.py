"""What the journal holds of a run and of its steps."""

import enum

import msgspec

from mcpsweep.model.case import Case
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.run import RunRecord


class Kind(enum.StrEnum):
    """What a record tells of."""

    STARTED = "started"
    RESUMED = "resumed"
    ANSWERED = "answered"
    """Somebody said yes, skip or quit."""
    INTENT = "intent"
    OUTCOME = "outcome"
    REMARK = "remark"
    PAUSED = "paused"
    """It was left with steps to do: by an answer, an interrupt or a trouble."""
    ENDED = "ended"


class StepState(enum.StrEnum):
    """How far an attempt at a step has come."""

    PLANNED = "planned"
    INTENT = "intent"
    """It may have taken effect: ask before anything is repeated."""
    OUTCOME = "outcome"


class StepEntry(msgspec.Struct, frozen=True):
    """The last attempt at a step. Times are RFC 3339 in UTC."""

    step: str
    attempt: int
    state: StepState
    began: str | None = None
    """Null where nothing had to be done for it."""
    finished: str | None = None
    outcome: Outcome | None = None
    """Null until `state` is `outcome`."""


class RunEntry(msgspec.Struct, frozen=True):
    """Everything that the journal holds of a run, its records aside."""

    run: RunRecord
    case: Case
    steps: tuple[StepEntry, ...]
    """In the order of the plan."""

    def entry(self, step: str) -> StepEntry:
        """The last attempt at a step of the plan."""
        return next(entry for entry in self.steps if entry.step == step)
