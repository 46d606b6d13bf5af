"""The part of the journal that the process writes which carries out a run."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

import msgspec

from mcpsweep.executor.database import Database
from mcpsweep.executor.entries import Kind, StepEntry, StepState
from mcpsweep.executor.lock import RunLock
from mcpsweep.executor.tables import ADD_RECORD, ADD_STEP, END_RUN, MOVE_STEP, text
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.plan import Step
from mcpsweep.model.record import Record, line, seal


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
        self.cursor.execute(ADD_RECORD, (self.run, self.last.sequence, line(self.last)))

    def add(self, entry: StepEntry) -> None:
        """One more attempt at a step."""
        self.cursor.execute(ADD_STEP, (self.run, entry.step, entry.attempt))
        self.entries[entry.step] = entry

    def move(self, entry: StepEntry) -> None:
        """How far the last attempt at a step has come."""
        outcome = None if entry.outcome is None else text(entry.outcome)
        values = (entry.state, entry.began, entry.finished, outcome, self.run, entry.step, entry.attempt)
        self.cursor.execute(MOVE_STEP, values)
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
            change.cursor.execute(END_RUN, (at, self.run))
            change.tell(Kind.ENDED, at, {"counts": counts})


def _named(step: Step) -> dict[str, Any]:
    """What an intent says of its step: enough to know what was about to happen, should all else be lost."""
    return {
        "step": step.id,
        "action": step.action,
        "connector": step.connector,
        "target": step.target,
        "fingerprint": step.fingerprint,
    }
