"""The same connector against answers that Atlassian itself documents, not only against our own picture of them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import vcr

from mcpsweep.connectors.atlassian.connector import Atlassian
from mcpsweep.connectors.base import Setup
from mcpsweep.model.account import Account, AccountRef, AccountState
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.atlassian.conftest import held
from tests.connectors.atlassian.organisation import BOTH, CLASSIC, DEAD
from tests.connectors.fake import FakeClock

CASSETTE = Path(__file__).parents[1] / "cassettes" / "atlassian.yaml"
LILA, EMAIL = "557057:4f9acfd2-6155-419b-8de5-5b5cf27a59a0", "lila@example.com"
ACCOUNT = Account("atlassian", "atlassian", LILA, LILA)
SETTINGS = {"org_id": "00000000-0000-4000-8000-000000000001", "site_url": "https://example.atlassian.net"}


@pytest.fixture
def connector(clock: FakeClock) -> Iterator[Atlassian]:
    """A connector to Atlassian's own hosts whose every answer comes from the cassette."""
    player = vcr.VCR(match_on=["method", "scheme", "host", "path", "query", "raw_body"], record_mode="none")
    keys = {name: Secret(value) for name, value in BOTH.items()}
    with player.use_cassette(str(CASSETTE), filter_headers=["authorization"]):
        made = Atlassian(Setup("atlassian", SETTINGS, keys, clock=clock))
        yield made
        made.close()


def test_no_credential_is_recorded() -> None:
    text = CASSETTE.read_text()
    assert "authorization:" not in text.lower()
    assert not re.findall(r"AT[ATSC]TT|ATBB|ATOA|eyJ", text)


def test_a_member_is_found_by_the_address(connector: Atlassian) -> None:
    (found,) = connector.find_accounts(EMAIL)
    assert (found.account.id, found.account.name, found.account.emails) == (LILA, "Lila User", (EMAIL,))
    assert found.account.state is AccountState.ACTIVE


def test_the_documented_answers_are_understood(connector: Atlassian) -> None:
    listed = list(connector.list_grants(ACCOUNT))
    assert [one for one in listed if isinstance(one, Gap)] == []
    grants = {one.key()[1:]: one for one in listed if isinstance(one, Grant)}
    assert set(grants) == {
        ("atlassian-api-token", "token-1"),
        ("atlassian-api-token", "token-2"),
        ("atlassian-organisation-key", "key-1"),
        ("atlassian-service-account", "service-1"),
    }
    token = grants["atlassian-api-token", "token-1"]
    assert (token.label, token.created, token.last_used, token.expires) == (
        "My Addon",
        "2015-04-12T23:20:50Z",
        "2015-05-12T20:20:50Z",
        "2035-03-19T00:00:00Z",
    )
    assert grants["atlassian-api-token", "token-2"].state is GrantState.EXPIRED
    key = grants["atlassian-organisation-key", "key-1"]
    assert (key.label, key.scopes) == ("reports", ("read:tokens:admin",))
    assert grants["atlassian-service-account", "service-1"].label == "ci"


def test_everybodys_tokens_are_understood(connector: Atlassian) -> None:
    tokens = [one for one in connector.list_all_grants() if isinstance(one, Grant) and one.id == "token-1"]
    assert [(one.account, one.state) for one in tokens] == [(AccountRef(LILA, LILA), GrantState.ACTIVE)]


def test_a_token_is_ended_and_gone(connector: Atlassian) -> None:
    token = next(one for one in connector.list_grants(ACCOUNT) if isinstance(one, Grant) and one.id == "token-1")
    outcome = connector.revoke(token)
    assert (outcome.state, outcome.verified) == (OutcomeState.DONE, Verified.YES), outcome
    assert outcome.request_ids


def test_an_account_is_deactivated(connector: Atlassian) -> None:
    (outcome,) = connector.disable_account(ACCOUNT)
    assert (outcome.state, outcome.verified) == (OutcomeState.DONE, Verified.YES), outcome


def test_a_token_says_who_it_is_and_a_dead_one_nothing(connector: Atlassian) -> None:
    alive = connector.verify(held(CLASSIC, EMAIL))
    assert (alive.validity.state, alive.validity.account) == (ValidityState.LIVE, LILA)
    dead = connector.verify(held(DEAD, EMAIL))
    assert dead.validity.state is ValidityState.DEAD, dead.reason


def test_what_an_account_did_is_read(connector: Atlassian) -> None:
    seen = [one for one in connector.trace("hash", ACCOUNT.ref()) if isinstance(one, Event)]
    assert [(one.action, one.time) for one in seen] == [("api_token_created", "2026-11-20T10:00:00Z")]
