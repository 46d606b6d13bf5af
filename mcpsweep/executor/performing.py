"""What each action does: a table from action to performer.

A performer looks before it acts and raises nothing that a service can cause. It may therefore simply be called again
for a step that was begun before a crash: what is gone by then is not touched a second time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.clock import Clock
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.proof import LOOKS
from mcpsweep.executor.combining import combine
from mcpsweep.executor.looking import Changed, Gone, Lookout, Unread
from mcpsweep.executor.own import OwnCredentials, left_alone
from mcpsweep.model.account import Account, AccountState
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Action, Confirm, Step
from mcpsweep.model.validity import ValidityState

_NO_VALUE = Instruction(
    "Scan the machine again together with the run (revoke --scan), or give the sealed inventory and its key "
    "(--inventory, --unseal-with), and resume the run; else end it by hand at its service."
)


@dataclass(frozen=True, slots=True)
class Station:
    """One service, as the steps of its lane meet it."""

    connector: Connector
    lookout: Lookout
    afterwards: Lookout
    """Lists anew what the lookout has listed before; used once accounts have ended."""
    own: OwnCredentials
    values: Mapping[str, Held]
    """In hand, by fingerprint."""
    grants: Mapping[str, Sequence[Grant]]
    """The service's records of each holding, by the holding's id."""
    clock: Clock


class Performer(NamedTuple):
    """How steps of one action are carried out."""

    perform: Callable[[Station, Sequence[Step]], Sequence[Outcome]]
    """Outcomes in the order of the steps."""
    is_in_batches: bool = False
    """Whether it takes several steps on one owner at once."""


def by_hand(step: Step) -> Outcome | None:
    """The outcome of a step that is a person's; None if it is the tool's."""
    if step.action in PERFORMERS and step.confirm is not Confirm.MANUAL and step.connector:
        return None
    reason = f"{_BY_HAND[step.action]} ({step.reason})" if step.reason else _BY_HAND[step.action]
    return Outcome(OutcomeState.MANUAL, Verified.NO, reason, step.instructions)


def _one(perform: Callable[[Station, Step], Outcome]) -> Performer:
    return Performer(lambda station, steps: [perform(station, step) for step in steps])


def _revoke(station: Station, step: Step) -> Outcome:
    seen = station.lookout.grant(step)
    if not isinstance(seen, Grant):
        return _unseen(seen, step)
    if station.own.has_grant(seen):
        return left_alone(station.connector)
    return station.connector.revoke(seen)


def _revoke_values(station: Station, steps: Sequence[Step]) -> Sequence[Outcome]:
    """All of one owner's."""
    outcomes: dict[str, Outcome] = {}
    held: dict[str, Held] = {}
    for step in steps:
        value = station.values.get(step.fingerprint or "")
        if value is None:
            outcomes[step.id] = _without_value(station, step)
        elif station.own.has_value(value):
            outcomes[step.id] = left_alone(station.connector)
        else:
            held[step.id] = value
    if held:
        ended = station.connector.revoke_values(list(held.values()), steps[0].target.owner())
        outcomes |= zip(held, ended, strict=True)
    return [outcomes[step.id] for step in steps]


def _without_value(station: Station, step: Step) -> Outcome:
    """The service's own record of it can still tell whether it is gone."""
    grants = [grant for holding in step.holdings for grant in station.grants.get(holding, ())]
    listed = station.lookout.still_listed(grants) if grants else None
    # Where a record stands for the access to one organisation only, its end proves nothing of the credential itself.
    if listed is False and all(Way.ID in grant.can_revoke for grant in grants):
        return Outcome(OutcomeState.ALREADY, Verified.YES, "the service does not list it any more")
    seen = f"; {listed.reason}" if isinstance(listed, Unread) else "; the service still lists it" if listed else ""
    return Outcome(OutcomeState.FAILED, Verified.NO, f"not tried: its value is not in hand{seen}", _NO_VALUE)


def _on_account(act: Callable[[Connector, Account], Sequence[Outcome]], station: Station, step: Step) -> Outcome:
    seen = station.lookout.account(step.target)
    if not isinstance(seen, Account):
        return _unseen(seen, step)
    if station.own.has_account(station.connector, seen):
        return left_alone(station.connector)
    return combine(act(station.connector, seen))


def _check(station: Station, step: Step) -> Outcome:
    """Whether a credential is dead, one that ends with its account is gone, or the account in the state that the
    step's label names."""
    if station.connector.rehearses:
        return Outcome(OutcomeState.SKIPPED, Verified.NO, "dry run: this is looked at in the end")
    if step.target.is_account:
        return _check_account(station, step)
    return _check_grant(station, step) if step.target.id else _check_value(station, step)


def _check_grant(station: Station, step: Step) -> Outcome:
    """What became of a credential that has no end of its own: by its value, else by a new list of its service."""
    if step.fingerprint in station.values:
        said = _check_value(station, step)
        if said.state is not OutcomeState.UNKNOWN:
            return said
    key = (step.connector, step.target.kind, step.target.id)
    grants = [grant for name in step.holdings for grant in station.grants.get(name, ()) if grant.key() == key]
    listed = station.afterwards.still_listed(grants) if grants else Unread("the service's record of it is not at hand")
    match listed:
        case Unread():
            reason = f"it could not be looked at again: {listed.reason}"
            return Outcome(OutcomeState.UNKNOWN, Verified.NO, reason, step.instructions)
        case True:
            reason = "its service still lists it: with its account it loses what that may do here, and nothing else"
            return Outcome(OutcomeState.MANUAL, Verified.NO, reason, step.instructions)
        case False:
            reason = "not listed any more; whether it would come back with its account, no service tells"
            return Outcome(OutcomeState.DONE, Verified.NOT_POSSIBLE, reason, step.instructions)


def _check_value(station: Station, step: Step) -> Outcome:
    held = station.values.get(step.fingerprint or "")
    if held is None:
        return Outcome(OutcomeState.UNKNOWN, Verified.NO, "it cannot be asked: its value is not in hand", _NO_VALUE)
    try:
        said = _ask_until_dead(station, held)
    except ServiceError as error:
        return Outcome(OutcomeState.UNKNOWN, Verified.NO, f"it could not be asked: {error}", step.instructions)
    match said.validity.state:
        case ValidityState.DEAD | ValidityState.EXPIRED:
            return Outcome(OutcomeState.DONE, Verified.YES, f"asked again: {said.reason}", None, said.request_ids)
        case ValidityState.LIVE:
            reason = f"after {sum(LOOKS):.0f} s it still works: {said.reason}"
            return Outcome(OutcomeState.FAILED, Verified.NO, reason, step.instructions, said.request_ids)
        case _:
            reason = f"it cannot be told whether it is dead: {said.reason}"
            return Outcome(OutcomeState.UNKNOWN, Verified.NO, reason, step.instructions, said.request_ids)


def _ask_until_dead(station: Station, held: Held) -> Identification:
    """What the credential says last. One that was ended just now may work for a while. Raises `ServiceError`."""
    for pause in LOOKS:
        station.clock.sleep(pause)
        said = station.connector.verify(held)
        if said.validity.state is not ValidityState.LIVE:
            break
    return said


def _check_account(station: Station, step: Step) -> Outcome:
    wanted, seen = step.target.label, station.lookout.account(step.target)
    match seen:
        case Unread():
            return Outcome(OutcomeState.UNKNOWN, Verified.NO, f"it could not be read: {seen.reason}", step.instructions)
        case Gone() if wanted == AccountState.DISABLED:
            return Outcome(OutcomeState.DONE, Verified.YES, seen.reason)
        case Account(state=state) if state == wanted:
            return Outcome(OutcomeState.DONE, Verified.YES, f"the account is {state}")
        case Account(state=AccountState.UNKNOWN):
            reason = "the service does not tell what state the account is in"
            return Outcome(OutcomeState.MANUAL, Verified.NO, reason, step.instructions)
        case Account(state=state):
            reason = f"the account is {state}, and should be {wanted}"
        case _:
            reason = seen.reason
    return Outcome(OutcomeState.FAILED, Verified.NO, reason, step.instructions)


def _unseen(seen: Gone | Changed | Unread, step: Step) -> Outcome:
    match seen:
        case Gone():
            return Outcome(OutcomeState.ALREADY, Verified.YES, seen.reason)
        case Changed():
            reason = f"not tried, since it is not what was planned: {seen.reason}"
            return Outcome(OutcomeState.FAILED, Verified.NO, reason, step.instructions)
        case Unread():
            reason = f"not tried: it could not be read before the act: {seen.reason}"
            ids = (seen.request_id,) if seen.request_id else ()
            return Outcome(OutcomeState.FAILED, Verified.NO, reason, step.instructions, ids)


PERFORMERS: Mapping[Action, Performer] = {
    Action.REVOKE: _one(_revoke),
    Action.REVOKE_VALUE: Performer(_revoke_values, is_in_batches=True),
    Action.END_SESSIONS: _one(partial(_on_account, lambda connector, account: connector.end_sessions(account))),
    Action.REMOVE_ACCESS: _one(partial(_on_account, lambda connector, account: connector.remove_access(account))),
    Action.DISABLE_ACCOUNT: _one(partial(_on_account, lambda connector, account: connector.disable_account(account))),
    Action.CHECK: _one(_check),
}

_BY_HAND: Mapping[Action, str] = {
    Action.STOP_AGENT: "a person stops it on its machine: a sweep changes no machine",
    Action.ROTATE: "a person makes a new one first: others work with it, too",
    Action.CHECK: "a person looks at it",
    Action.MANUAL: "left to a person",
    **dict.fromkeys(
        (
            Action.REVOKE,
            Action.REVOKE_VALUE,
            Action.END_SESSIONS,
            Action.REMOVE_ACCESS,
            Action.DISABLE_ACCOUNT,
        ),
        "a person does it: the plan says so",
    ),
}
