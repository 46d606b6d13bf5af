"""Plans and cases by hand, as small as a test needs them."""

from collections.abc import Sequence
from typing import Any

from mcpsweep.model.account import Account, AccountKind, AccountRef
from mcpsweep.model.case import Case
from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.holding import Holding, Owner, Ownership
from mcpsweep.model.identity import Link, Method
from mcpsweep.model.person import Person
from mcpsweep.model.plan import FORMAT, Action, Confirm, Limits, Plan, PlanSubject, PlaybookRef, Step, Target
from mcpsweep.model.subject import Subject
from mcpsweep.planner.digest import sign

AT = "2026-11-22T12:00:00Z"
ALICE = Account("tracker", "tracker", "u1", "alice", AccountKind.PERSON)


def grant(number: int = 1, **changes: Any) -> Grant:
    """A token of alice's, as the service lists it."""
    known: dict[str, Any] = {
        "service": "tracker",
        "connector": "tracker",
        "id": f"g{number}",
        "kind": "tracker-token",
        "account": ALICE.ref(),
        "label": f"token {number}",
        "can_revoke": (Way.ID,),
    }
    return Grant(**known | changes)


def holding(*grants: Grant, **changes: Any) -> Holding:
    """What alice holds by these grants."""
    first = grants[0] if grants else grant()
    known: dict[str, Any] = {
        "id": f"h-{first.connector}-{first.id}",
        "service": first.service,
        "connector": first.connector,
        "kind": first.kind,
        "fingerprint": None,
        "ownership": Ownership(Owner.PERSON, "the roster names the account", "alice", first.account),
        "grants": grants,
    }
    return Holding(**known | changes)


def case(*holdings: Holding, links: Sequence[Account] = (ALICE,)) -> Case:
    """All that is known of alice."""
    return Case(
        subject=Subject(Person("alice", "Alice Nguyen", ("alice@acme.example",))),
        links=tuple(Link("alice", account, Method.ROSTER, "the roster names this account") for account in links),
        holdings=holdings,
    )


def step(number: int, action: Action, **changes: Any) -> Step:
    """One step, on alice's account unless it says otherwise."""
    known: dict[str, Any] = {
        "id": f"s{number:03d}",
        "action": action,
        "service": "tracker",
        "connector": "tracker",
        "target": Target("account", ALICE.id, ALICE.login, ALICE.login, ALICE.id),
        "reason": "rule 1 of test: everything",
        "confirm": Confirm.AUTO,
    }
    return Step(**known | changes)


def ending(number: int, one: Grant, action: Action = Action.REVOKE, **changes: Any) -> Step:
    """The step that ends a grant by its id."""
    account = one.account or AccountRef()
    target = Target(one.kind, one.id, one.label, account.login or account.id, account.id, one.target)
    known: dict[str, Any] = {
        "service": one.service,
        "connector": one.connector,
        "target": target,
        "holdings": (f"h-{one.connector}-{one.id}",),
    }
    return step(number, action, **known | changes)


def plan(*steps: Step, limits: Limits | None = None, decisions: Sequence[Decision] = ()) -> Plan:
    """A plan of these steps."""
    made = Plan(
        format=FORMAT,
        id="plan-20261122-000000000000",
        created_at=AT,
        subject=PlanSubject("alice", "Alice Nguyen", ("alice@acme.example",), {"tracker": ("alice",)}, "alice"),
        playbook=PlaybookRef("test", "0" * 64),
        sources=(),
        limits=limits or Limits(),
        steps=steps,
        decisions=tuple(decisions) or tuple(_decided(steps)),
    )
    return sign(made)


def _decided(steps: Sequence[Step]) -> list[Decision]:
    names = dict.fromkeys(name for one in steps for name in one.holdings)
    return [Decision(name, "rule 1 of test: everything", Do.REVOKE) for name in names]
