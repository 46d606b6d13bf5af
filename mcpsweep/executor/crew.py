"""Who and what takes part in a run, besides the plan: all of it handed in."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.clock import Clock, SystemClock
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.plan import Plan, Step
from mcpsweep.model.secret import Secret


class Pace(enum.Enum):
    """What somebody says to a plan as a whole."""

    ALL = "all"
    """Steps that are to be asked about are still asked about."""
    STEP_BY_STEP = "step by step"
    """Every step is asked about, and one is finished before the next begins."""
    QUIT = "quit"


class Consent(enum.Enum):
    """What somebody says to one step."""

    YES = "yes"
    SKIP = "skip"
    """It is left alone, for good."""
    QUIT = "quit"
    """What is under way is finished; the run can be resumed."""


class Decider(Protocol):
    """Whoever says yes. Asked on the thread that called `run`, one question at a time; may raise KeyboardInterrupt."""

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """Asked once before anything is done; `left` is what has no outcome yet."""

    def consent(self, step: Step) -> Consent:
        """Asked just before a step that needs it."""


class Unattended:
    """Nobody is there: the plan is carried out, and what is to be asked about is left alone."""

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """All of it."""
        return Pace.ALL

    def consent(self, step: Step) -> Consent:
        """No."""
        return Consent.SKIP


class Watcher(Protocol):
    """Whoever wants to see how a run goes on. Called on the thread that called `run`, never during a question."""

    def started(self, step: Step) -> None:
        """It is about to be tried."""

    def ended(self, step: Step, outcome: Outcome) -> None:
        """It has its outcome, and that is on the disk."""

    def waits(self, step: Step, needs: Sequence[str]) -> None:
        """It waits for other steps, by their ids."""

    def finishing(self, run: str) -> None:
        """Somebody interrupted: what is under way in `run` is finished, nothing else begun; again leaves at once."""


class Unwatched:
    """Nobody looks."""

    def started(self, step: Step) -> None:
        """Say nothing."""

    def ended(self, step: Step, outcome: Outcome) -> None:
        """Say nothing."""

    def waits(self, step: Step, needs: Sequence[str]) -> None:
        """Say nothing."""

    def finishing(self, run: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who and what takes part in a run."""

    connectors: Mapping[str, Connector]
    """By name."""
    rehearses: bool = False
    """Whether nothing is to be changed: all connectors must have been made for it (`Wire.rehearses`), or none."""
    absent: Mapping[str, str] = field(default_factory=dict)
    """Name of a connector that cannot be used → why, in words."""
    values: Mapping[str, Held] = field(default_factory=dict)
    """Values in hand, by fingerprint."""
    own: Mapping[str, Sequence[Secret]] = field(default_factory=dict)
    """The connectors' own credentials, by connector: they are not ended in the middle of a run."""
    decider: Decider = field(default_factory=Unattended)
    watcher: Watcher = field(default_factory=Unwatched)
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        for name, connector in self.connectors.items():
            if connector.rehearses != self.rehearses:
                raise ValueError(f"the connector {name} was made for {'a' if connector.rehearses else 'no'} dry run")
