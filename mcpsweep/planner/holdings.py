"""The steps that end one holding: by the best way there is, and by hand where there is none."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

from mcpsweep.model.account import Account
from mcpsweep.model.capability import Ability
from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.holding import Holding, Owner
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.place import Role
from mcpsweep.model.plan import Action, Confirm, Ends, Risk, Step, Target
from mcpsweep.planner import by_hand
from mcpsweep.planner.draft import UNNUMBERED
from mcpsweep.planner.means import Means

_WITH_VALUE = (
    "With its value in hand mcpsweep ends it: revoke --scan on the laptop, or a sealed inventory (scan --seal)."
)
_ENDS_WITH_OTHERS = (
    "Which record at its service is this one cannot be told. It is asked once the account's others have ended: it must "
    "be dead then."
)
_ENDS_WITH_ACCOUNT = (
    "It has no end of its own: it goes with its account, and is looked for once the account's steps have been tried."
)
_MAX_PLACES = 3
"""So many places on machines are named in a step; more are counted."""
_ACCESS_ONLY = (
    "Only the access to this organisation ends with the step before. The credential itself goes on working elsewhere "
    "until its value is revoked (revoke --scan, or a sealed inventory) or its owner deletes it."
)


def steps(holding: Holding, decision: Decision, means: Means, ending_with_account: Collection[Account]) -> list[Step]:
    """What `decision` comes to for `holding`, unordered.

    `ending_with_account` are the accounts that the plan takes access from or disables.
    """
    return list(_MAKERS[decision.do](holding, decision, means, ending_with_account))


def _nothing(holding: Holding, decision: Decision, means: Means, accounts: Collection[Account]) -> Iterator[Step]:
    yield from ()


def _rotate(holding: Holding, decision: Decision, means: Means, accounts: Collection[Account]) -> Iterator[Step]:
    owner = decision.owner or next((sharing.owner for sharing in holding.sharing if sharing.owner), "")
    yield _step(
        holding,
        decision,
        Action.ROTATE,
        _target(holding),
        confirm=Confirm.MANUAL,
        owner=owner,
        risk=Risk.HIGH,
        instructions=by_hand.for_rotation(_instruction(holding, means), owner),
    )


def _by_person(holding: Holding, decision: Decision, means: Means, accounts: Collection[Account]) -> Iterator[Step]:
    yield _manual(holding, decision, _instruction(holding, means))


def _end(holding: Holding, decision: Decision, means: Means, accounts: Collection[Account]) -> Iterator[Step]:
    if _ends_by_value(holding, means):
        yield _step(
            holding,
            decision,
            Action.REVOKE_VALUE,
            _target(holding),
            effects=(*_effects(holding), *_remark(means, holding.connector, Ability.REVOKE_VALUE, holding.kind)),
            instructions=means.instruction(holding.connector, Ability.REVOKE_VALUE, holding.kind),
        )
        return
    if not holding.grants and _can_be_asked(holding, means):
        yield _step(
            holding,
            decision,
            Action.CHECK,
            _target(holding),
            confirm=Confirm.AUTO,
            effects=(_ENDS_WITH_OTHERS,),
            instructions=_instruction(holding, means),
        )
        return
    if not holding.grants:
        yield _manual(holding, decision, _without_value(holding, means))
        return
    ways = {grant.key(): _way(grant, means, accounts) for grant in holding.grants}
    for grant in holding.grants:
        yield from _BY_WAY[ways[grant.key()]](holding, grant, decision, means)
    if Way.ACCESS in ways.values() and Way.ID not in ways.values():
        yield _manual(holding, decision, Instruction(_ACCESS_ONLY, _instruction(holding, means).page))


_MAKERS: Mapping[Do, Callable[[Holding, Decision, Means, Collection[Account]], Iterator[Step]]] = {
    Do.REVOKE: _end,
    Do.ASK: _end,
    Do.ROTATE: _rotate,
    Do.MANUAL: _by_person,
    Do.REPORT: _nothing,
}


def _by_id(
    holding: Holding, grant: Grant, decision: Decision, means: Means, *, ends: Ends = Ends.WHOLE
) -> Iterator[Step]:
    yield _step(
        holding,
        decision,
        Action.REVOKE,
        _granted(grant),
        effects=grant.effects,
        instructions=grant.instruction or means.instruction(grant.connector, Ability.REVOKE, grant.kind),
        ends=ends,
    )


def _with_sessions(holding: Holding, grant: Grant, decision: Decision, means: Means) -> Iterator[Step]:
    account = _granted(grant)
    yield _step(
        holding,
        decision,
        Action.END_SESSIONS,
        Target("account", account.account_id or account.account, "", account.account, account.account_id),
        effects=_remark(means, grant.connector, Ability.END_SESSIONS),
        instructions=means.instruction(grant.connector, Ability.END_SESSIONS),
    )


def _with_account(holding: Holding, grant: Grant, decision: Decision, means: Means) -> Iterator[Step]:
    """A look afterwards: the plan's steps on the account end it, as far as it ends."""
    yield _step(
        holding,
        decision,
        Action.CHECK,
        _granted(grant),
        confirm=Confirm.AUTO,
        effects=(_ENDS_WITH_ACCOUNT,),
        instructions=grant.instruction or _instruction(holding, means),
    )


def _only_by_hand(holding: Holding, grant: Grant, decision: Decision, means: Means) -> Iterator[Step]:
    instruction = (
        grant.instruction
        or means.instruction(grant.connector, Ability.REVOKE, grant.kind)
        or by_hand.for_service(holding.service)
    )
    yield _manual(holding, decision, instruction, _granted(grant), (*grant.effects, *grant.dies_with))


_BY_WAY: Mapping[Way, Callable[[Holding, Grant, Decision, Means], Iterator[Step]]] = {
    Way.ID: _by_id,
    Way.ACCESS: partial(_by_id, ends=Ends.ACCESS),
    Way.SESSIONS: _with_sessions,
    Way.ACCOUNT: _with_account,
    Way.VALUE: _only_by_hand,
    Way.MANUAL: _only_by_hand,
}


def _way(grant: Grant, means: Means, accounts: Collection[Account]) -> Way:
    """The best way to end a grant without its value."""
    possible = {
        Way.ID: means.can(grant.connector, Ability.REVOKE, grant.kind),
        Way.ACCESS: means.can(grant.connector, Ability.REVOKE, grant.kind),
        Way.SESSIONS: means.can(grant.connector, Ability.END_SESSIONS),
        Way.ACCOUNT: grant.account is not None
        and any(one.connector == grant.connector and one.ref().could_be(grant.account) for one in accounts),
    }
    return next((way for way in grant.can_revoke if possible.get(way, False)), Way.MANUAL)


def _ends_by_value(holding: Holding, means: Means) -> bool:
    return (
        holding.fingerprint is not None
        and holding.fingerprint in means.in_hand
        and bool(holding.connector)
        and means.can(holding.connector, Ability.REVOKE_VALUE, holding.kind)
    )


def _can_be_asked(holding: Holding, means: Means) -> bool:
    """Whether it can be told, once all tokens of the account that the service lists have ended, that this one has, too.

    Which of them it is need not be known for that.
    """
    return (
        holding.fingerprint is not None
        and holding.fingerprint in means.in_hand
        and bool(holding.connector)
        and means.can(holding.connector, Ability.VERIFY, holding.kind)
        and means.can(holding.connector, Ability.LIST, holding.kind)
        and means.can(holding.connector, Ability.REVOKE, holding.kind)
    )


def _without_value(holding: Holding, means: Means) -> Instruction:
    """Nothing on the service's side can be ended, and the value is not there, or the service takes none."""
    known = _instruction(holding, means)
    if holding.fingerprint is None or not means.can(holding.connector, Ability.REVOKE_VALUE, holding.kind):
        return known
    return Instruction(f"{_WITH_VALUE} Without it: {known.text}", known.page)


def _instruction(holding: Holding, means: Means) -> Instruction:
    """How a person ends a holding: as its own record says, as its connector does, or as its service is known."""
    for grant in (*holding.grants, *holding.apps):
        if grant.instruction is not None:
            return grant.instruction
    own = means.instruction(holding.connector, Ability.REVOKE, holding.kind)
    if own is None and holding.fingerprint is not None:
        own = means.instruction(holding.connector, Ability.REVOKE_VALUE, holding.kind)
    for grant in holding.grants if own is None else ():
        if means.can(grant.connector, Ability.REVOKE, grant.kind):
            return Instruction(
                f"Find out who depends on it. If nobody does, mcpsweep ends it by its id ({grant.id}): take a playbook "
                "with a rule that asks or revokes."
            )
    return own or by_hand.for_service(holding.service)


def _manual(
    holding: Holding,
    decision: Decision,
    instruction: Instruction,
    target: Target | None = None,
    effects: tuple[str, ...] = (),
) -> Step:
    return _step(
        holding,
        decision,
        Action.MANUAL,
        target or _target(holding),
        confirm=Confirm.MANUAL,
        owner=decision.owner,
        effects=effects,
        instructions=instruction,
    )


def _step(
    holding: Holding,
    decision: Decision,
    action: Action,
    target: Target,
    *,
    confirm: Confirm | None = None,
    owner: str = "",
    risk: Risk | None = None,
    effects: tuple[str, ...] = (),
    instructions: Instruction | None = None,
    ends: Ends = Ends.WHOLE,
) -> Step:
    confirm = confirm or (Confirm.ASK if decision.do is Do.ASK else Confirm.AUTO)
    return Step(
        id=UNNUMBERED,
        action=action,
        service=holding.service,
        connector=holding.connector,
        target=target,
        reason=f"{decision.rule}; {decision.reason}" if decision.reason else decision.rule,
        confirm=confirm,
        holdings=(holding.id,),
        fingerprint=holding.fingerprint,
        evidence=_evidence(holding),
        # Whoever is asked has to know why.
        effects=(holding.review, *effects) if holding.review and confirm is Confirm.ASK else effects,
        risk=risk or _risk(holding, effects),
        owner=owner,
        instructions=instructions,
        ends=ends,
    )


def _risk(holding: Holding, effects: tuple[str, ...]) -> Risk:
    if holding.review or holding.is_shared or holding.ownership.owner is not Owner.PERSON:
        return Risk.HIGH
    return Risk.MEDIUM if effects else Risk.LOW


def _target(holding: Holding) -> Target:
    account = holding.account
    return Target(
        kind=holding.kind,
        id="",
        label=_named(holding),
        account=(account.login or account.id) if account else "",
        account_id=account.id if account else "",
    )


def _named(holding: Holding) -> str:
    """What a reader knows it by: of the tokens in variables of one name, the app tells which is which."""
    apps = dict.fromkeys(app.label for app in holding.apps if app.label)
    return " of ".join(filter(None, (holding.label, " and ".join(apps))))


def _granted(grant: Grant) -> Target:
    account = grant.account
    return Target(
        kind=grant.kind,
        id=grant.id,
        label=grant.label,
        account=(account.login or account.id) if account else "",
        account_id=account.id if account else "",
        scope=grant.target,
    )


def _effects(holding: Holding) -> tuple[str, ...]:
    """What ends with the credential itself, by the service's records."""
    return tuple(dict.fromkeys(effect for grant in holding.grants for effect in grant.dies_with))


def _remark(means: Means, connector: str, ability: Ability, kind: str = "") -> tuple[str, ...]:
    remark = means.remark(connector, ability, kind)
    return (remark,) if remark else ()


def _evidence(holding: Holding) -> tuple[str, ...]:
    places = [
        f"{sighting.path}:{sighting.line}" if sighting.line else sighting.path
        for found in holding.found
        for sighting in found.finding.sightings
        if sighting.role is Role.VALUE
    ] or [sighting.path for found in holding.found for sighting in found.finding.sightings]
    unique = list(dict.fromkeys(places))
    more = f" and {len(unique) - _MAX_PLACES} more" if len(unique) > _MAX_PLACES else ""
    found = (
        (f"found in {', '.join(unique[:_MAX_PLACES])}{more}",) if unique else ("no machine that was scanned has it",)
    )
    matches = tuple(match.reason for match in holding.matches)
    return (holding.ownership.reason, *matches, *found)
