"""Tokens in hand."""

import pytest

from mcpsweep.model.account import AccountRef
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.fake import Asked, FakeClock, Reply
from tests.connectors.github.conftest import Make
from tests.connectors.github.organisation import (
    ALICE,
    CLASSIC,
    DEAD,
    FINE,
    FOREIGN,
    INSTALLATION,
    OAUTH,
    OWN,
    REFRESH,
    Organisation,
    hashed,
)

pytestmark = pytest.mark.usefixtures("signs_quickly")

OWNER = AccountRef(str(ALICE[1]), ALICE[0])


def held(value: str, *companions: str) -> Held:
    return Held("github-token", Secret(value), tuple((f"c{i}", Secret(c)) for i, c in enumerate(companions)))


def sent(organisation: Organisation) -> list[Asked]:
    return organisation.service.calls("POST", ".*/credentials/revoke")


def test_all_her_tokens_die_with_one_request_and_nobody_is_signed_in(make: Make) -> None:
    connector, organisation = make()
    values = [CLASSIC, FOREIGN, FINE, DEAD, OAUTH, OWN, INSTALLATION]
    outcomes = connector.revoke_values([held(value) for value in values], OWNER)
    assert [outcome.state.value for outcome in outcomes] == [
        "done",
        "skipped",
        "done",
        "already",
        "done",
        "skipped",
        "skipped",
    ]
    (batch,) = sent(organisation)
    assert batch.json() == {"credentials": [CLASSIC, FINE, OAUTH]}
    assert "authorization" not in batch.headers
    assert "cookie" not in batch.headers
    assert organisation.ended == {CLASSIC, FINE, OAUTH}


def test_a_server_wants_somebody_signed_in_and_takes_personal_tokens_only(make: Make) -> None:
    connector, organisation = make("server", app=False)
    personal, oauth = connector.revoke_values([held(CLASSIC), held(OAUTH)], OWNER)
    assert (personal.state, oauth.state) == (OutcomeState.DONE, OutcomeState.MANUAL)
    assert sent(organisation)[0].headers["authorization"] == f"Bearer {OWN}"


def test_what_github_works_on_is_waited_for(make: Make, clock: FakeClock) -> None:
    connector, organisation = make()
    looks = 0

    def slowly(asked: Asked) -> Reply:
        nonlocal looks
        if asked.headers["authorization"] == f"Bearer {CLASSIC}" and sent(organisation):
            looks += 1
            if looks == 4:
                organisation.live.pop(CLASSIC)
        return organisation.whoami(asked)

    organisation.service.on("GET", "/user", slowly)
    organisation.service.on("POST", "/credentials/revoke", Reply(202, {}))
    (outcome,) = connector.revoke_values([held(CLASSIC)], OWNER)
    assert (outcome.state, outcome.verified) == (OutcomeState.DONE, Verified.YES)
    assert [pause for pause in clock.slept if pause in (2, 5, 15, 60)] == [2, 5, 15]


def test_a_202_without_effect_is_no_proof(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("POST", "/credentials/revoke", Reply(202, {}))
    outcomes = connector.revoke_values([held(CLASSIC), held(FINE)], OWNER)
    assert {(outcome.state, outcome.verified) for outcome in outcomes} == {(OutcomeState.UNKNOWN, Verified.NO)}
    assert all(outcome.instruction for outcome in outcomes)


def test_one_value_that_is_refused_does_not_save_the_others(make: Make) -> None:
    connector, organisation = make()
    take = organisation._revoke

    def picky(asked: Asked) -> Reply:
        return Reply(422, {"message": "Validation failed"}) if FINE in asked.json()["credentials"] else take(asked)

    organisation.service.on("POST", "/credentials/revoke", picky)
    outcomes = connector.revoke_values([held(CLASSIC), held(FINE), held(OAUTH)], OWNER)
    assert [outcome.state.value for outcome in outcomes] == ["done", "failed", "done"]


def test_an_answer_lost_after_the_effect_is_no_reason_to_send_again(make: Make) -> None:
    connector, organisation = make()
    organisation.service.cut_after_effect = True
    (outcome,) = connector.revoke_values([held(CLASSIC)], OWNER)
    assert (outcome.state, len(sent(organisation))) == (OutcomeState.DONE, 1)


def test_a_refresh_token_goes_with_the_access_token_that_answers_for_it(make: Make) -> None:
    connector, organisation = make()
    alone, foreign = connector.revoke_values([held(REFRESH), held(REFRESH, FOREIGN)], OWNER)
    assert alone.state is foreign.state is OutcomeState.MANUAL
    assert sent(organisation) == []
    (hers,) = connector.revoke_values([held(REFRESH, OAUTH)], OWNER)
    assert (hers.state, hers.verified) == (OutcomeState.ACCEPTED, Verified.NOT_POSSIBLE)
    assert organisation.ended == {REFRESH}


def test_an_old_token_is_left_to_its_owner(make: Make) -> None:
    connector, organisation = make()
    old = "0123456789abcdef" * 2 + "01234567"
    organisation.live[old] = ALICE
    (outcome,) = connector.revoke_values([held(old)], OWNER)
    assert outcome.state is OutcomeState.MANUAL
    assert sent(organisation) == []


def test_nothing_is_sent_for_nothing(make: Make) -> None:
    connector, organisation = make()
    assert connector.revoke_values([], OWNER) == ()
    assert organisation.service.asked == []


def test_what_a_token_says_of_itself(make: Make) -> None:
    connector, _ = make()
    classic = connector.verify(held(CLASSIC))
    assert classic.validity.scopes[0] == "repo"
    assert classic.validity.expires_at == "2026-12-24T10:00:00Z"
    assert classic.validity.account == ALICE[0]
    assert classic.request_ids == ("WHO:1",)
    assert connector.verify(held(FINE)).validity.scopes == ()


def test_a_laptops_fine_grained_token_is_joined_to_its_grant_by_the_audit_log(make: Make) -> None:
    connector, organisation = make()
    organisation.events = [{"action": "repo.access", "hashed_token": hashed(FINE), "token_id": 9001}]
    assert connector.verify(held(FINE)).token_id == "9001"
    assert connector.verify(held(CLASSIC)).token_id is None


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply(401, {"message": "Bad credentials"}), ValidityState.DEAD),
        (Reply(401, {"message": "Requires authentication"}), ValidityState.UNKNOWN),
        (Reply(403, {"message": "no"}, headers={"X-GitHub-SSO": "required; url=https://x"}), ValidityState.LIVE),
        (Reply(403, {"message": "Maximum number of login attempts exceeded"}), ValidityState.UNKNOWN),
        (Reply(200, body=b"<html>"), ValidityState.UNKNOWN),
        (Reply(200, {"id": 11}), ValidityState.UNKNOWN),
        (Reply(404, {}), ValidityState.UNKNOWN),
        (Reply(422, {}), ValidityState.UNKNOWN),
        (Reply(500), ValidityState.UNKNOWN),
        (Reply(cut=True), ValidityState.UNKNOWN),
        (Reply(302, headers={"Location": "https://elsewhere.example/"}), ValidityState.UNKNOWN),
        (Reply(429, headers={"Retry-After": "9999"}), ValidityState.UNKNOWN),
    ],
)
def test_only_a_positive_match_settles_whether_a_token_lives(make: Make, reply: Reply, state: ValidityState) -> None:
    connector, organisation = make()
    organisation.service.on("GET", "/user", reply)
    assert connector.verify(held(CLASSIC)).validity.state is state
    (outcome,) = connector.revoke_values([held(CLASSIC)], OWNER)
    assert outcome.state is not OutcomeState.DONE
    assert sent(organisation) == []


@pytest.mark.parametrize("value", [REFRESH, INSTALLATION])
def test_what_cannot_be_asked_is_not_asked(make: Make, value: str) -> None:
    connector, organisation = make()
    assert connector.verify(held(value)).validity.state is ValidityState.UNKNOWN
    assert organisation.service.asked == []
