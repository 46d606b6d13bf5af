"""Carries a plan out: services side by side, each act between its intent and its outcome in the journal."""

import enum
import queue
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread

import msgspec

from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.errors import ExitCode, Unfinished, UsageError
from mcpsweep.executor import limits
from mcpsweep.executor.board import Board
from mcpsweep.executor.crew import Consent, Crew, Pace, Unwatched, Watcher
from mcpsweep.executor.entries import Kind, RunEntry, StepState
from mcpsweep.executor.interrupts import Interrupts
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.lanes import Ended, Lane, Left, Message, Question, Shared, Started, Waits
from mcpsweep.executor.looking import Lookout
from mcpsweep.executor.own import OwnCredentials
from mcpsweep.executor.performing import Station
from mcpsweep.executor.recovery import is_worth_another_attempt
from mcpsweep.executor.reporting import count, report
from mcpsweep.executor.trouble import JournalError
from mcpsweep.executor.writing import RunJournal
from mcpsweep.model.case import Case
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.plan import Plan, Step
from mcpsweep.model.run import RunReport
from mcpsweep.planner.digest import is_intact

_TICK = 0.2
"""Seconds between two looks at whether somebody interrupted."""
_UNSURE = frozenset({OutcomeState.FAILED, OutcomeState.UNKNOWN})


class Finish(enum.Enum):
    """How a run came to its end, or to a rest."""

    COMPLETE = "complete"
    """Every step has its outcome."""
    QUIT = "quit"
    """Somebody said so. Like all below, it can be resumed."""
    INTERRUPTED = "interrupted"
    BROKEN = "broken"
    """The journal took no more, so that nothing else was begun."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a run."""

    report: RunReport
    """It holds also what a broken journal did not take."""
    finish: Finish
    trouble: BaseException | None = None
    """`Unfinished` for the journal's, or a fault of ours in some step: that one is `unknown`, all others went on."""

    @property
    def exit_code(self) -> ExitCode:
        """How a command that did this ends."""
        if self.finish in (Finish.QUIT, Finish.INTERRUPTED):
            return ExitCode.INTERRUPTED
        unsure = any(step.outcome.state in _UNSURE for step in self.report.steps)
        return ExitCode.UNFINISHED if unsure or self.finish is Finish.BROKEN else ExitCode.DONE


def begin(journal: Journal, plan: Plan, case: Case, crew: Crew) -> Ran:
    """Carry out a plan of `case`. Blocks until it is over or left.

    Raises `UsageError` for a plan that was altered, is in disorder or exceeds its limits, `Incomplete` where the
    limits cannot be checked, and `JournalError` without a journal: then nothing was done. A second interrupt is a
    `KeyboardInterrupt`, which leaves at once; the run can be resumed.
    """
    _refuse_disorder(plan)
    limits.check(plan, limits.count(crew.connectors, plan))
    at = rfc3339(crew.clock.now())
    try:
        writer = journal.begin(plan, case, at, dry_run=crew.rehearses)
    except JournalError as error:
        raise JournalError(f"nothing was done: {error.message}", error.hint) from None
    return _Runner(journal.read(writer.run), writer, crew, frozenset()).run()


def resume(journal: Journal, run: str, crew: Crew) -> Ran:
    """Go on with a run that was left, or try again what did not surely end. Blocks and raises like `begin`.

    What was begun is asked about first and repeated only where it is still there. Raises `UsageError` where there is
    no such run, another process is at it, or one was a dry run and the other is not.
    """
    known = journal.read(run)
    if known.run.dry_run != crew.rehearses:
        was, now = ("a dry run", "in earnest") if known.run.dry_run else ("in earnest", "as a dry run")
        raise UsageError(f"{run} was {was}: it cannot go on {now}", "nothing was done; start a new run")
    writer, entry = journal.resume(run, rfc3339(crew.clock.now()))
    begun = {one.step for one in entry.steps if one.state is StepState.INTENT}
    again = [
        one for step, one in zip(entry.run.plan.steps, entry.steps, strict=True) if is_worth_another_attempt(step, one)
    ]
    begun |= {one.step for one in again if one.outcome is not None and one.outcome.state is OutcomeState.UNKNOWN}
    try:
        writer.reopen(one.step for one in again)
    except BaseException:
        writer.release()
        raise
    return _Runner(entry, writer, crew, frozenset(begun)).run()


class _Runner:
    """One run in this process."""

    def __init__(self, entry: RunEntry, journal: RunJournal, crew: Crew, begun: frozenset[str]) -> None:
        self._entry = entry
        self._plan = entry.run.plan
        self._journal = journal
        self._crew = crew
        self._begun = begun
        done = [(step.id, journal.entry(step.id).outcome) for step in self._plan.steps]
        self._board = Board((step, outcome) for step, outcome in done if outcome is not None)
        self._interrupts = Interrupts(self._board.stop)
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._own = OwnCredentials(secret for secrets in crew.own.values() for secret in secrets)
        self._stations: dict[str, Station] = {}
        self._running = 0
        """Lanes that have not left."""
        self._trouble: BaseException | None = None

    def run(self) -> Ran:
        """Until all steps are over, or nothing else is to begin."""
        left = [step for step in self._plan.steps if step.id not in self._board.outcomes]
        with self._interrupts.listening():
            trouble: BaseException | None
            try:
                trouble = self._attend(left) if left else None
            except JournalError as error:
                trouble = error
            except Exception:
                self._journal.release()
                raise
            return self._finished(trouble)

    def _attend(self, left: Sequence[Step]) -> BaseException | None:
        """Be there for the lanes until the last one has left. Returns the first trouble that one of them had."""
        pace = self._pace(left)
        self._journal.tell(Kind.ANSWERED, self._now(), {"answer": pace.value})
        if pace is Pace.QUIT:
            return None
        shared = Shared(
            self._journal,
            self._board,
            self._crew.clock,
            self._inbox.put,
            self._station,
            pace is Pace.STEP_BY_STEP,
            self._begun,
        )
        lanes = [Lane(steps, shared) for steps in _by_lane(left, pace)]
        for lane in lanes:
            # Daemons, so that a second interrupt need not wait for a service that does not answer.
            Thread(target=lane.run, name="mcpsweep-lane", daemon=True).start()
        self._running = len(lanes)
        try:
            self._serve(self._crew.watcher)
        except Exception:
            # Whoever watches or decides has tripped: what is under way is still finished and written down.
            self._board.stop()
            self._serve(Unwatched())
            raise
        return self._trouble

    def _serve(self, watcher: Watcher) -> None:
        is_told = False
        while self._running:
            if self._interrupts.seen and not is_told:
                is_told = True
                watcher.finishing(self._journal.run)
            try:
                message = self._inbox.get(timeout=_TICK)
            except queue.Empty:
                continue
            match message:
                case Started(step):
                    watcher.started(step)
                case Ended(step, outcome):
                    watcher.ended(step, outcome)
                case Waits(step, needs):
                    watcher.waits(step, needs)
                case Question(step, answer):
                    consent = Consent.QUIT
                    try:
                        consent = self._consent(step)
                    finally:
                        answer.set_result(consent)
                case Left(trouble):
                    self._running -= 1
                    self._trouble = self._trouble or trouble

    def _pace(self, left: Sequence[Step]) -> Pace:
        try:
            with self._interrupts.asking():
                return self._crew.decider.pace(self._plan, left)
        except KeyboardInterrupt:
            self._board.stop()
            return Pace.QUIT

    def _consent(self, step: Step) -> Consent:
        if self._board.is_stopped:
            return Consent.QUIT
        try:
            with self._interrupts.asking():
                return self._crew.decider.consent(step)
        except KeyboardInterrupt:
            self._board.stop()
            return Consent.QUIT

    def _station(self, name: str) -> Station | str:
        """Used by the one lane of this connector only."""
        connector = self._crew.connectors.get(name)
        if connector is None:
            return self._crew.absent.get(name, f"the connector {name} is not configured")
        if name not in self._stations:
            case = self._entry.case
            self._stations[name] = Station(
                connector,
                Lookout(connector, case),
                Lookout(connector, case),
                self._own,
                self._crew.values,
                {holding.id: holding.grants for holding in case.holdings},
                self._crew.clock,
            )
        return self._stations[name]

    def _finished(self, trouble: BaseException | None) -> Ran:
        """The run's end on the disk as far as it takes it, and its report."""
        finish, ended = self._finish(trouble), None
        try:
            if finish is Finish.COMPLETE:
                ended = self._now()
                self._journal.end(ended, count(self._plan, self._board.outcomes))
            else:
                self._journal.tell(Kind.PAUSED, self._now(), {"why": finish.value})
        except JournalError as error:
            finish, ended, trouble = Finish.BROKEN, None, error
        self._journal.release()
        if isinstance(trouble, JournalError):
            trouble = Unfinished(trouble.message, trouble.hint)
        entries = [
            msgspec.structs.replace(self._journal.entry(step.id), outcome=self._board.outcomes.get(step.id))
            for step in self._plan.steps
        ]
        run = msgspec.structs.replace(self._entry.run, ended_at=ended)
        return Ran(report(RunEntry(run, self._entry.case, tuple(entries))), finish, trouble)

    def _finish(self, trouble: BaseException | None) -> Finish:
        if isinstance(trouble, JournalError):
            return Finish.BROKEN
        if not self._board.open([step.id for step in self._plan.steps]):
            return Finish.COMPLETE
        return Finish.INTERRUPTED if self._interrupts.seen else Finish.QUIT

    def _now(self) -> str:
        return rfc3339(self._crew.clock.now())


def _by_lane(steps: Sequence[Step], pace: Pace) -> list[list[Step]]:
    """By connector, in the order of the plan; all in one lane where somebody says yes to each."""
    lanes: dict[str, list[Step]] = {}
    for step in steps:
        lanes.setdefault("" if pace is Pace.STEP_BY_STEP else step.connector, []).append(step)
    return list(lanes.values())


def _refuse_disorder(plan: Plan) -> None:
    """The plan is what was approved, and steps need only steps before them: no two lanes can wait for each other."""
    if not is_intact(plan):
        raise UsageError("the plan was altered after it was made: its digest does not fit", "make the plan again")
    before: set[str] = set()
    for step in plan.steps:
        if step.id in before:
            raise UsageError(f"the plan has two steps {step.id}", "make the plan again")
        late = [need for need in step.needs if need not in before]
        if late:
            raise UsageError(f"the plan has {step.id} before {', '.join(late)}, which it needs", "make the plan again")
        before.add(step.id)
