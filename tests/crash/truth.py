"""Whether a journal tells the truth, by the simulated services' own books."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from mcpsweep.errors import ExitCode
from mcpsweep.executor.entries import Kind, RunEntry
from mcpsweep.model.outcome import Outcome, OutcomeState
from mcpsweep.model.plan import Action, Step
from mcpsweep.model.record import Record
from mcpsweep.model.run import RunReport
from mcpsweep.sandbox.estate import Estate
from tests.crash.books import Deed, UnderWay
from tests.rehearsal.expected import grants_at
from tests.rehearsal.scene import ALICE, SIMULATED, WHO, mark
from tests.rehearsal.world import services

SURE = frozenset(
    {OutcomeState.DONE, OutcomeState.ALREADY, OutcomeState.ACCEPTED, OutcomeState.MANUAL, OutcomeState.SKIPPED}
)
"""What somebody can rely on."""
_GONE = frozenset({OutcomeState.DONE, OutcomeState.ALREADY})
_ON_ACCOUNTS = frozenset({Action.END_SESSIONS, Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT})
"""What these change is compared as a whole."""
_NOTHING_DONE = frozenset({OutcomeState.ALREADY, OutcomeState.FAILED, OutcomeState.SKIPPED})
_DONE_TOO = "done: "
"""How the outcome of several acts tells that some of them were made."""
_CUT_OFF = "begun before the interruption"
_LOST = ("the answer was lost", _CUT_OFF)
"""How an outcome tells that nobody heard how the act ended."""


def untrue(entry: RunEntry, estate: Estate) -> Iterator[str]:
    """What the outcomes of a run's steps say and the services do not."""
    for step, told in zip(entry.run.plan.steps, entry.steps, strict=True):
        if told.outcome is None:
            yield f"{step.id} has no outcome"
        elif told.outcome.state in _GONE and step.action not in _ON_ACCOUNTS and not is_gone(step, estate):
            yield f"{step.id} {step.action} {step.target.words()} is told as {told.outcome.state}, and it lives"


def is_gone(step: Step, estate: Estate) -> bool:
    """Whether the credential of a step is dead, or its record gone, at its service."""
    if step.action is Action.REVOKE:
        listed = grants_at(services(estate)[step.connector], ALICE.accounts[step.connector].id)
        return (step.target.kind, step.target.id) not in listed
    return not any(
        estate.is_alive(one) for one in WHO.credentials if one.service in SIMULATED and mark(one) == step.fingerprint
    )


def exit_code(run: RunReport) -> ExitCode:
    """With what a process has to end that leaves the run like this."""
    if not {one.outcome.state for one in run.steps} <= SURE:
        return ExitCode.UNFINISHED
    return ExitCode.DONE if all(one.is_whole for one in run.sources) else ExitCode.INCOMPLETE


def untold(
    records: Mapping[str, Sequence[Record]], cut_off: Iterable[UnderWay], deeds: Iterable[Deed]
) -> Iterator[str]:
    """What the records of all runs do not say of steps that were cut off, and of acts whose answer nobody had."""
    for one in cut_off:
        told = _outcome(records, one)
        if told is None or _CUT_OFF not in told.reason:
            yield f"{one.step} was cut off, and is told as {told}"
    for deed in deeds:
        if not deed.counts:
            continue
        # Where several steps are under way, it was one of them.
        said = [told for one in deed.begun if (told := _outcome(records, one)) is not None]
        if not deed.is_told and not any(map(_is_lost, said)):
            yield f"{' '.join(deed.address)}: its answer was lost, and is told as {said}"
        if deed.changes and all(one.state in _NOTHING_DONE and _DONE_TOO not in one.reason for one in said):
            yield f"{' '.join(deed.address)}: it changed something, and is told as {said}"


def unannounced(deeds: Iterable[Deed]) -> list[str]:
    """What changed something while no step at its service had its intent on the disk (rule 10 of the design)."""
    return [f"{' '.join(deed.address)} was sent without an intent" for deed in deeds if deed.counts and not deed.begun]


def _is_lost(told: Outcome) -> bool:
    return told.state is OutcomeState.UNKNOWN or any(words in told.reason for words in _LOST)


def _outcome(records: Mapping[str, Sequence[Record]], one: UnderWay) -> Outcome | None:
    """How the step ended first, after that moment."""
    return next(
        (
            msgspec.convert(record.data["outcome"], Outcome)
            for record in records[one.run][one.records :]
            if record.kind == Kind.OUTCOME and record.data["step"] == one.step
        ),
        None,
    )
