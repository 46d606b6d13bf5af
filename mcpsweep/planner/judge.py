"""What becomes of one holding: the playbook's decision, held to what the tool never does.

A playbook may ask for less than the tool's own rules allow, never for more (rules 6 and 7 of the design).
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.holding import Holding, Owner
from mcpsweep.model.validity import ValidityState
from mcpsweep.playbook.decide import decide
from mcpsweep.playbook.schema import Playbook

_ENDS = frozenset({Do.REVOKE, Do.ASK})
_DEAD = frozenset({ValidityState.DEAD, ValidityState.EXPIRED})


class _Restraint(NamedTuple):
    """When the tool does less than a playbook asks for."""

    holds: Callable[[Holding], bool]
    over: frozenset[Do]
    """The decisions that it outranks."""
    instead: Do
    reason: Callable[[Holding], str]


_RESTRAINTS = (
    _Restraint(
        lambda holding: holding.ownership.owner is Owner.OTHER,
        frozenset(Do),
        Do.REPORT,
        lambda holding: f"left alone: {holding.ownership.reason}",
    ),
    _Restraint(
        lambda holding: holding.validity.state in _DEAD and not holding.grants,
        _ENDS | {Do.MANUAL, Do.ROTATE},
        Do.REPORT,
        lambda holding: f"nothing is left to end: {_dead(holding)}",
    ),
    _Restraint(
        lambda holding: holding.is_shared,
        frozenset({Do.REVOKE}),
        Do.ROTATE,
        lambda holding: (
            "not the person's alone, so a new one has to take its place first: "
            + "; ".join(sharing.reason for sharing in holding.sharing)
        ),
    ),
    _Restraint(
        lambda holding: holding.ownership.owner is Owner.UNKNOWN,
        _ENDS,
        Do.MANUAL,
        lambda holding: f"a person has to decide: {holding.ownership.reason}",
    ),
    _Restraint(
        lambda holding: bool(holding.review),
        frozenset({Do.REVOKE}),
        Do.ASK,
        lambda holding: f"asked about first: {holding.review}",
    ),
)
"""In this order; the first that holds and outranks the decision counts."""


def judge(playbook: Playbook, holding: Holding, now: datetime, *, has_value: bool) -> Decision:
    """What becomes of `holding`. Where the tool does less than the playbook asks for, the decision says why."""
    decision = msgspec.structs.replace(decide(playbook, holding, now, has_value), what=_named(holding))
    if playbook.services and holding.service not in playbook.services and holding.connector not in playbook.services:
        about = f"{playbook.name} is about {', '.join(playbook.services)} only"
        return msgspec.structs.replace(decision, rule=f"services of {playbook.name}", do=Do.REPORT, reason=about)
    for restraint in _RESTRAINTS:
        if decision.do in restraint.over and restraint.holds(holding):
            if decision.do is restraint.instead is not Do.REPORT:
                return decision
            return msgspec.structs.replace(decision, do=restraint.instead, reason=restraint.reason(holding))
    return decision


def _named(holding: Holding) -> str:
    account = holding.account
    whose = f"of {account.login or account.id}" if account else ""
    return " ".join(filter(None, (holding.kind, holding.label, whose)))


def _dead(holding: Holding) -> str:
    when = f" on {holding.validity.checked_at[:10]}" if holding.validity.checked_at else ""
    if holding.validity.state is ValidityState.EXPIRED:
        return f"it expired{f' on {holding.validity.expires_at[:10]}' if holding.validity.expires_at else ''}"
    return f"its service said{when} that it is dead"
