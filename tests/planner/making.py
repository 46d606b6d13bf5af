"""Made-up cases for the planner: one of everything, to be changed where a test needs it."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from mcpsweep.model.account import Account, AccountKind, AccountRef, AccountState
from mcpsweep.model.capability import Ability, Capability, Support
from mcpsweep.model.case import Case, Origin, OriginKind
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.holding import Found, Holding, Owner, Ownership, SharedHow, Sharing
from mcpsweep.model.identity import Link, Method
from mcpsweep.model.person import Person, PersonStatus
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.subject import Subject
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.planner.means import Means

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ALICE = AccountRef("1001", "anguyen")
PERSON = Ownership(Owner.PERSON, "the roster names this account", "alice", ALICE, Method.ROSTER)
OTHER = Ownership(Owner.OTHER, "it answers as alice-nguyen, who is carol", "carol", AccountRef("2", "alice-nguyen"))
UNKNOWN = Ownership(Owner.UNKNOWN, "nothing that counts says whose it is")
POOL = Sharing(SharedHow.INVENTORIES, "the same value lies on bob's machine", "data-platform", ("bob",))


def grant(**changes: Any) -> Grant:
    """A personal token that can be ended by its id."""
    base = Grant("github", "github", "77", "github-pat", ALICE, "notebook", (Way.ID, Way.VALUE))
    return msgspec.structs.replace(base, **changes)


def found(fingerprint: str = "f1", **changes: Any) -> Found:
    """The same token in a file of alice's."""
    place = Sighting("/home/alice/.claude.json", 7, 3, "/env/T", Slot.ENV, "T", "claude-code", "srv", Role.VALUE)
    base = Finding(
        "i1",
        fingerprint,
        "github",
        "github-pat",
        Confidence.HIGH,
        Form.LITERAL,
        "by its form",
        "",
        40,
        None,
        None,
        (place,),
    )
    return Found("laptop", "abc", msgspec.structs.replace(base, **changes))


def holding(**changes: Any) -> Holding:
    """Alice's token, as the service lists it and the laptop holds it."""
    base = Holding(
        "h1",
        "github",
        "github",
        "github-pat",
        "f1",
        PERSON,
        Validity(ValidityState.LIVE, "2026-11-23T07:00:00Z"),
        (found(),),
        (grant(),),
    )
    return msgspec.structs.replace(base, **changes)


def case(*holdings: Holding, **changes: Any) -> Case:
    """Alice, her account, and `holdings`."""
    account = Account(
        "github", "github", "1001", "anguyen", AccountKind.PERSON, AccountState.ACTIVE, "Alice", ("alice@acme.example",)
    )
    person = Person("alice", "Alice", ("alice@acme.example",), PersonStatus.DEPARTING)
    base = Case(
        Subject(person),
        (Link("alice", account, Method.ROSTER, "the roster names this account"),),
        holdings,
        origins=(
            Origin(OriginKind.INVENTORY, "laptop", "2026-11-22T10:00:00Z", True, digest="0" * 64),
            Origin(OriginKind.SERVICE, "github", "2026-11-23T07:00:00Z", True),
        ),
    )
    return msgspec.structs.replace(base, **changes)


def means(*in_hand: str, **support: Support) -> Means:
    """A connector that can do everything, but for the abilities named: `revoke=Support.MANUAL`."""
    rows = [Capability(ability, "", support.get(ability.name.lower(), Support.FULL)) for ability in Ability]
    return Means({"github": tuple(rows), "slack": tuple(rows)}, frozenset(in_hand))
