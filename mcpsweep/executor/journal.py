"""What was planned, begun and done, on disk before and after each act (rule 10 of the design).

A step goes from `planned` to `intent` to `outcome` and never back; trying it again is another attempt beside the first.
Every change is one transaction with the record that tells of it, so that a crash at any moment leaves both or neither.
"""

import enum
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from mcpsweep import __version__
from mcpsweep.errors import UsageError
from mcpsweep.executor.database import Database, JournalError
from mcpsweep.executor.lock import RunLock
from mcpsweep.model.canonical import canonical
from mcpsweep.model.case import Case
from mcpsweep.model.history import FORMAT as RUNS_FORMAT
from mcpsweep.model.history import History, PastRun
from mcpsweep.model.outcome import Outcome, OutcomeState
from mcpsweep.model.plan import Plan, Step
from mcpsweep.model.record import Record, line, seal
from mcpsweep.model.run import RunRecord

Shape = TypeVar("Shape")

FOLDER_VARIABLE = "MCPSWEEP_STATE"
"""Names the folder of the journal; without it, the state folder of the user."""
_FILE = "journal.sqlite"


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


def folder() -> Path:
    """Where the journal lies: what `MCPSWEEP_STATE` names, else the user's state folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("mcpsweep", appauthor=False)


class Journal:
    """The runs of one user of the tool. May be used from several threads and processes."""

    def __init__(self, place: Path | None = None) -> None:
        """The journal in the folder `place`, else in `folder()`; made where there is none. Raises `JournalError`."""
        self._folder = place or folder()
        self._database = Database(self._folder / _FILE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    def runs(self) -> tuple[RunRecord, ...]:
        """All runs, the latest first. Raises `JournalError`."""
        with self._database.reading() as cursor:
            rows = cursor.execute(_RUNS).fetchall()
        return tuple(map(_run_record, rows))

    def history(self) -> History:
        """All runs and how they went, the latest first. Raises `JournalError`."""
        with self._database.reading() as cursor:
            runs = cursor.execute(_RUNS).fetchall()
            steps = cursor.execute(_ALL_STEPS).fetchall()
        last = {(run, entry.step): entry for run, *row in steps for entry in [_step_entry(tuple(row))]}
        outcomes: dict[str, list[Outcome | None]] = {}
        for (run, _step), entry in last.items():
            outcomes.setdefault(run, []).append(entry.outcome)
        return History(RUNS_FORMAT, tuple(_past_run(one, outcomes.get(one.run, ())) for one in map(_run_record, runs)))

    def read(self, run: str) -> RunEntry:
        """One run. Raises `UsageError` where there is none of that name, `JournalError`."""
        with self._database.reading() as cursor:
            row = cursor.execute(_ONE_RUN, (run,)).fetchone()
            steps = cursor.execute(_STEPS, (run,)).fetchall()
        if row is None:
            raise UsageError(f"there is no run {run}", "mcpsweep runs list names them all")
        record, case = _run_record(row[:-1]), _decoded(row[-1], Case)
        last = {entry.step: entry for entry in map(_step_entry, steps)}
        return RunEntry(record, case, tuple(last[step.id] for step in record.plan.steps))

    def records(self, run: str) -> tuple[Record, ...]:
        """All that happened in a run, in order: what `events.jsonl` of its evidence is made of."""
        with self._database.reading() as cursor:
            rows = cursor.execute(_RECORDS, (run,)).fetchall()
        return tuple(_decoded(text, Record) for (text,) in rows)

    def begin(self, plan: Plan, case: Case, at: str, *, dry_run: bool = False) -> "RunJournal":
        """A new run of `plan`, which this process carries out. Sealed values of the case's findings are left out.

        Raises `JournalError`.
        """
        run = f"run-{at[:10].replace('-', '')}-{secrets.token_hex(4)}"
        writer = RunJournal(self._database, run, self._lock(run), None, ())
        started = {
            "plan": plan.id,
            "digest": plan.digest,
            "subject": plan.subject,
            "steps": len(plan.steps),
            "dry_run": dry_run,
            "tool": f"mcpsweep {__version__}",
        }
        try:
            with writer.changing() as change:
                change.cursor.execute(
                    _ADD_RUN, (run, plan.subject.id, _text(plan), _text(_unsealed(case)), int(dry_run), at)
                )
                change.tell(Kind.STARTED, at, started)
                for step in plan.steps:
                    change.add(StepEntry(step.id, 1, StepState.PLANNED))
        except BaseException:
            writer.release()
            raise
        return writer

    def resume(self, run: str, at: str) -> tuple["RunJournal", RunEntry]:
        """A run that was left, which this process goes on with, and how far it has come.

        Raises `UsageError` where there is no such run or another process is at it, `JournalError`.
        """
        self.read(run)
        lock = self._lock(run)
        try:
            entry, records = self.read(run), self.records(run)
            writer = RunJournal(self._database, run, lock, records[-1], entry.steps)
            with writer.changing() as change:
                change.cursor.execute(_OPEN_RUN, (run,))
                change.tell(Kind.RESUMED, at, {"tool": f"mcpsweep {__version__}"})
        except BaseException:
            lock.release()
            raise
        return writer, entry

    def _lock(self, run: str) -> RunLock:
        return RunLock.take(self._folder / f"{run}.lock", run)


class Change:
    """What is written in one transaction."""

    def __init__(self, cursor: sqlite3.Cursor, run: str, last: Record | None) -> None:
        self.cursor = cursor
        self.run = run
        self.last = last
        self.entries: dict[str, StepEntry] = {}

    def tell(self, kind: Kind, at: str, data: Mapping[str, Any]) -> None:
        """One more record."""
        self.last = seal(self.last, at, self.run, kind, data)
        self.cursor.execute(_ADD_RECORD, (self.run, self.last.sequence, line(self.last)))

    def add(self, entry: StepEntry) -> None:
        """One more attempt at a step."""
        self.cursor.execute(_ADD_STEP, (self.run, entry.step, entry.attempt))
        self.entries[entry.step] = entry

    def move(self, entry: StepEntry) -> None:
        """How far the last attempt at a step has come."""
        outcome = None if entry.outcome is None else _text(entry.outcome)
        values = (entry.state, entry.began, entry.finished, outcome, self.run, entry.step, entry.attempt)
        self.cursor.execute(_MOVE_STEP, values)
        self.entries[entry.step] = entry


class RunJournal:
    """One run, in the hands of the process that carries it out.

    Whatever raises `JournalError` has written nothing.
    """

    def __init__(
        self, database: Database, run: str, lock: RunLock, last: Record | None, entries: Iterable[StepEntry]
    ) -> None:
        """`last` is the run's last record, `entries` are the last attempts at its steps."""
        self.run = run
        self._database = database
        self._lock = lock
        self._last = last
        self._entries = {entry.step: entry for entry in entries}
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let other processes go on with the run."""
        self._lock.release()

    def entry(self, step: str) -> StepEntry:
        """The last attempt at a step, as it is on the disk."""
        return self._entries[step]

    @contextmanager
    def changing(self) -> Iterator[Change]:
        """A transaction of this run: all of it is on the disk when the block is left, or nothing."""
        with self._turn:
            with self._database.writing() as cursor:
                change = Change(cursor, self.run, self._last)
                yield change
            self._last = change.last
            self._entries.update(change.entries)

    def intend(self, steps: Sequence[Step], at: str) -> None:
        """These are about to be tried, some perhaps again. Nothing may be sent before this returns."""
        with self.changing() as change:
            for step in steps:
                entry = self._entries[step.id]
                if entry.state is not StepState.INTENT:
                    entry = msgspec.structs.replace(entry, state=StepState.INTENT, began=at)
                    change.move(entry)
                change.tell(Kind.INTENT, at, {"attempt": entry.attempt, **_named(step)})

    def conclude(self, outcomes: Mapping[str, Outcome], at: str) -> None:
        """How steps ended, by their ids."""
        with self.changing() as change:
            for step, outcome in outcomes.items():
                entry = msgspec.structs.replace(
                    self._entries[step], state=StepState.OUTCOME, finished=at, outcome=outcome
                )
                change.move(entry)
                change.tell(Kind.OUTCOME, at, {"step": step, "attempt": entry.attempt, "outcome": outcome})

    def reopen(self, steps: Iterable[str]) -> None:
        """Try these once more: another attempt beside the one that has its outcome."""
        with self.changing() as change:
            for step in steps:
                change.add(StepEntry(step, self._entries[step].attempt + 1, StepState.PLANNED))

    def tell(self, kind: Kind, at: str, data: Mapping[str, Any]) -> None:
        """Something else that happened. `data` is what JSON can say, and never a value."""
        with self.changing() as change:
            change.tell(kind, at, data)

    def end(self, at: str, counts: Mapping[str, Any]) -> None:
        """Nothing is left to do."""
        with self.changing() as change:
            change.cursor.execute(_END_RUN, (at, self.run))
            change.tell(Kind.ENDED, at, {"counts": counts})


_RUNS = "SELECT run, subject, plan, started, ended, dry_run FROM runs ORDER BY started DESC, rowid DESC"
_ONE_RUN = 'SELECT run, subject, plan, started, ended, dry_run, "case" FROM runs WHERE run = ?'
_STEPS = "SELECT step, attempt, state, began, finished, outcome FROM steps WHERE run = ? ORDER BY attempt"
_ALL_STEPS = "SELECT run, step, attempt, state, began, finished, outcome FROM steps ORDER BY attempt"
_RECORDS = "SELECT line FROM records WHERE run = ? ORDER BY sequence"
_ADD_RUN = 'INSERT INTO runs (run, subject, plan, "case", dry_run, started) VALUES (?, ?, ?, ?, ?, ?)'
_ADD_STEP = "INSERT INTO steps (run, step, attempt, state) VALUES (?, ?, ?, 'planned')"
_ADD_RECORD = "INSERT INTO records (run, sequence, line) VALUES (?, ?, ?)"
_MOVE_STEP = (
    "UPDATE steps SET state = ?, began = ?, finished = ?, outcome = ? WHERE run = ? AND step = ? AND attempt = ?"
)
_OPEN_RUN = "UPDATE runs SET ended = NULL WHERE run = ?"
_END_RUN = "UPDATE runs SET ended = ? WHERE run = ?"


def _named(step: Step) -> dict[str, Any]:
    """What an intent says of its step: enough to know what was about to happen, should all else be lost."""
    return {
        "step": step.id,
        "action": step.action,
        "connector": step.connector,
        "target": step.target,
        "fingerprint": step.fingerprint,
    }


def _run_record(row: tuple[Any, ...]) -> RunRecord:
    run, subject, plan, started, ended, dry_run = row
    return RunRecord(run, subject, _decoded(plan, Plan), started, ended, bool(dry_run))


def _past_run(run: RunRecord, outcomes: Sequence[Outcome | None]) -> PastRun:
    counts = dict.fromkeys(OutcomeState, 0)
    for outcome in filter(None, outcomes):
        counts[outcome.state] += 1
    return PastRun(
        run=run.run,
        subject=run.subject,
        plan=run.plan.id,
        playbook=run.plan.playbook.name,
        started_at=run.started_at,
        ended_at=run.ended_at,
        dry_run=run.dry_run,
        counts=counts,
        left=sum(outcome is None for outcome in outcomes),
    )


def _step_entry(row: tuple[Any, ...]) -> StepEntry:
    step, attempt, state, began, finished, outcome = row
    decoded = None if outcome is None else _decoded(outcome, Outcome)
    return StepEntry(step, attempt, StepState(state), began, finished, decoded)


def _decoded(text: str, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.DecodeError:
        raise JournalError(
            "the journal is damaged: an entry cannot be read", "keep it for whoever examines it; a new run starts anew"
        ) from None


def _text(document: Any) -> str:
    return canonical(document).decode("ascii")


def _unsealed(case: Case) -> Case:
    """The case without the sealed values: the journal keeps nothing that a key could open."""
    replace = msgspec.structs.replace
    return replace(
        case,
        holdings=tuple(
            replace(
                holding, found=tuple(replace(one, finding=replace(one.finding, sealed=None)) for one in holding.found)
            )
            for holding in case.holdings
        ),
    )
