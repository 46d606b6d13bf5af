"""People are found by exact address and by id, whatever state they are in."""

import pytest

from mcpsweep.connectors.http.errors import Forbidden
from mcpsweep.errors import NotAuthorised
from mcpsweep.model.account import AccountKind, AccountState
from mcpsweep.model.identity import Method
from tests.connectors.slack.conftest import Make
from tests.connectors.slack.workspace import ALICE, BOT_USER, GHOST, no


@pytest.mark.parametrize(
    ("plan", "method"), [("basic", Method.EMAIL), ("business", Method.DIRECTORY), ("enterprise", Method.DIRECTORY)]
)
def test_a_deactivated_member_is_found_by_address(make: Make, plan: str, method: Method) -> None:
    connector, workspace = make(plan)
    (found,) = connector.find_accounts("Ghost@acme.example")
    assert (found.account.id, found.account.state, found.method) == (GHOST, AccountState.DISABLED, method)
    assert bool(workspace.called("users.list")) == (plan == "basic"), "the long list only where nothing else answers"


def test_a_deactivated_member_is_found_by_id(make: Make) -> None:
    connector, _workspace = make()
    (found,) = connector.find_accounts(GHOST)
    assert found.account.state is AccountState.DISABLED


def test_an_address_that_was_never_confirmed_is_nobodys(make: Make) -> None:
    connector, workspace = make()
    workspace.users[ALICE]["is_email_confirmed"] = False
    assert list(connector.find_accounts("alice@acme.example")) == []
    (by_id,) = connector.find_accounts(ALICE)
    assert by_id.account.emails == ()


def test_guests_and_bots_say_so(make: Make) -> None:
    connector, workspace = make()
    workspace.users[ALICE]["is_ultra_restricted"] = True
    (guest,) = connector.find_accounts("alice@acme.example")
    assert "guest" in guest.reason
    (bot,) = connector.find_accounts(BOT_USER)
    assert bot.account.kind is AccountKind.BOT


@pytest.mark.parametrize("who", ["alice", "u0alice", "U0NOBODY", "@", "U0/../x", ""])
def test_anything_else_finds_nobody(make: Make, who: str) -> None:
    connector, _workspace = make()
    assert list(connector.find_accounts(who)) == []


def test_a_filter_that_is_ignored_shows_nobody_else(make: Make) -> None:
    connector, workspace = make()
    workspace.service.on(
        "GET",
        "/scim/v2/Users",
        lambda asked: workspace._scim(asked.__class__(asked.method, asked.path, {}, asked.headers, b"")),
    )
    (found,) = connector.find_accounts("ghost@acme.example")
    assert found.account.id == GHOST


def test_a_quote_in_an_address_stays_in_its_filter(make: Make) -> None:
    connector, workspace = make()
    assert list(connector.find_accounts('a" or active eq "true@acme.example')) == []
    (asked,) = (a for a in workspace.service.calls("GET", "/scim/v2/Users") if "filter" in a.query)
    assert asked.one("filter") == r'email eq "a\" or active eq \"true@acme.example"'


def test_a_missing_scope_is_named(make: Make) -> None:
    connector, workspace = make()
    workspace.instead["users.lookupByEmail"] = no("missing_scope", needed="users:read.email", provided="users:read")
    with pytest.raises(Forbidden, match=r"needs users:read\.email and has users:read") as caught:
        list(connector.find_accounts("alice@acme.example"))
    assert isinstance(caught.value, NotAuthorised)
