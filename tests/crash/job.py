"""What is carried out in a process that will be killed: begin the run, or resume it if there is one."""

import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Connector, Setup
from mcpsweep.connectors.http.client import Patience, Wire
from mcpsweep.executor.crew import Consent, Crew, Unattended
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.runner import Ran, begin, resume
from mcpsweep.model.case import Case
from mcpsweep.model.held import Held
from mcpsweep.model.plan import Plan, Step
from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.organisation import organisation
from tests.crash.clock import FastClock
from tests.rehearsal.expected import COMPANIONS


class Job(msgspec.Struct, frozen=True):
    """One start of the program. It goes through a pipe, since it holds the connectors' credentials."""

    folder: str
    """Where the journal, the plan and the case are."""
    start: float
    noon: float
    settings: Mapping[str, Mapping[str, str]]
    secrets: Mapping[str, Mapping[str, str]]
    read: float = 30.0
    """Seconds, real ones, to wait for a piece of an answer."""


class Yes(Unattended):
    """Somebody who agrees to everything."""

    def consent(self, step: Step) -> Consent:
        """Yes."""
        return Consent.YES


def connect(job: Job, clock: FastClock, *, rehearses: bool = False) -> dict[str, Connector]:
    """The real connectors before the simulated services."""
    made: dict[str, Connector] = {}
    for name, settings in job.settings.items():
        secrets = {field: Secret(value) for field, value in job.secrets[name].items()}
        wire, patience = Wire(rehearses=rehearses), Patience(read=job.read)
        setup = Setup(name, settings, secrets, clock=clock, patience=patience, wire=wire)
        made[name] = registry.load(name)(setup)
    return made


def in_hand() -> dict[str, Held]:
    """Alice's values, by the fingerprints that the plan knows them by."""
    who = organisation()
    return {
        f"fp-{one.label}": Held(
            one.kind,
            one.secret,
            tuple((name, who.credential(name).secret) for name in COMPANIONS.get(one.label, ())),
        )
        for one in who.held_by("alice")
    }


def carry_out(job: Job) -> int:
    """Begin or resume; the exit code."""
    clock = FastClock(job.start, job.noon)
    with clock.rules(), Journal(Path(job.folder)) as journal:
        return perform(job, clock, journal, latest(journal)).exit_code


def latest(journal: Journal) -> str | None:
    """The run to resume; None if there is none."""
    runs = journal.runs()
    return runs[0].run if runs else None


def perform(job: Job, clock: FastClock, journal: Journal, run: str | None, *, rehearses: bool = False) -> Ran:
    """Resume `run`, or begin one."""
    connectors = connect(job, clock, rehearses=rehearses)
    crew = Crew(connectors, rehearses=rehearses, values=in_hand(), decider=Yes(), clock=clock)
    try:
        if run is not None:
            return resume(journal, run, crew)
        folder = Path(job.folder)
        plan = msgspec.json.decode((folder / "plan.json").read_bytes(), type=Plan)
        case = msgspec.json.decode((folder / "case.json").read_bytes(), type=Case)
        return begin(journal, plan, case, crew)
    finally:
        for connector in connectors.values():
            connector.close()


if __name__ == "__main__":
    sys.exit(carry_out(msgspec.json.decode(sys.stdin.buffer.read(), type=Job)))
