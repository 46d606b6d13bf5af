"""What must not be exceeded, looked at before the first step (rule 11 of the design)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.survey import side_by_side
from mcpsweep.errors import Incomplete, UsageError
from mcpsweep.model.grant import Grant
from mcpsweep.model.plan import Action, Confirm, Plan, Step

_CHANGES = frozenset(
    {
        Action.REVOKE_VALUE,
        Action.REVOKE,
        Action.END_SESSIONS,
        Action.REMOVE_ACCESS,
        Action.DISABLE_ACCOUNT,
    }
)
_ENDS = frozenset({Action.REVOKE_VALUE, Action.REVOKE, Action.END_SESSIONS})
"""What ends credentials that a service lists."""


def check(plan: Plan, listed: Mapping[str, int]) -> None:
    """Raises `UsageError` if the plan exceeds one of its limits.

    `listed` says how many grants each connector lists in all; only `max_share` needs it.
    """
    steps = [step for step in plan.steps if step.confirm is not Confirm.MANUAL and step.action in _CHANGES]
    most = plan.limits.max_steps
    if most is not None and len(steps) > most:
        raise UsageError(
            f"nothing was started: {len(steps)} steps of the plan change something, and its playbook allows {most}",
            "raise max_steps in the playbook, if this is what you want",
        )
    share = plan.limits.max_share
    if share is None:
        return
    for connector, ended in sorted(_ended(steps).items()):
        total = listed.get(connector, 0)
        if ended > share * total:
            raise UsageError(
                f"nothing was started: the plan ends {ended} of the {total} credentials that {connector} lists, "
                f"and its playbook allows {share:.4g} of them",
                "raise max_share in the playbook, if this is what you want",
            )


def count(connectors: Mapping[str, Connector], plan: Plan) -> dict[str, int]:
    """How many grants each connector lists in all; nothing where the plan's limits do not ask for it.

    Raises `Incomplete` if one cannot say.
    """
    if plan.limits.max_share is None:
        return {}
    names = sorted({step.connector for step in plan.steps if step.action in _ENDS and step.connector in connectors})
    return dict(zip(names, side_by_side([partial(_count, connectors[name]) for name in names]), strict=True))


def _ended(steps: Sequence[Step]) -> Counter[str]:
    """How many credentials the steps end, by connector."""
    ended: Counter[str] = Counter()
    for step in steps:
        if step.action in _ENDS:
            ended[step.connector] += max(1, len(step.holdings))
    return ended


def _count(connector: Connector) -> int:
    try:
        return sum(isinstance(item, Grant) for item in connector.list_all_grants())
    except ServiceError as error:
        raise Incomplete(f"nothing was started: the limit max_share cannot be checked: {error}", error.hint) from None
