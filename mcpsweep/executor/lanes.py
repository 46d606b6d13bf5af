"""The lanes of a run: one service each, its steps in the order of the plan."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from mcpsweep.connectors.http.clock import Clock, rfc3339
from mcpsweep.executor.board import Board
from mcpsweep.executor.crew import Consent
from mcpsweep.executor.entries import Kind
from mcpsweep.executor.performing import PERFORMERS, Station, by_hand
from mcpsweep.executor.recovery import recovered
from mcpsweep.executor.trouble import JournalError
from mcpsweep.executor.writing import RunJournal
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Confirm, Step

_LEFT_ALONE = frozenset({OutcomeState.SKIPPED, OutcomeState.MANUAL})


@dataclass(frozen=True, slots=True)
class Started:
    """A step is about to be tried."""

    step: Step


@dataclass(frozen=True, slots=True)
class Ended:
    """A step is over."""

    step: Step
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Waits:
    """A step waits for others, by their ids."""

    step: Step
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A step needs somebody's yes."""

    step: Step
    answer: Future[Consent]


@dataclass(frozen=True, slots=True)
class Left:
    """A lane has come to its end, or to trouble."""

    trouble: BaseException | None


Message: TypeAlias = Started | Ended | Waits | Question | Left


@dataclass(frozen=True, slots=True)
class Shared:
    """What all lanes work with."""

    journal: RunJournal
    board: Board
    clock: Clock
    post: Callable[[Message], None]
    """Tells the thread that called `run`."""
    stations: Callable[[str], Station | str]
    """By the connector's name; why there is none, in words."""
    asks_always: bool
    """Whether every step needs a yes."""
    begun: frozenset[str]
    """Steps that may have taken effect in an earlier attempt."""


class Lane:
    """Carries out its steps, one after the other."""

    def __init__(self, steps: Sequence[Step], shared: Shared) -> None:
        self._steps = steps
        self._shared = shared

    def run(self) -> None:
        """Until all are over or the board says stop. Every trouble ends up in the `Left` message."""
        trouble: BaseException | None = None
        try:
            for batch in self._batches():
                if not self._may_begin(batch):
                    break
                fault = self._carry_out(batch)
                trouble = trouble or fault
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._shared.board.stop()
            trouble = error
        self._shared.post(Left(trouble))

    def _batches(self) -> Iterator[list[Step]]:
        """Neighbours that one performer takes together; all others alone."""
        batch: list[Step] = []
        for step in self._steps:
            if batch and not self._belongs(step, batch[0]):
                yield batch
                batch = []
            batch.append(step)
        if batch:
            yield batch

    def _belongs(self, step: Step, first: Step) -> bool:
        return self._is_for_batches(step) and self._is_for_batches(first) and self._shape(step) == self._shape(first)

    def _is_for_batches(self, step: Step) -> bool:
        return by_hand(step) is None and not self._needs_yes(step) and PERFORMERS[step.action].is_in_batches

    def _shape(self, step: Step) -> tuple[object, ...]:
        """What neighbours have in common that are carried out together."""
        return (step.action, step.connector, step.target.owner(), step.needs, self._is_begun(step))

    def _needs_yes(self, step: Step) -> bool:
        # What was begun had its yes before.
        is_asked = step.confirm is Confirm.ASK or self._shared.asks_always
        return is_asked and by_hand(step) is None and not self._is_begun(step)

    def _is_begun(self, step: Step) -> bool:
        return step.id in self._shared.begun

    def _may_begin(self, batch: Sequence[Step]) -> bool:
        board, needs = self._shared.board, batch[0].needs
        if open_ones := board.open(needs):
            self._shared.post(Waits(batch[0], tuple(open_ones)))
        return board.wait_for(needs)

    def _carry_out(self, batch: Sequence[Step]) -> Exception | None:
        """Outcomes for a batch, on the disk before anything else begins. Returns a fault of ours, if there was one."""
        step = batch[0]
        settled = by_hand(step) or self._declined(step)
        if settled is not None:
            self._conclude(batch, [settled] * len(batch))
            return None
        if self._shared.board.is_stopped:
            return None
        station = self._shared.stations(step.connector)
        if isinstance(station, str):
            reason = f"not tried: {station}"
            self._conclude(
                batch, [Outcome(OutcomeState.FAILED, Verified.NO, reason, one.instructions) for one in batch]
            )
            return None
        begun = self._is_begun(step)
        self._shared.journal.intend(batch, self._now())
        for one in batch:
            self._shared.post(Started(one))
        fault: Exception | None = None
        outcomes: Sequence[Outcome]
        try:
            outcomes = PERFORMERS[step.action].perform(station, batch)
        except Exception as error:  # noqa: BLE001 - one step that trips over us must not keep the others from ending
            fault = error
            reason = f"a fault in mcpsweep itself ({type(error).__name__}): it may or may not have taken effect"
            outcomes = [Outcome(OutcomeState.UNKNOWN, Verified.NO, reason, one.instructions) for one in batch]
        if begun:
            outcomes = [recovered(outcome) for outcome in outcomes]
        self._conclude(batch, outcomes)
        return fault

    def _declined(self, step: Step) -> Outcome | None:
        if not self._needs_yes(step):
            return None
        answer: Future[Consent] = Future()
        self._shared.post(Question(step, answer))
        consent = answer.result()
        self._shared.journal.tell(Kind.ANSWERED, self._now(), {"step": step.id, "answer": consent.value})
        if consent is Consent.QUIT:
            self._shared.board.stop()
        if consent is Consent.SKIP:
            return Outcome(OutcomeState.SKIPPED, Verified.NO, "it had to be asked about, and the answer was no")
        return None

    def _conclude(self, batch: Sequence[Step], outcomes: Sequence[Outcome]) -> None:
        told = {step.id: self._with_doubts(step, outcome) for step, outcome in zip(batch, outcomes, strict=True)}
        try:
            self._shared.journal.conclude(told, self._now())
        except JournalError:
            # The report still tells what the disk did not take.
            self._shared.board.stop()
            raise
        finally:
            for step in batch:
                self._shared.board.put(step.id, told[step.id])
        for step in batch:
            self._shared.post(Ended(step, told[step.id]))

    def _with_doubts(self, step: Step, outcome: Outcome) -> Outcome:
        """An account is closed although a token of it did not end; a reader has to know."""
        unsure = self._shared.board.unsure(step.needs)
        if not unsure or outcome.state in _LEFT_ALONE:
            return outcome
        return msgspec.structs.replace(
            outcome, reason=f"{outcome.reason}; tried although {', '.join(unsure)} did not surely end before"
        )

    def _now(self) -> str:
        return rfc3339(self._shared.clock.now())
