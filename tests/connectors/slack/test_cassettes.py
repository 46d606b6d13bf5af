"""The same connector against samples of Slack's own answers, not only against our own picture of them."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import vcr

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.slack.connector import Slack
from mcpsweep.model.account import Account, AccountRef, AccountState
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.fake import FakeClock
from tests.connectors.slack.workspace import BOT_TOKEN, OWN

FOLDER = Path(__file__).parents[1] / "cassettes"
CASSETTES = ("slack", "slack-token")
ALICE, TEAM, APP = "U00000000", "T00000000", "A00000000"
ACCOUNT = Account("slack", "slack", ALICE, ALICE)
DONE = (OutcomeState.DONE, Verified.YES)

Play = Callable[[str], Slack]


@pytest.fixture
def play(clock: FakeClock) -> Iterator[Play]:
    """A connector to slack.com whose every answer comes from a cassette."""
    player = vcr.VCR(match_on=["method", "scheme", "host", "path", "query", "raw_body"], record_mode="none")
    with ExitStack() as stack:

        def start(name: str) -> Slack:
            stack.enter_context(player.use_cassette(str(FOLDER / f"{name}.yaml"), filter_headers=["authorization"]))
            made = Slack(Setup("slack", {}, {"token": Secret(OWN)}, clock=clock))
            stack.callback(made.close)
            return made

        yield start


@pytest.mark.parametrize("name", CASSETTES)
def test_no_credential_is_recorded(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text().lower()
    assert "authorization:" not in text
    assert not re.findall(r"xox[a-z]-|xoxe\.|xapp-|hooks\.slack\.com", text)


def test_members_are_found_present_and_former(play: Play) -> None:
    connector = play("slack")
    (alice,) = connector.find_accounts("alice@example.com")
    assert (alice.account.id, alice.account.name, alice.account.emails) == (ALICE, "Alice", ("alice@example.com",))
    (former,) = connector.find_accounts("former@example.com")
    assert former.account.state in (AccountState.ACTIVE, AccountState.DISABLED)


def test_what_the_samples_hold_is_listed(play: Play) -> None:
    listed = list(play("slack").list_grants(ACCOUNT))
    assert [one for one in listed if isinstance(one, Gap)] == []
    grants = {one.key()[1:]: one for one in listed if isinstance(one, Grant)}
    assert set(grants) == {("slack-app", f"{APP}@{TEAM}"), ("slack-session", "12345")}
    app = grants["slack-app", f"{APP}@{TEAM}"]
    assert (app.label, app.app_id, app.created) == ("Example app", APP, "2023-11-14T22:13:20Z")
    assert grants["slack-session", "12345"].label == "Mac macOS"


def test_what_the_samples_hold_is_ended(play: Play) -> None:
    connector = play("slack")
    for grant in [one for one in connector.list_grants(ACCOUNT) if isinstance(one, Grant)]:
        outcome = connector.revoke(grant)
        assert (outcome.state, outcome.verified) == DONE, outcome
        assert outcome.request_ids


def test_an_account_is_deactivated(play: Play) -> None:
    (outcome,) = play("slack").disable_account(ACCOUNT)
    assert (outcome.state, outcome.verified) == DONE, outcome


def test_a_bots_token_is_joined_to_its_app_and_ended(play: Play) -> None:
    connector = play("slack-token")
    held = Held("slack-bot-token", Secret(BOT_TOKEN))
    (outcome,) = connector.revoke_values([held], AccountRef(ALICE, ALICE))
    assert (outcome.state, outcome.verified) == DONE, outcome


def test_a_bots_token_says_which_app_it_is_of(play: Play) -> None:
    identified = play("slack-token").verify(Held("slack-bot-token", Secret(BOT_TOKEN)))
    assert (identified.validity.state, identified.app_id) == (ValidityState.LIVE, APP)
    assert "users:read.email" in identified.validity.scopes
