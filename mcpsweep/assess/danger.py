"""What it would mean if somebody used a credential that nobody looks after."""

import re
from collections.abc import Iterable

from mcpsweep.model.concern import CONCERNS, Concern, Danger, Topic
from mcpsweep.model.finding import Confidence
from mcpsweep.model.grant import GrantState
from mcpsweep.model.holding import Holding
from mcpsweep.model.reach import Reach, reach_of

_DANGERS = tuple(Danger)
_BY_REACH = {Reach.CONTROL: Danger.HIGH, Reach.DATA: Danger.MEDIUM, Reach.USE: Danger.LOW}
_RULES = re.compile(r"\badmin|\bmanage", re.IGNORECASE)
"""Scopes that rule over others: `admin:org`, `manage:jira-configuration`, `admin.users:write`."""
_READS = re.compile(r"\bread\b|:read$|^read", re.IGNORECASE)
_RESTING = frozenset({GrantState.PENDING, GrantState.BLOCKED})


def danger(holding: Holding, concerns: Iterable[Concern]) -> Danger:
    """The danger of one credential: by its service's reach, its scopes, its state, and what is wrong with it."""
    scopes = {scope for grant in holding.grants for scope in grant.scopes}
    step = _DANGERS.index(_BY_REACH[reach_of(holding.service)])
    if any(map(_RULES.search, scopes)):
        step = 0
    elif scopes and all(map(_READS.search, scopes)):
        step += 1
    if holding.grants and all(grant.state in _RESTING for grant in holding.grants):
        step += 1
    if not holding.grants and all(found.finding.confidence is Confidence.LOW for found in holding.found):
        step += 2
    if not CONCERNS[Topic.ORPHANS] & {*concerns}:
        step += 1  # somebody still answers for it
    return _DANGERS[min(step, len(_DANGERS) - 1)]
