"""The same connector against answers that GitHub itself documents, not only against our own picture of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import vcr

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.github.connector import GitHub
from mcpsweep.connectors.github.rights import Rights
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.fake import FakeClock

CASSETTE = Path(__file__).parents[1] / "cassettes" / "github.yaml"
OCTOCAT = Account("github", "github", "1", "octocat")
TOKEN = "gh" + "p_" + "Octocat0" * 4 + "0000"


@pytest.fixture
def connector(private_key: str, clock: FakeClock) -> Iterator[GitHub]:
    """A connector to github.com whose every answer comes from the cassette."""
    player = vcr.VCR(match_on=["method", "scheme", "host", "path", "query"], record_mode="none")
    settings = {"org": "octo-org", "enterprise": "octo-inc", "app_id": "1", "product": "saml"}
    with player.use_cassette(str(CASSETTE), filter_headers=["authorization"]):
        made = GitHub(Setup("github", settings, {"app_private_key": Secret(private_key)}, clock=clock))
        yield made
        made.close()


def test_no_credential_is_recorded() -> None:
    text = CASSETTE.read_text().lower()
    assert "authorization:" not in text.replace("credential-authorization", "")
    assert not [prefix for prefix in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_") if prefix in text]


def test_the_documented_answers_are_understood(connector: GitHub) -> None:
    listed = list(connector.list_grants(OCTOCAT))
    assert [one for one in listed if isinstance(one, Gap)] == []
    grants = {grant.key()[1:]: grant for grant in listed if isinstance(grant, Grant)}
    assert set(grants) == {
        ("github-deploy-key", "1"),
        ("github-fine-grained-pat", "25381"),
        ("github-fine-grained-pat-request", "25381"),
        ("github-pat", "161195"),
        ("github-oauth-token", "161197"),
        ("github-authorized-ssh-key", "161199"),
        ("github-ssh-key", "1"),
    }
    fine = grants["github-fine-grained-pat", "25381"]
    assert (fine.token_id, fine.label, fine.created) == ("98716", "Some Token", "2023-05-16T15:47:09Z")
    assert fine.scopes == ("members:read", "metadata:read")
    assert grants["github-fine-grained-pat-request", "25381"].state is GrantState.PENDING
    assert grants["github-pat", "161195"].last_eight == "71c3fc11"


def test_each_documented_grant_is_ended(connector: GitHub) -> None:
    endable = {"github-fine-grained-pat", "github-pat", "github-deploy-key"}
    grants = [one for one in connector.list_grants(OCTOCAT) if isinstance(one, Grant) and one.kind in endable]
    assert len(grants) == 3
    for grant in grants:
        outcome = connector.revoke(grant)
        assert (outcome.state, outcome.verified) == (OutcomeState.DONE, Verified.YES), outcome
        assert outcome.request_ids


def test_a_token_of_another_account_is_left_alone(connector: GitHub) -> None:
    (outcome,) = connector.revoke_values([Held("github-pat", Secret(TOKEN))], AccountRef("2", "octocat"))
    assert outcome.state is OutcomeState.SKIPPED, "the id decides, not the login"


def test_a_token_says_who_it_is(connector: GitHub) -> None:
    identified = connector.verify(Held("github-pat", Secret(TOKEN)))
    assert identified.validity.state is ValidityState.LIVE
    assert identified.validity.scopes == ("repo", "user")
    assert identified.account is not None
    assert identified.account.login == "octocat"


def test_what_stands_in_the_organisation_is_reviewed(connector: GitHub) -> None:
    listed = list(connector._review.of_all())
    kinds = [one.kind for one in listed if isinstance(one, Grant)]
    assert {"github-webhook", "github-actions-secret", "github-runner", "github-app-installation"} == set(kinds)


def test_the_seats_of_the_enterprise_name_verified_addresses(connector: GitHub) -> None:
    assert list(connector._accounts._licensed("monalisa@github.com")) == ["monalisa"]


def test_the_limits_are_read(connector: GitHub) -> None:
    assert [limit.name for limit in Rights(connector._session)._limits()][:1] == ["core (app)"]
