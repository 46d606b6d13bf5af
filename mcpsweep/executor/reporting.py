"""The report of a run, made of what its journal holds: for every credential of the person, acted on or not."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from mcpsweep.executor.combining import combine
from mcpsweep.executor.entries import RunEntry, StepEntry, StepState
from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.grant import Grant
from mcpsweep.model.holding import Holding, Owner
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Action, Ends, Plan, Step
from mcpsweep.model.run import (
    FORMAT,
    ReportedDecision,
    ReportedGrant,
    ReportedHolding,
    RunReport,
    SeenAt,
    StepReport,
)
from mcpsweep.model.validity import ValidityState

_NOT_TRIED = Outcome(OutcomeState.SKIPPED, Verified.NO, "not tried yet: the run was left before it")
_CUT_OFF = Outcome(
    OutcomeState.UNKNOWN, Verified.NO, "begun, and then the run was cut off: resume it, and the service is asked"
)
_LOST = "its access to the organisation"
_LEFT_ALONE = "report"
UNPLANNED = "none"
"""`decision.action` of what is known and the plan does not speak of."""
_DEAD = frozenset({ValidityState.DEAD, ValidityState.EXPIRED})


def report(entry: RunEntry) -> RunReport:
    """What a run did so far. The same for a run that is over, goes on, or was cut off."""
    run, plan = entry.run, entry.run.plan
    outcomes = {one.step: _outcome(one) for one in entry.steps}
    decisions = {decision.holding: decision for decision in plan.decisions}
    acts = _by_holding(plan.steps)
    reported = [
        (one.ownership.owner, _holding(one, decisions.get(one.id), acts.get(one.id, ()), outcomes))
        for one in entry.case.holdings
    ]
    return RunReport(
        format=FORMAT,
        run=run.run,
        plan=plan.id,
        subject=plan.subject,
        started_at=run.started_at,
        ended_at=run.ended_at,
        counts=count(plan, outcomes),
        holdings=tuple(one for owner, one in reported if owner is not Owner.OTHER),
        others=tuple(one for owner, one in reported if owner is Owner.OTHER),
        steps=tuple(_step(step, one, outcomes[step.id]) for step, one in zip(plan.steps, entry.steps, strict=True)),
        gaps=entry.case.gaps,
        remarks=plan.remarks,
        dry_run=run.dry_run,
        plan_digest=plan.digest,
        playbook=plan.playbook.name,
        sources=plan.sources,
    )


def count(plan: Plan, outcomes: Mapping[str, Outcome]) -> dict[str, dict[OutcomeState, int]]:
    """How many steps ended how, by service (empty: about none). Every outcome is there, also with 0."""
    counts: dict[str, dict[OutcomeState, int]] = {}
    for step in plan.steps:
        row = counts.setdefault(step.service, dict.fromkeys(OutcomeState, 0))
        if step.id in outcomes:
            row[outcomes[step.id].state] += 1
    return counts


def _outcome(entry: StepEntry) -> Outcome:
    if entry.outcome is not None:
        return entry.outcome
    return _CUT_OFF if entry.state is StepState.INTENT else _NOT_TRIED


def _by_holding(steps: Iterable[Step]) -> dict[str, list[Step]]:
    acts: dict[str, list[Step]] = {}
    for step in steps:
        for holding in step.holdings:
            acts.setdefault(holding, []).append(step)
    return acts


def _holding(
    holding: Holding, decision: Decision | None, steps: Sequence[Step], outcomes: Mapping[str, Outcome]
) -> ReportedHolding:
    own = [step for step in steps if not step.target.is_account] or steps
    outcome = combine([_told(step, outcomes[step.id]) for step in own]) if own else _untouched(holding, decision)
    finding = holding.found[0].finding if holding.found else None
    account = holding.account
    return ReportedHolding(
        holding=holding.id,
        fingerprint=holding.fingerprint,
        service=holding.service,
        kind=holding.kind,
        account=(account.login or account.id) if account else "",
        label=holding.label,
        shared=holding.is_shared,
        whose=holding.ownership.reason,
        sightings=_sightings(holding),
        grants=tuple(map(_grant, (*holding.grants, *holding.apps))),
        suffix=finding.suffix if finding else None,
        sha256=finding.sha256 if finding else None,
        decision=ReportedDecision(decision.rule if decision else "", _action(decision, steps)),
        outcome=outcome.state,
        verified=outcome.verified,
        reason=outcome.reason,
        owner=next((step.owner for step in steps if step.owner), decision.owner if decision else ""),
        instructions=outcome.instruction,
        request_ids=outcome.request_ids,
    )


def _told(step: Step, outcome: Outcome) -> Outcome:
    """Of a credential that only loses its access nobody shall read that it is gone."""
    if step.ends is Ends.WHOLE:
        return outcome
    return msgspec.structs.replace(outcome, reason=f"{_LOST}: {outcome.reason}")


def _action(decision: Decision | None, steps: Sequence[Step]) -> str:
    """What was to be done; what was to end and has no step of its own was not left alone on purpose."""
    if steps:
        return str(steps[0].action)
    if decision is None:
        return UNPLANNED
    return _LEFT_ALONE if decision.do is Do.REPORT else str(Action.REVOKE)


def _untouched(holding: Holding, decision: Decision | None) -> Outcome:
    if holding.validity.state in _DEAD and not holding.grants:
        reason = decision.reason if decision is not None else ""
        verified = Verified.YES if holding.validity.checked_at else Verified.NO
        return Outcome(OutcomeState.ALREADY, verified, reason or f"it was {holding.validity.state} before we came")
    if decision is None:
        reason = "the plan does not speak of it: it was not known when the plan was made; a new plan will"
    elif decision.reason:
        reason = decision.reason
    elif decision.do is Do.REPORT:
        reason = f"left alone, as {decision.rule} says"
    else:
        reason = f"no step of its own ({decision.rule}): it ends with its account, or not at all"
    return Outcome(OutcomeState.SKIPPED, Verified.NO, reason)


def _sightings(holding: Holding) -> tuple[SeenAt, ...]:
    seen = (
        SeenAt.of(found.machine, sighting, found.servers.get(sighting.server, ""))
        for found in holding.found
        for sighting in found.finding.sightings
    )
    return tuple(dict.fromkeys(seen))


def _grant(grant: Grant) -> ReportedGrant:
    return ReportedGrant(grant.id, grant.token_id, grant.kind, grant.label, grant.last_used, grant.expires)


def _step(step: Step, entry: StepEntry, outcome: Outcome) -> StepReport:
    return StepReport(
        id=step.id,
        action=step.action,
        service=step.service,
        connector=step.connector,
        what=step.words(),
        outcome=outcome,
        started_at=entry.began,
        ended_at=entry.finished,
        holdings=step.holdings,
        owner=step.owner,
    )
