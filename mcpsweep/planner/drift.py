"""What has changed between a plan's making and now."""

from collections.abc import Iterator

from mcpsweep.model.case import Case
from mcpsweep.model.holding import Owner
from mcpsweep.model.plan import Action, Plan


def drift(plan: Plan, case: Case) -> Iterator[str]:
    """What `case`, gathered just now, has more or less than when `plan` was made, in words; nothing if it is the same.

    The plan is still carried out as it was approved: what is gone ends as `already`, what is new is not touched.
    """
    listed = {grant.key() for holding in case.holdings for grant in (*holding.grants, *holding.apps)}
    for step in plan.steps:
        key = (step.connector, step.target.kind, step.target.id)
        if step.action is Action.REVOKE and key not in listed:
            what = step.target.label or step.target.id
            yield f"{step.id}: {step.connector} does not list {step.target.kind} {what} any more"
    planned = {decision.holding for decision in plan.decisions}
    for holding in case.holdings:
        if holding.id not in planned and holding.ownership.owner is not Owner.OTHER:
            where = holding.connector or holding.service
            yield f"new since then and not in the plan: {where} {holding.kind} {holding.label}".rstrip()
    accounts = {
        (link.account.connector, name) for link in case.links for name in [link.account.login or link.account.id]
    }
    for connector, names in plan.subject.accounts.items():
        for name in names:
            if (connector, name) not in accounts:
                yield f"{connector}: {name} does not count as {plan.subject.id}'s any more, or was not found"
