"""A run as people want to know it: what became of each credential and of each step that is about none."""

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.plan import Action
from mcpsweep.model.run import ReportedGrant, ReportedHolding, RunReport, SeenAt, StepReport
from mcpsweep.reports.actions import ACTIONS
from mcpsweep.reports.times import day, minute, span


class Fate(enum.Enum):
    """What became of something, for somebody who has to act on it: what needs a person comes first."""

    BY_HAND = "left to do by hand"
    FAILED = "failed"
    UNKNOWN = "may still work"
    NOT_DONE = "not done"
    """It was to be done, and was not: nobody came to it, or somebody said no."""
    UNVERIFIED = "not verified"
    ENDED = "done and verified"
    GONE = "already gone"
    LEFT = "left alone"
    """Nothing was to be done about it."""


OPEN = frozenset({Fate.FAILED, Fate.UNKNOWN, Fate.NOT_DONE, Fate.UNVERIFIED})
"""Not done, or not proven: somebody has to look again."""
_OF_ACCOUNTS = frozenset({Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT})
SETTLED = frozenset({Fate.ENDED, Fate.GONE})

VERIFIED = {
    Verified.YES: "a second look confirms it",
    Verified.NO: "a second look does not confirm it",
    Verified.NOT_POSSIBLE: "there is no way to take a second look",
}
_UNPROVEN = {
    OutcomeState.DONE: Fate.UNVERIFIED,
    OutcomeState.ALREADY: Fate.UNVERIFIED,
    OutcomeState.ACCEPTED: Fate.UNVERIFIED,
    OutcomeState.FAILED: Fate.FAILED,
    OutcomeState.UNKNOWN: Fate.UNKNOWN,
    OutcomeState.SKIPPED: Fate.NOT_DONE,
    OutcomeState.MANUAL: Fate.BY_HAND,
}
_PROVEN = _UNPROVEN | {
    OutcomeState.DONE: Fate.ENDED,
    OutcomeState.ALREADY: Fate.GONE,
    OutcomeState.ACCEPTED: Fate.ENDED,
}
_LEFT_ALONE = "report"
_DECIDED = {action.value: words for action, words in ACTIONS.items()} | {
    _LEFT_ALONE: "only report it",
    "none": "nothing was decided",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A credential, or a step that is about none, and what became of it. All text in it is hostile."""

    service: str
    title: str
    """What kind of thing it is."""
    label: str
    """Which one."""
    fate: Fate
    outcome: OutcomeState
    verified: Verified
    reason: str
    owner: str
    instruction: Instruction | None
    request_ids: tuple[str, ...]
    account: str = ""
    suffix: str = ""
    rule: str = ""
    """What decided it, and what was decided."""
    whose: str = ""
    is_shared: bool = False
    places: tuple[SeenAt, ...] = ()
    grants: tuple[ReportedGrant, ...] = ()

    @property
    def was_tried(self) -> bool:
        """Whether a second look was called for."""
        return self.fate in SETTLED or self.outcome in (OutcomeState.DONE, OutcomeState.ALREADY, OutcomeState.ACCEPTED)


def fate(state: OutcomeState, verified: Verified, *, was_to_end: bool = True) -> Fate:
    """What an outcome comes to. Nothing counts as ended without a second look (rule 9 of the design)."""
    if state is OutcomeState.SKIPPED and not was_to_end:
        return Fate.LEFT
    return (_PROVEN if verified is Verified.YES else _UNPROVEN)[state]


def entries(report: RunReport) -> list[Entry]:
    """The person's credentials, then the steps that are about none of them; worst first in each service."""
    found = [_credential(holding) for holding in report.holdings]
    found += [_step(step) for step in report.steps if _stands_alone(step)]
    return sorted(found, key=_rank)


def _stands_alone(step: StepReport) -> bool:
    """Whether it is told by itself: what ends an account is more than the end of the credentials that go with it."""
    return not step.holdings or step.action in _OF_ACCOUNTS


def others(report: RunReport) -> list[Entry]:
    """Other people's credentials that the person's machines held."""
    return sorted((_credential(holding) for holding in report.others), key=_rank)


def services(found: Iterable[Entry]) -> dict[str, list[Entry]]:
    """`found` by service, in alphabetical order; what belongs to no service last, under an empty name."""
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        grouped[entry.service].append(entry)
    return dict(sorted(grouped.items(), key=lambda item: (not item[0], item[0])))


def machines(report: RunReport) -> list[str]:
    """The machines that credentials were seen on."""
    seen = (place.machine for holding in (*report.holdings, *report.others) for place in holding.sightings)
    return sorted(set(seen))


def times(report: RunReport) -> str:
    """When it ran."""
    if report.ended_at is None:
        return f"{minute(report.started_at)}, not ended"
    return span(report.started_at, report.ended_at)


def warnings(report: RunReport) -> list[str]:
    """What has to be known before anything else is read."""
    said = ["This was a dry run: nothing was changed."] if report.dry_run else []
    if report.ended_at is None:
        said.append(f"The run has not ended. mcpsweep revoke --resume {report.run} takes it up where it stopped.")
    return said


def remarks(report: RunReport) -> list[str]:
    """What cannot be known, without what the gaps and the sources say already."""
    told = [(gap.what, gap.reason) for gap in report.gaps]
    told += [(origin.name, origin.reason) for origin in report.sources if not origin.is_whole]
    said = [(what, reason) for what, reason in told if what and reason]
    return [words for words in report.remarks if not any(what in words and reason in words for what, reason in said)]


def spot(place: SeenAt) -> str:
    """Path and line; the path alone where there are no lines."""
    return f"{place.path}:{place.line}" if place.line else place.path


def reader(place: SeenAt, *, with_machine: bool) -> str:
    """What stands at a place, and who uses it."""
    server = f"server {place.server}" if place.server else ""
    machine = f"on {place.machine or 'a machine without a name'}" if with_machine else ""
    return ", ".join(filter(None, (place.name, server, machine)))


def record(grant: ReportedGrant) -> str:
    """The service's own record: the exact object, as an administrator finds it."""
    said = [
        f"{grant.kind} {grant.label}".rstrip(),
        f"id {grant.id}" if grant.id else "",
        f"token id {grant.token_id}" if grant.token_id else "",
        f"last used {day(grant.last_used)}" if grant.last_used else "",
        f"expires {day(grant.expires)}" if grant.expires else "",
    ]
    return ", ".join(filter(None, said))


def tally(found: Iterable[Entry]) -> dict[Fate, int]:
    """How many came to which fate, those that none came to left out."""
    counted = dict.fromkeys(Fate, 0)
    for entry in found:
        counted[entry.fate] += 1
    return {one: number for one, number in counted.items() if number}


def summarise(report: RunReport) -> str:
    """All of it in one sentence."""
    credentials = tally(_credential(holding) for holding in report.holdings)
    steps = tally(_step(step) for step in report.steps if _stands_alone(step))
    said = _counted(sum(credentials.values()), "credential", credentials)
    if steps:
        said += "; " + _counted(sum(steps.values()), "other step", steps)
    if report.others:
        said += f"; {len(report.others)} of other people's left alone"
    return said


def _counted(total: int, noun: str, counted: dict[Fate, int]) -> str:
    told = ", ".join(f"{number} {one.value}" for one, number in counted.items())
    return f"{total or 'no'} {noun}{'' if total == 1 else 's'}" + (f": {told}" if told else "")


def _rank(entry: Entry) -> tuple[int, bool, str, str, str, str]:
    fates = list(Fate)
    return (fates.index(entry.fate), not entry.service, entry.service, entry.title, entry.label, entry.account)


def _credential(holding: ReportedHolding) -> Entry:
    action = _DECIDED.get(holding.decision.action, holding.decision.action)
    return Entry(
        service=holding.service,
        title=holding.kind.removeprefix(f"{holding.service}-"),
        label=holding.label,
        fate=fate(holding.outcome, holding.verified, was_to_end=holding.decision.action != _LEFT_ALONE),
        outcome=holding.outcome,
        verified=holding.verified,
        reason=holding.reason,
        owner=holding.owner,
        instruction=holding.instructions,
        request_ids=holding.request_ids,
        account=holding.account,
        suffix=holding.suffix or "",
        rule=": ".join(filter(None, (holding.decision.rule, action))),
        whose=holding.whose,
        is_shared=holding.shared,
        places=holding.sightings,
        grants=holding.grants,
    )


def _step(step: StepReport) -> Entry:
    instruction = step.outcome.instruction
    if instruction == Instruction(step.what):  # A check is its own instruction: once is enough.
        instruction = None
    return Entry(
        service=step.service,
        title=ACTIONS[step.action],
        label=step.what,
        fate=fate(step.outcome.state, step.outcome.verified),
        outcome=step.outcome.state,
        verified=step.outcome.verified,
        reason=step.outcome.reason,
        owner=step.owner,
        instruction=instruction,
        request_ids=step.outcome.request_ids,
    )
