"""Whose machine an inventory is of."""

import pytest

from mcpsweep.join.keeper import whose
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Finding
from mcpsweep.model.holding import Owner
from mcpsweep.model.inventory import FORMAT, Home, Inventory, Machine, Tool
from mcpsweep.model.validity import Validity, ValidityState
from tests.join.making import found, people


def inventory(*users: str, findings: tuple[Finding, ...] = ()) -> Inventory:
    homes = tuple(Home(user, f"/home/{user}") for user in users)
    machine = Machine("laptop", "linux", "/", False)
    return Inventory(FORMAT, Tool("mcpsweep", "0"), "2026-11-22T12:00:00Z", machine, "k1", homes, (), (), findings)


def answered(login: str) -> Finding:
    return found(validity=Validity(ValidityState.LIVE, "2026-11-22T12:00:00Z", login)).finding


def beside(value: str) -> Finding:
    return found(accounts=(AccountHint("github", value, "USER"),)).finding


@pytest.mark.parametrize(
    ("seen", "owner", "named"),
    [
        pytest.param(inventory("alice"), Owner.PERSON, ("alice",), id="her id"),
        pytest.param(inventory("ANguyen"), Owner.PERSON, ("alice",), id="her login"),
        pytest.param(inventory("alice", "bob"), Owner.PERSON, ("alice", "bob"), id="hers and bob's"),
        pytest.param(inventory("bob"), Owner.OTHER, ("bob",), id="bob's"),
        pytest.param(inventory("bob", findings=(beside("bosei"),)), Owner.OTHER, ("bob",), id="bob's, by all there is"),
        pytest.param(
            inventory("bob", findings=(beside("anguyen"),)), Owner.UNKNOWN, ("bob",), id="bob's home, her name"
        ),
        pytest.param(
            inventory("bob", findings=(answered("anguyen"),)), Owner.UNKNOWN, ("bob",), id="bob's home, her token"
        ),
        pytest.param(inventory("user", findings=(answered("bosei"),)), Owner.OTHER, ("bob",), id="bob's token"),
        pytest.param(
            inventory("user", findings=(beside("alice@acme.example"),)), Owner.PERSON, ("alice",), id="her address"
        ),
        pytest.param(
            inventory("user", findings=(beside("bob@acme.example"),)), Owner.UNKNOWN, ("bob",), id="bob's address alone"
        ),
        pytest.param(inventory("user"), Owner.UNKNOWN, (), id="nobody's"),
        pytest.param(inventory("user", findings=(answered("nobody"),)), Owner.UNKNOWN, (), id="a stranger's token"),
        pytest.param(inventory("Alice Nguyen"), Owner.UNKNOWN, (), id="a display name"),
        pytest.param(inventory("alice+dave"), Owner.UNKNOWN, (), id="a mail name"),
        pytest.param(inventory(""), Owner.UNKNOWN, (), id="no name"),
    ],
)
def test_whose_machine_it_is(seen: Inventory, owner: Owner, named: tuple[str, ...]) -> None:
    keeper = whose(seen, people())
    assert (keeper.owner, keeper.people) == (owner, named)
    assert bool(keeper.reasons) == bool(named)


def test_what_lies_in_another_home_is_told_apart() -> None:
    keeper = whose(inventory("alice", "bob"), people())
    places = ("/home/alice/.claude.json", "/home/bob/.claude.json", "/home/bobby/.claude.json", "/etc/x.json")
    assert [keeper.of(found(path=path).finding) for path in places] == ["alice", "bob", "", ""]


def test_what_lies_in_no_home_is_the_machine_s() -> None:
    assert whose(inventory("alice"), people()).of(found(path="/etc/x.json").finding) == "alice"
