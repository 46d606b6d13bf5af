"""Made-up people, accounts, grants and inventories for assessing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from mcpsweep.assess.fleet import Fleet
from mcpsweep.assess.question import Question
from mcpsweep.assess.report import assess
from mcpsweep.join.accounts import Accounts
from mcpsweep.join.people import People
from mcpsweep.model.account import Account, AccountKind, AccountRef, AccountState
from mcpsweep.model.concern import Concern, Topic
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.inventory import Home, Inventory, Machine
from mcpsweep.model.person import Person, PersonStatus
from mcpsweep.model.roster import Roster, ServiceAccount, SharedCredential
from mcpsweep.model.tokens import ReportItem
from tests.reports.inventories import finding, inventory, sighting

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ROSTER = Roster(
    people=(
        Person("alice", "Alice Nguyen", ("alice@acme.example",), accounts={"github": "anguyen"}),
        Person("frank", "Frank Ng", ("frank@acme.example",), PersonStatus.DEPARTED, "2026-05-31", {"github": "fng"}),
        Person("gita", "गीता", ("gita@acme.example",), ends="2026-11-22"),
        Person("hal", "الحسن", ("hal@acme.example",), ends="2026-11-23"),
        Person("ivy", "艾薇", ("ivy@acme.example",), PersonStatus.DEPARTING, "2026-12-31"),
        Person("jon", "Jon", ("jon@acme.example",), ends="soon"),
    ),
    shared=(SharedCredential("slack", "data-platform", label="Pool"), SharedCredential("slack", "frank", label="Old")),
    service_accounts=(ServiceAccount("github", "acme-ci", "platform"), ServiceAccount("github", "acme-old", "frank")),
)


def account(login: str, **changes: Any) -> Account:
    """Somebody whom GitHub lets in; the service has verified the address of that name."""
    base = Account(
        "github",
        "github",
        f"id-{login}",
        login,
        AccountKind.PERSON,
        AccountState.ACTIVE,
        emails=(f"{login}@acme.example",),
    )
    return msgspec.structs.replace(base, **changes)


def grant(number: str = "1", login: str | None = "anguyen", **changes: Any) -> Grant:
    """A token in use that ends by itself, unless `changes` say otherwise."""
    base = Grant(
        service="github",
        connector="github",
        id=number,
        kind="github-pat",
        account=None if login is None else AccountRef(login=login),
        label="token",
        can_revoke=(Way.ACCESS,),
        scopes=("repo",),
        created="2026-01-05T08:00:00Z",
        last_used="2026-11-20T08:00:00Z",
        expires="2027-01-05T08:00:00Z",
    )
    return msgspec.structs.replace(base, **changes)


EVERYBODY = tuple(account(login) for login in ("anguyen", "fng", "gita", "hal", "ivy", "jon", "acme-ci", "acme-old"))


def laptop(host: str, user: str, *fingerprints: str, **changes: Any) -> Inventory:
    """A laptop with one home, in which these values lie."""
    path = f"/home/{user}"
    findings = tuple(
        finding(f"{host}-{one}", fingerprint=one, sightings=(sighting(f"{path}/{one}.json", server=""),))
        for one in fingerprints
    )
    base = inventory(machine=Machine(host, "linux", "/", False), homes=(Home(user, path),), findings=findings)
    return msgspec.structs.replace(base, **changes)


def assessed(
    grants: Iterable[Grant] = (),
    inventories: Sequence[Inventory] = (),
    topic: Topic = Topic.ORPHANS,
    accounts: Sequence[Account] = EVERYBODY,
    roster: Roster = ROSTER,
    whole: bool = True,
    days: int = 90,
    gateways: tuple[str, ...] = (),
) -> Mapping[str, ReportItem]:
    """The items that come of all that."""
    people = People(roster, accounts=Accounts(accounts, {"github"} if whole else frozenset()))
    fleet = Fleet(people)
    for number, one in enumerate(inventories):
        fleet.add(one, f"{number:064d}")
    question = Question(topic, NOW, days, gateways)
    return assess(question, people, fleet.merge(), iter(list(grants)), {"github": "github"}).items


def concerns(item: ReportItem) -> list[Concern]:
    """What is wrong with an item, the worst first."""
    return [doubt.concern for doubt in item.doubts]


def only(items: Mapping[str, ReportItem]) -> ReportItem:
    """The only item."""
    (found,) = items.values()
    return found
