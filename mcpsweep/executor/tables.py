"""The journal's tables: how they are made, asked and changed, and what their rows mean.

The database itself keeps what was planned and recorded as it is, and lets no step go back.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from mcpsweep.executor.entries import StepEntry, StepState
from mcpsweep.executor.trouble import JournalError
from mcpsweep.model.canonical import canonical
from mcpsweep.model.history import PastRun
from mcpsweep.model.outcome import Outcome, OutcomeState
from mcpsweep.model.plan import Plan
from mcpsweep.model.run import RunRecord

Shape = TypeVar("Shape")

VERSION = 1
"""Of the tables below; a file of a newer version is left alone."""

SCHEMA = """
CREATE TABLE runs (
    run TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    plan TEXT NOT NULL,
    "case" TEXT NOT NULL,
    dry_run INTEGER NOT NULL,
    started TEXT NOT NULL,
    ended TEXT
);
CREATE TABLE steps (
    run TEXT NOT NULL REFERENCES runs,
    step TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'intent', 'outcome')),
    began TEXT,
    finished TEXT,
    outcome TEXT,
    PRIMARY KEY (run, step, attempt),
    CHECK ((state = 'outcome') = (outcome IS NOT NULL AND finished IS NOT NULL)),
    CHECK (state <> 'intent' OR began IS NOT NULL)
);
CREATE TABLE records (
    run TEXT NOT NULL REFERENCES runs,
    sequence INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (run, sequence)
);
CREATE TRIGGER no_run_changes BEFORE UPDATE OF run, subject, plan, "case", dry_run, started ON runs
BEGIN SELECT RAISE(ABORT, 'a run stays what it was planned to be'); END;
CREATE TRIGGER no_run_goes BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'runs stay'); END;
CREATE TRIGGER no_step_goes_back BEFORE UPDATE ON steps
WHEN (OLD.state, NEW.state) NOT IN (VALUES ('planned', 'intent'), ('planned', 'outcome'), ('intent', 'outcome'))
BEGIN SELECT RAISE(ABORT, 'a step goes from planned to intent to outcome'); END;
CREATE TRIGGER no_step_goes BEFORE DELETE ON steps BEGIN SELECT RAISE(ABORT, 'steps stay'); END;
CREATE TRIGGER no_record_changes BEFORE UPDATE ON records BEGIN SELECT RAISE(ABORT, 'records stay as they are'); END;
CREATE TRIGGER no_record_goes BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'records stay'); END;
"""

RUNS = "SELECT run, subject, plan, started, ended, dry_run FROM runs ORDER BY started DESC, rowid DESC"
ONE_RUN = 'SELECT run, subject, plan, started, ended, dry_run, "case" FROM runs WHERE run = ?'
STEPS = "SELECT step, attempt, state, began, finished, outcome FROM steps WHERE run = ? ORDER BY attempt"
ALL_STEPS = "SELECT run, step, attempt, state, began, finished, outcome FROM steps ORDER BY attempt"
RECORDS = "SELECT line FROM records WHERE run = ? ORDER BY sequence"
ADD_RUN = 'INSERT INTO runs (run, subject, plan, "case", dry_run, started) VALUES (?, ?, ?, ?, ?, ?)'
ADD_STEP = "INSERT INTO steps (run, step, attempt, state) VALUES (?, ?, ?, 'planned')"
ADD_RECORD = "INSERT INTO records (run, sequence, line) VALUES (?, ?, ?)"
MOVE_STEP = (
    "UPDATE steps SET state = ?, began = ?, finished = ?, outcome = ? WHERE run = ? AND step = ? AND attempt = ?"
)
OPEN_RUN = "UPDATE runs SET ended = NULL WHERE run = ?"
END_RUN = "UPDATE runs SET ended = ? WHERE run = ?"


def run_record(row: tuple[Any, ...]) -> RunRecord:
    """A row of `RUNS`. Raises `JournalError` where it makes no sense."""
    run, subject, plan, started, ended, dry_run = row
    return RunRecord(run, subject, decoded(plan, Plan), started, ended, bool(dry_run))


def past_run(run: RunRecord, outcomes: Sequence[Outcome | None]) -> PastRun:
    """A run in a line; `outcomes` are of its steps, None for those that have none."""
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


def step_entry(row: tuple[Any, ...]) -> StepEntry:
    """A row of `STEPS`. Raises `JournalError` where it makes no sense."""
    step, attempt, state, began, finished, outcome = row
    how = None if outcome is None else decoded(outcome, Outcome)
    return StepEntry(step, attempt, StepState(state), began, finished, how)


def decoded(text: str, shape: type[Shape]) -> Shape:
    """What a cell holds. Raises `JournalError` where it is no `shape`."""
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.DecodeError:
        raise JournalError(
            "the journal is damaged: an entry cannot be read", "keep it for whoever examines it; a new run starts anew"
        ) from None


def text(document: Any) -> str:
    """A struct as a cell holds it: printable ASCII."""
    return canonical(document).decode("ascii")
