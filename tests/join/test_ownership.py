"""Only the person's own: what counts, what never does, and what is not one person's alone."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from mcpsweep.join.people import People
from mcpsweep.model.account import Account, AccountKind, AccountRef
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Asked, Identification
from mcpsweep.model.holding import Found, Holding, Owner, SharedHow
from mcpsweep.model.identity import Link, Method
from mcpsweep.model.roster import Roster
from mcpsweep.model.subject import Subject
from mcpsweep.model.validity import Validity, ValidityState
from tests.join.making import (
    ALICE,
    LINKS,
    ROSTER,
    SLACK,
    app,
    bot,
    bot_token,
    found,
    grant,
    hint,
    joined,
    people,
    ref,
    said,
)


def of_laptop(
    one: Found,
    told: Identification | None = None,
    grants: Sequence[Grant] = (),
    who: People | None = None,
    *more: Found,
) -> Holding:
    """The only holding that a laptop explains."""
    (holding,) = [
        holding for holding in joined([one, *more], grants, {"f1": told} if told else {}, who=who) if holding.found
    ]
    return holding


@pytest.mark.parametrize(
    ("holding", "method"),
    [
        pytest.param(joined([], [grant()])[0], Method.ROSTER, id="the roster names the account"),
        pytest.param(
            joined([], [grant(service="slack", connector="slack", account=SLACK.ref())])[0],
            Method.EMAIL,
            id="a service's link",
        ),
        pytest.param(of_laptop(found(), said()), Method.CREDENTIAL, id="its own answer"),
        pytest.param(
            of_laptop(found(validity=Validity(ValidityState.LIVE, "2026-11-20T12:00:00Z", "ANguyen"))),
            Method.CREDENTIAL,
            id="its answer during the scan",
        ),
        pytest.param(
            of_laptop(
                found(service="atlassian"),
                said(account=Account("atlassian", "atlassian", "557", "x", emails=("ALICE@acme.example",))),
            ),
            Method.CREDENTIAL,
            id="its own answer, with a verified address",
        ),
        pytest.param(of_laptop(bot_token(), bot("A1"), [app()]), Method.EMAIL, id="her own app's bot"),
    ],
)
def test_what_counts(holding: Holding, method: Method) -> None:
    assert (holding.ownership.owner, holding.ownership.person) == (Owner.PERSON, "alice")
    assert holding.ownership.method is method
    assert holding.ownership.reason


@pytest.mark.parametrize(
    ("holding", "person"),
    [
        pytest.param(of_laptop(found(), said("carol")), "carol", id="carol has her display name"),
        pytest.param(of_laptop(found(accounts=hint("alice@acme.example")), said("dave")), "dave", id="hints lose"),
        pytest.param(joined([], [grant(account=ref("dave"))])[0], "dave", id="a record of dave's"),
    ],
)
def test_what_is_proven_to_be_somebody_else_s(holding: Holding, person: str) -> None:
    assert (holding.ownership.owner, holding.ownership.person) == (Owner.OTHER, person)


@pytest.mark.parametrize(
    ("holding", "word"),
    [
        pytest.param(
            of_laptop(found(accounts=hint("alice@acme.example"))), "alice@acme.example", id="an address beside it"
        ),
        pytest.param(of_laptop(found()), "laptop", id="her laptop"),
        pytest.param(of_laptop(found(person="alice")), "laptop", id="her home folder"),
        pytest.param(of_laptop(found(None)), "could not be read", id="no value"),
        pytest.param(
            of_laptop(found(), said(validity=Validity(ValidityState.DEAD, "2026-11-22T12:00:00Z"), account=None)),
            "does not say whose",
            id="a dead one",
        ),
        pytest.param(
            of_laptop(found(), said(validity=Validity(), account=None, asked=Asked.UNDECIDED, reason="a or b: look")),
            "was not asked whose it is: a or b: look",
            id="one that was shown to nobody",
        ),
        pytest.param(
            of_laptop(found(service="slack"), said(account=Account("slack", "slack", "U9", "U9", name="Alice Nguyen"))),
            "U9",
            id="an account that nobody claims, with her display name",
        ),
        pytest.param(
            of_laptop(
                found(service="atlassian"),
                said(account=Account("atlassian", "atlassian", "9", "9", emails=("alice+x@acme.example",))),
            ),
            "9",
            id="an address with a plus tag",
        ),
        pytest.param(joined([], [grant(account=None)])[0], "does not tell", id="a record without an account"),
        pytest.param(joined([], [grant(account=AccountRef("7", "acme-bot"))])[0], "platform", id="a service account"),
        pytest.param(of_laptop(bot_token(), bot("A1"), [app(account=None)]), "U0BOT", id="the bot of nobody's app"),
        pytest.param(
            of_laptop(
                bot_token(),
                bot("A1"),
                [app(account=AccountRef("U0BOB"))],
                people(
                    links=(
                        *LINKS,
                        Link("bob", msgspec.structs.replace(SLACK, id="U0BOB", login=""), Method.ID, "asked"),
                    )
                ),
            ),
            "bob installed",
            id="the bot of bob's app",
        ),
        pytest.param(
            of_laptop(
                found(service="slack", kind="slack-user-token"),
                said(account=Account("slack", "slack", "U9", "U9", AccountKind.PERSON), app_id="A1"),
                [app()],
            ),
            "U9",
            id="a stranger's token for her app",
        ),
    ],
)
def test_in_doubt_it_is_nobody_s(holding: Holding, word: str) -> None:
    assert (holding.ownership.owner, holding.ownership.method) == (Owner.UNKNOWN, None)
    assert word in holding.ownership.reason


def test_an_account_that_two_people_claim_is_neither_s() -> None:
    hers = Account("github", "github", "1004", "dalvarez")
    holding = of_laptop(
        found(), said("dave"), who=people(links=(Link("alice", hers, Method.EMAIL, "the seats hold her address"),))
    )
    assert holding.ownership.owner is Owner.UNKNOWN
    assert "alice (the seats hold her address) and dave (the roster names this account)" in holding.ownership.reason


def test_a_record_of_another_account_than_its_own_answer_makes_it_doubtful() -> None:
    holding = of_laptop(found(), said(token_id="7"), [grant(account=ref("carol"), token_id="7")])
    assert holding.ownership.owner is Owner.UNKNOWN
    assert "anguyen" in holding.ownership.reason
    assert "alice-nguyen" in holding.ownership.reason


def test_only_the_account_that_was_asked_for() -> None:
    only = people(Subject(ALICE, {"github": "anguyen"}))
    slack = grant("g2", service="slack", connector="slack", account=SLACK.ref())
    assert {one.service: one.ownership.owner for one in joined([], [grant(), slack], who=only)} == {
        "github": Owner.PERSON,
        "slack": Owner.OTHER,
    }


def test_a_case_about_everybody_knows_everybody() -> None:
    owners = {
        one.ownership.person: one.ownership.owner
        for one in joined([], [grant("g1"), grant("g2", account=ref("dave"))], who=people(None))
    }
    assert owners == {"alice": Owner.PERSON, "dave": Owner.PERSON}


def test_somebody_outside_the_roster_is_known_by_what_was_asked() -> None:
    person = msgspec.structs.replace(ALICE, id="alice@acme.example", accounts={})
    link = Link(person.id, Account("github", "github", "1001", "anguyen"), Method.DIRECTORY, "linked")
    (holding,) = joined([], [grant()], who=People(Roster(), [link], Subject(person)))
    assert (holding.ownership.owner, holding.ownership.method) == (Owner.PERSON, Method.DIRECTORY)


@pytest.mark.parametrize(
    ("holding", "how", "owner"),
    [
        pytest.param(
            of_laptop(found(person="alice"), None, (), None, found(machine="bobs", person="bob")),
            SharedHow.INVENTORIES,
            "",
            id="on bob's machine too",
        ),
        pytest.param(
            of_laptop(found(person="bob"), said()), SharedHow.INVENTORIES, "", id="hers, and on bob's machine alone"
        ),
        pytest.param(
            of_laptop(found(service="snowflake", kind="password", accounts=hint("analytics_pool"))),
            SharedHow.ROSTER,
            "data-platform",
            id="the roster's label",
        ),
        pytest.param(
            of_laptop(found(suffix="POOLED01")), SharedHow.ROSTER, "platform", id="the roster's last characters"
        ),
        pytest.param(
            of_laptop(found("f-ops", service="generic", kind="generic")),
            SharedHow.ROSTER,
            "ops",
            id="the roster's fingerprint",
        ),
        pytest.param(joined([], [grant(last_eight="POOLED01")])[0], SharedHow.ROSTER, "platform", id="of a record"),
        pytest.param(
            of_laptop(found(), said(account=Account("github", "github", "7", "acme-bot", AccountKind.PERSON))),
            SharedHow.SERVICE_ACCOUNT,
            "platform",
            id="the roster's service account",
        ),
        pytest.param(
            of_laptop(found(), said(account=Account("github", "github", "8", "svc", AccountKind.SERVICE))),
            SharedHow.SERVICE_ACCOUNT,
            "",
            id="a service account by the service's word",
        ),
        pytest.param(of_laptop(bot_token(), bot("A9"), [app("A1")]), SharedHow.BOT, "", id="the bot of a foreign app"),
    ],
)
def test_what_is_shared(holding: Holding, how: SharedHow, owner: str) -> None:
    (sharing,) = holding.sharing
    assert (sharing.how, sharing.owner) == (how, owner)
    assert sharing.reason


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"person": "alice"}, id="her machine"),
        pytest.param({"suffix": "POOLED02"}, id="other last characters"),
        pytest.param({"suffix": "POOLED01", "service": "npm"}, id="another service"),
        pytest.param({"accounts": hint("ANALYTICS_POOL")}, id="the label of another service"),
    ],
)
def test_what_is_hers_alone(changes: dict[str, Any]) -> None:
    assert of_laptop(found(**changes)).sharing == ()


def test_two_laptops_of_hers_share_nothing() -> None:
    holding = of_laptop(found(person="alice"), None, (), None, found(machine="second", person="alice"))
    assert (len(holding.found), holding.sharing) == (2, ())


def test_who_has_it_besides_is_named() -> None:
    more = [found(machine=name, person=name) for name in ("bob", "dave")]
    (sharing,) = of_laptop(found(person="alice"), None, (), None, *more).sharing
    assert sharing.people == ("bob", "dave")


def test_a_roster_without_anything_shared_shares_nothing() -> None:
    bare = People(msgspec.structs.replace(ROSTER, shared=(), service_accounts=()), LINKS)
    assert of_laptop(found(suffix="POOLED01"), None, (), bare).sharing == ()
