"""Tokens say who they are, and end: alone, in pairs, or by hand."""

import pytest

from mcpsweep.connectors.slack.connector import Slack
from mcpsweep.model.account import AccountKind, AccountRef
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.fake import Reply
from tests.connectors.slack.conftest import Make
from tests.connectors.slack.workspace import (
    ALICE,
    APP,
    APP_TOKEN,
    BOB,
    BOT_TOKEN,
    BOT_USER,
    BROWSER,
    CAROL,
    COOKIE,
    DEAD,
    EXPIRED,
    OWN,
    REFRESH,
    ROTATING,
    TEAM,
    USER,
    WEBHOOK,
    entry,
    no,
)

OWNER = AccountRef(ALICE, ALICE)


def held(value: str, **companions: str) -> Held:
    """A credential in hand."""
    return Held("slack", Secret(value), tuple((name, Secret(other)) for name, other in companions.items()))


def revoke(connector: Slack, *all_held: Held, owner: AccountRef = OWNER) -> list[tuple[OutcomeState, Verified]]:
    """How each ended."""
    return [(outcome.state, outcome.verified) for outcome in connector.revoke_values(all_held, owner)]


def test_a_bot_names_its_app_and_not_its_installer(make: Make) -> None:
    connector, _workspace = make()
    identified = connector.verify(held(BOT_TOKEN))
    assert identified.account is not None
    assert (identified.account.id, identified.account.kind) == (BOT_USER, AccountKind.BOT)
    assert identified.app_id == APP
    assert "everybody there shares it" in identified.reason
    assert "admin" in identified.validity.scopes


def test_a_bot_without_the_scope_is_looked_up_with_our_token(make: Make) -> None:
    connector, workspace = make()
    workspace.instead["bots.info"] = lambda value, given: (
        workspace.bot(value, given) if value == OWN else no("missing_scope")
    )
    assert connector.verify(held(BOT_TOKEN)).app_id == APP


def test_a_bot_that_nobody_can_look_up_is_live_all_the_same(make: Make) -> None:
    connector, workspace = make()
    workspace.instead["bots.info"] = no("bot_not_found")
    identified = connector.verify(held(BOT_TOKEN))
    assert (identified.validity.state, identified.app_id) == (ValidityState.LIVE, None)
    (outcome,) = connector.revoke_values([held(BOT_TOKEN)], OWNER)
    assert outcome.state is OutcomeState.MANUAL


@pytest.mark.parametrize("value", [REFRESH, WEBHOOK, COOKIE, BROWSER, "0123456789abcdef" * 2])
def test_what_cannot_be_asked_is_not_asked(make: Make, value: str) -> None:
    connector, workspace = make()
    identified = connector.verify(held(value))
    assert (identified.validity.state, identified.validity.checked_at) == (ValidityState.UNKNOWN, None)
    assert identified.reason
    assert workspace.service.asked == []


def test_a_browsers_token_is_asked_with_its_cookie(make: Make) -> None:
    connector, workspace = make()
    for one in (held(BROWSER, cookie=COOKIE), held(COOKIE, token=BROWSER)):
        identified = connector.verify(one)
        assert identified.account is not None
        assert identified.account.id == ALICE
        assert workspace.service.asked[-1].headers["cookie"].startswith("d=xoxd-1234567890-Alice5%2F%2B%3D")


def test_an_app_level_token_names_its_app(make: Make) -> None:
    connector, _workspace = make()
    identified = connector.verify(held(APP_TOKEN))
    assert (identified.app_id, identified.account) == (APP, None)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("invalid_auth", ValidityState.DEAD),
        ("token_revoked", ValidityState.DEAD),
        ("account_inactive", ValidityState.DEAD),
        ("token_expired", ValidityState.EXPIRED),
        ("not_allowed_token_type", ValidityState.LIVE),
        ("missing_scope", ValidityState.LIVE),
        ("accesslimited", ValidityState.UNKNOWN),
        ("ekm_access_denied", ValidityState.UNKNOWN),
        ("org_login_required", ValidityState.UNKNOWN),
        ("internal_error", ValidityState.UNKNOWN),
        ("a word of tomorrow", ValidityState.UNKNOWN),
    ],
)
def test_each_refusal_says_what_it_says(make: Make, code: str, state: ValidityState) -> None:
    connector, workspace = make()
    workspace.instead["auth.test"] = no(code)
    assert connector.verify(held(USER)).validity.state is state


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, body=b"<html>sign in</html>"),
        Reply(200, []),
        Reply(200, {}),
        Reply(200, {"ok": True, "user_id": [1]}),
        Reply(403),
        Reply(302),
    ],
)
def test_an_answer_that_is_none_settles_nothing(make: Make, reply: Reply) -> None:
    connector, workspace = make()
    workspace.instead["auth.test"] = reply
    assert connector.verify(held(USER)).validity.state is ValidityState.UNKNOWN
    (outcome,) = connector.revoke_values([held(USER)], OWNER)
    assert outcome.state is OutcomeState.MANUAL
    assert workspace.changes() == 0


def test_the_bot_of_her_app_ends_and_the_outcome_says_who_else_feels_it(make: Make) -> None:
    connector, workspace = make()
    (outcome,) = connector.revoke_values([held(BOT_TOKEN)], OWNER)
    assert (outcome.state, outcome.verified) == (OutcomeState.DONE, Verified.YES)
    assert "silent in every channel" in outcome.reason
    assert workspace.ended == {BOT_TOKEN}


def test_a_bot_that_somebody_else_installed_is_left_alone(make: Make) -> None:
    connector, workspace = make()
    workspace.log.insert(0, entry(700, BOB, "added"))
    assert revoke(connector, held(BOT_TOKEN)) == [(OutcomeState.SKIPPED, Verified.NO)]
    workspace.log = []
    assert revoke(connector, held(BOT_TOKEN)) == [(OutcomeState.MANUAL, Verified.NO)]
    assert workspace.changes() == 0


def test_a_bot_of_another_workspace_is_left_alone(make: Make) -> None:
    connector, workspace = make(team_id="T0ELSEWHERE")
    assert revoke(connector, held(BOT_TOKEN)) == [(OutcomeState.SKIPPED, Verified.NO)]
    assert workspace.changes() == 0


def test_a_caller_that_names_the_bot_itself_has_decided(make: Make) -> None:
    connector, workspace = make()
    workspace.log = []
    owner = AccountRef(BOT_USER, BOT_USER)
    assert revoke(connector, held(BOT_TOKEN), owner=owner) == [(OutcomeState.DONE, Verified.YES)]


def test_ok_without_revoked_is_no_success(make: Make) -> None:
    connector, workspace = make()
    workspace.instead["auth.revoke"] = Reply(200, {"ok": True})
    assert revoke(connector, held(USER)) == [(OutcomeState.FAILED, Verified.NO)]
    workspace.instead["auth.revoke"] = Reply(200, {"ok": True, "revoked": True})
    assert revoke(connector, held(USER)) == [(OutcomeState.UNKNOWN, Verified.NO)], "it still answers"


def test_an_answer_lost_after_the_end_is_asked_about(make: Make) -> None:
    connector, workspace = make()

    def lose(value: str, given: dict[str, str]) -> Reply:
        workspace.revoke(value, given)
        return Reply(cut=True)

    workspace.instead["auth.revoke"] = lose
    assert revoke(connector, held(USER)) == [(OutcomeState.DONE, Verified.YES)]
    assert len(workspace.called("auth.revoke")) == 1


def test_a_pair_ends_refresh_token_first(make: Make) -> None:
    connector, workspace = make()
    access, refresh = held(ROTATING, refresh=REFRESH), held(REFRESH, access=ROTATING)
    assert revoke(connector, access, refresh) == [
        (OutcomeState.DONE, Verified.YES),
        (OutcomeState.ACCEPTED, Verified.NOT_POSSIBLE),
    ]
    sent = [
        a.headers["authorization"].removeprefix("Bearer ") for a in workspace.service.calls(path="/api/auth.revoke")
    ]
    assert sent == [REFRESH, ROTATING], "each once"


def test_a_refresh_token_that_stays_keeps_the_pair_from_counting_as_dead(make: Make) -> None:
    connector, workspace = make()
    del workspace.tokens[REFRESH]
    (outcome,) = connector.revoke_values([held(ROTATING, refresh=REFRESH)], OWNER)
    assert (outcome.state, outcome.verified) == (OutcomeState.UNKNOWN, Verified.NO)
    assert "refresh token may still make a new one" in outcome.reason
    assert outcome.instruction is not None


def test_an_answer_about_a_refresh_token_that_got_lost_is_asked_for_again(make: Make) -> None:
    connector, workspace = make()

    def lose(value: str, given: dict[str, str]) -> Reply:
        del workspace.instead["auth.revoke"]
        workspace.revoke(value, given)
        return Reply(cut=True)

    workspace.instead["auth.revoke"] = lose
    assert revoke(connector, held(ROTATING, refresh=REFRESH)) == [(OutcomeState.DONE, Verified.YES)]
    sent = [
        a.headers["authorization"].removeprefix("Bearer ") for a in workspace.service.calls(path="/api/auth.revoke")
    ]
    assert sent == [REFRESH, REFRESH, ROTATING]


def test_a_refresh_token_that_somebody_else_ended_in_between_counts_as_dead(make: Make) -> None:
    connector, workspace = make()
    del workspace.tokens[REFRESH]
    workspace.ended.add(REFRESH)
    access, refresh = held(ROTATING, refresh=REFRESH), held(REFRESH, access=ROTATING)
    assert revoke(connector, access, refresh) == [
        (OutcomeState.DONE, Verified.YES),
        (OutcomeState.ALREADY, Verified.YES),
    ]


def test_a_refresh_token_alone_is_nobodys(make: Make) -> None:
    connector, workspace = make()
    expired: Outcome
    alone, expired = connector.revoke_values([held(REFRESH), held(EXPIRED, refresh=REFRESH)], OWNER)
    assert alone.state is OutcomeState.MANUAL
    assert (expired.state, expired.instruction is not None) == (OutcomeState.ALREADY, True)
    assert workspace.changes() == 0


def test_a_browsers_pair_ends_and_points_at_the_sessions(make: Make) -> None:
    connector, workspace = make()
    token, cookie = connector.revoke_values([held(BROWSER, cookie=COOKIE), held(COOKIE, token=BROWSER)], OWNER)
    assert (token.state, cookie.state) == (OutcomeState.DONE, OutcomeState.ACCEPTED)
    assert cookie.verified is Verified.NOT_POSSIBLE
    assert token.instruction is not None
    assert len(workspace.called("auth.revoke")) == 1


@pytest.mark.parametrize("value", [APP_TOKEN, WEBHOOK, COOKIE, "0123456789abcdef" * 2])
def test_what_no_api_ends_is_left_to_a_person(make: Make, value: str) -> None:
    connector, workspace = make()
    (outcome,) = connector.revoke_values([held(value)], OWNER)
    assert outcome.state is OutcomeState.MANUAL
    assert outcome.instruction is not None
    assert outcome.instruction.page
    assert workspace.changes() == 0


def test_our_own_token_is_never_ended(make: Make) -> None:
    connector, workspace = make()
    assert revoke(connector, held(OWN)) == [(OutcomeState.SKIPPED, Verified.NO)]
    assert workspace.changes() == 0


def test_the_dead_are_told_apart_from_the_foreign(make: Make) -> None:
    connector, _workspace = make()
    assert revoke(connector, held(DEAD)) == [(OutcomeState.ALREADY, Verified.YES)]
    owner = AccountRef(CAROL, CAROL)
    assert revoke(connector, held(USER), owner=owner) == [(OutcomeState.SKIPPED, Verified.NO)]


def test_a_bot_that_was_installed_for_the_organisation_is_looked_up_there(make: Make) -> None:
    connector, workspace = make("enterprise")
    workspace.bots["B0BOT"]["app_id"] = "A0ORG"
    assert revoke(connector, held(BOT_TOKEN)) == [(OutcomeState.MANUAL, Verified.NO)], f"not installed in {TEAM}"
    workspace.instead["auth.test"] = lambda value, _given: workspace.ok(
        team_id=TEAM, enterprise_id="E0ACME", is_enterprise_install=True, **workspace.tokens[value]
    )
    assert revoke(connector, held(BOT_TOKEN)) == [(OutcomeState.DONE, Verified.YES)]


def test_a_pair_of_which_neither_ends_stays_a_failure(make: Make) -> None:
    connector, workspace = make()
    workspace.instead["auth.revoke"] = no("not_bearer_token")
    assert revoke(connector, held(ROTATING, refresh=REFRESH)) == [(OutcomeState.FAILED, Verified.NO)]
    assert workspace.ended == set()
