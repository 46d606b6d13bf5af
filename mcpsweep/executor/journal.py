"""What was planned, begun and done, on disk before and after each act (rule 10 of the design).

A step goes from `planned` to `intent` to `outcome` and never back; trying it again is another attempt beside the first.
Every change is one transaction with the record that tells of it, so that a crash at any moment leaves both or neither.
"""

import os
import secrets
from pathlib import Path
from typing import Self

import msgspec

from mcpsweep import __version__
from mcpsweep.errors import UsageError
from mcpsweep.executor.database import Database
from mcpsweep.executor.entries import Kind, RunEntry, StepEntry, StepState
from mcpsweep.executor.lock import RunLock
from mcpsweep.executor.tables import (
    ADD_RUN,
    ALL_STEPS,
    ONE_RUN,
    OPEN_RUN,
    RECORDS,
    RUNS,
    STEPS,
    decoded,
    past_run,
    run_record,
    step_entry,
    text,
)
from mcpsweep.executor.writing import RunJournal
from mcpsweep.model.case import Case
from mcpsweep.model.history import FORMAT, History
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.plan import Plan
from mcpsweep.model.record import Record
from mcpsweep.model.run import RunRecord

FOLDER_VARIABLE = "MCPSWEEP_STATE"
"""Names the folder of the journal; without it, the state folder of the user."""
_FILE = "journal.sqlite"


def folder() -> Path:
    """Where the journal lies: what `MCPSWEEP_STATE` names, else the user's state folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("mcpsweep", appauthor=False)


def is_there() -> bool:
    """Whether there is a journal: to open one is to make it."""
    return (folder() / _FILE).is_file()


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
            rows = cursor.execute(RUNS).fetchall()
        return tuple(map(run_record, rows))

    def history(self) -> History:
        """All runs and how they went, the latest first. Raises `JournalError`."""
        with self._database.reading() as cursor:
            runs = cursor.execute(RUNS).fetchall()
            steps = cursor.execute(ALL_STEPS).fetchall()
        last = {(run, entry.step): entry for run, *row in steps for entry in [step_entry(tuple(row))]}
        outcomes: dict[str, list[Outcome | None]] = {}
        for (run, _step), entry in last.items():
            outcomes.setdefault(run, []).append(entry.outcome)
        return History(FORMAT, tuple(past_run(one, outcomes.get(one.run, ())) for one in map(run_record, runs)))

    def read(self, run: str) -> RunEntry:
        """One run. Raises `UsageError` where there is none of that name, `JournalError`."""
        with self._database.reading() as cursor:
            row = cursor.execute(ONE_RUN, (run,)).fetchone()
            steps = cursor.execute(STEPS, (run,)).fetchall()
        if row is None:
            raise UsageError(f"there is no run {run}", "mcpsweep runs list names them all")
        record, case = run_record(row[:-1]), decoded(row[-1], Case)
        last = {entry.step: entry for entry in map(step_entry, steps)}
        return RunEntry(record, case, tuple(last[step.id] for step in record.plan.steps))

    def records(self, run: str) -> tuple[Record, ...]:
        """All that happened in a run, in order: what `events.jsonl` of its evidence is made of."""
        with self._database.reading() as cursor:
            rows = cursor.execute(RECORDS, (run,)).fetchall()
        return tuple(decoded(text, Record) for (text,) in rows)

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
                    ADD_RUN, (run, plan.subject.id, text(plan), text(_unsealed(case)), int(dry_run), at)
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
                change.cursor.execute(OPEN_RUN, (run,))
                change.tell(Kind.RESUMED, at, {"tool": f"mcpsweep {__version__}"})
        except BaseException:
            lock.release()
            raise
        return writer, entry

    def _lock(self, run: str) -> RunLock:
        return RunLock.take(self._folder / f"{run}.lock", run)


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
