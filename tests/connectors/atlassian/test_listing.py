"""What is listed of whom, and what is said about the rest."""

import msgspec
import pytest

from mcpsweep.connectors.atlassian.connector import Atlassian
from mcpsweep.connectors.base import Setup
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.account import Account, AccountKind, AccountRef
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.rights import RightState
from mcpsweep.model.secret import Secret
from tests.connectors.atlassian.conftest import Make, MakeServer
from tests.connectors.atlassian.organisation import ALICE, CAROL, GUEST, ORG, ORG_KEY, SCOPED_KEY
from tests.connectors.fake import FakeClock, Reply

TOKEN, KEY, SERVICE_ACCOUNT = "atlassian-api-token", "atlassian-organisation-key", "atlassian-service-account"


def of(connector: Atlassian, who: str = ALICE) -> tuple[dict[str, Grant], list[Gap]]:
    """What is listed of an account: its grants by id, and gaps."""
    listed = list(connector.list_grants(Account("atlassian", "atlassian", who, who, AccountKind.PERSON)))
    return {one.id: one for one in listed if isinstance(one, Grant)}, [one for one in listed if isinstance(one, Gap)]


def test_one_accounts_tokens_are_read_without_everybody_elses(make: Make) -> None:
    connector, organisation = make()
    grants, gaps = of(connector)
    assert gaps == []
    assert {one.id for one in grants.values() if one.kind == TOKEN} == {"t1", "t2"}
    token = grants["t1"]
    assert (token.account, token.label, token.created) == (AccountRef(ALICE, ALICE), "jira", "2026-01-02T03:04:05Z")
    assert token.can_revoke == (Way.ID,)
    assert not organisation.service.calls(path=r".*/orgs/[^/]+/api-tokens")


def test_everybodys_tokens_come_page_by_page_with_their_owners(make: Make) -> None:
    connector, organisation = make()
    organisation.blocked.add("t2")
    listed = [one for one in connector.list_all_grants() if isinstance(one, Grant) and one.kind == TOKEN]
    owners = [(one.id, one.account and one.account.id, one.state) for one in listed]
    assert owners == [
        ("t1", ALICE, GrantState.ACTIVE),
        ("t2", ALICE, GrantState.BLOCKED),
        ("t3", CAROL, GrantState.ACTIVE),
    ]
    assert listed[0].last_used == "2026-11-20T10:00:00Z"
    pages = organisation.service.calls(path=r".*/orgs/[^/]+/api-tokens")
    assert [asked.one("cursor") for asked in pages] == ["", "2"]
    assert {asked.one("pageSize") for asked in pages} == {"100"}


def test_everybody_is_in_a_directory_or_managed(make: Make) -> None:
    connector, organisation = make()
    organisation.members = {"dir-1": {GUEST}, "dir-2": {ALICE}}
    assert [one.id for one in connector.list_accounts() if isinstance(one, Account)] == [ALICE, GUEST, CAROL]
    organisation.service.on("POST", r"/admin/v2/.*", Reply(403, {"message": "no"}))
    (gap,) = connector.list_accounts()
    assert isinstance(gap, Gap) and gap.hides


def test_on_a_server_whoever_holds_a_token_and_is_gone_is_not_known(make_server: MakeServer) -> None:
    connector, server = make_server()
    server.tokens["41"] = "mallory"
    listed = list(connector.list_accounts())
    assert [one.login for one in listed if isinstance(one, Account)] == ["admin", "alice", "carol"]
    assert [one.hides for one in listed if isinstance(one, Gap)] == [False]
    server.may_search = False
    assert [one.hides for one in connector.list_accounts() if isinstance(one, Gap)] == [True, False]


def test_the_weaker_key_is_asked_with_where_it_is_enough(make: Make) -> None:
    connector, organisation = make()
    of(connector)
    used = {asked.path.split("/")[1]: asked.headers["authorization"] for asked in organisation.service.asked}
    assert used == {"users": f"Bearer {ORG_KEY}", "admin": f"Bearer {SCOPED_KEY}"}


def test_a_scope_that_one_key_lacks_the_other_has(make: Make) -> None:
    connector, organisation = make()
    organisation.scoped_may = False
    grants, gaps = of(connector)
    assert set(grants) == {"t1", "t2", "k1", "k3", "s1"}
    assert gaps == []


def test_with_scopes_alone_tokens_are_listed_and_for_a_person_to_end(make: Make) -> None:
    connector, organisation = make({"scoped_key": SCOPED_KEY})
    grants, gaps = of(connector)
    assert {one.id for one in grants.values() if one.kind == TOKEN} == {"t1", "t2"}
    assert len(gaps) == 1 and "without scopes" in gaps[0].reason
    outcome = connector.revoke(grants["t1"])
    assert (outcome.state, organisation.changes()) == (OutcomeState.MANUAL, 0)
    assert "without scopes" in outcome.reason


def test_a_guests_tokens_cannot_be_seen_and_that_is_said(make: Make) -> None:
    connector, _organisation = make()
    grants, gaps = of(connector, GUEST)
    assert grants == {}
    (gap,) = gaps
    assert gap.hides and "verified domain" in gap.reason
    assert gap.instruction is not None and "External users" in gap.instruction.page


def test_what_a_person_made_is_for_a_person_to_look_at(make: Make) -> None:
    connector, _organisation = make()
    grants, _gaps = of(connector)
    made = {one.id: one for one in grants.values() if one.kind != TOKEN}
    assert {one.id: one.kind for one in made.values()} == {"k1": KEY, "k3": KEY, "s1": SERVICE_ACCOUNT}
    for one in made.values():
        assert one.review and one.instruction is not None
        assert one.can_revoke == (Way.MANUAL,)


def test_who_made_what_is_read_off_the_log_within_its_limit(make: Make, clock: FakeClock) -> None:
    connector, organisation = make()
    of(connector)
    of(connector, CAROL)
    asked = organisation.service.calls(path=r".*/events")
    assert {one.one("action") for one in asked} == {"api_key_created", "service_account_created"}
    assert len(asked) == 4
    assert clock.monotonic() >= 6.0 * (len(asked) - 1)
    oldest = clock.now().timestamp() - 180 * 86400
    assert all(oldest - 60 <= int(one.one("from")) / 1000 <= oldest for one in asked)


def test_nobody_is_named_as_the_maker(make: Make) -> None:
    connector, organisation = make(own_keys="k2")
    organisation.events = [{"action": "user_added", "actor": ALICE, "thing": "s2"}]
    grants, gaps = of(connector)
    assert {one.id for one in grants.values() if one.kind != TOKEN} == {"k1"}
    assert [(gap.what, gap.hides) for gap in gaps] == [
        ("organisation keys that the person made", False),
        ("service accounts that the person made", False),
    ]
    assert gaps[0].reason.endswith("tell who made k3")
    assert gaps[1].reason.endswith("tell who made s1, s2")


def test_one_was_made_but_the_log_does_not_say_which(make: Make) -> None:
    connector, organisation = make()
    organisation.events[0]["thing"] = ""
    grants, (gap,) = of(connector)
    assert "k3" not in grants
    assert gap.hides and "not which" in gap.reason
    _grants, (gap,) = of(connector, CAROL)
    assert not gap.hides


def test_a_closed_log_hides_who_made_what(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", r".*/event-actions", Reply(403, {"message": "no"}))
    _grants, gaps = of(connector)
    assert [gap.hides for gap in gaps] == [True, True]
    assert all("audit log is closed" in gap.reason for gap in gaps)


def test_a_part_that_fails_hides_no_other(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", r".*/api-keys", Reply(403, {"message": "no"}))
    grants, gaps = of(connector)
    assert set(grants) == {"t1", "t2", "s1"}
    assert [gap.what for gap in gaps] == ["organisation keys"]


def test_a_key_that_is_revoked_is_no_grant(make: Make) -> None:
    connector, organisation = make()
    organisation.keys["k1"]["revocationDate"] = "2026-10-01T00:00:00Z"
    assert "k1" not in of(connector)[0]


@pytest.mark.parametrize(
    ("maker", "is_hers"),
    [
        ({"id": ALICE}, True),
        ({"id": CAROL, "name": "Alice Nguyen", "email": "alice@acme.example"}, False),
        ({"name": "Alice Nguyen"}, False),
    ],
)
def test_the_maker_is_told_by_the_id_never_by_a_name(make: Make, maker: object, is_hers: bool) -> None:
    connector, organisation = make()
    organisation.keys = {"k1": {"createdBy": maker}}
    assert ("k1" in of(connector)[0]) is is_hers


def test_a_maker_with_nothing_but_a_name_is_none(make: Make) -> None:
    connector, organisation = make()
    organisation.keys = {"k1": {"createdBy": {"name": "Alice Nguyen"}}}
    organisation.events.clear()
    assert [gap.what for gap in of(connector)[1]][:1] == ["organisation keys that the person made"]


def test_a_service_account_may_name_its_maker_itself(make: Make) -> None:
    connector, organisation = make()
    organisation.accounts = {"s1": {"createdById": CAROL}, "s2": {"createdById": ALICE}}
    grants, gaps = of(connector)
    assert ("s2" in grants, "s1" in grants, gaps) == (True, False, [])
    assert grants["s2"].label == "s2"


def test_only_a_key_that_is_known_not_to_be_ours_is_ended(make: Make) -> None:
    connector, organisation = make(own_keys="k2, k9")
    key = of(connector)[0]["k1"]
    assert key.can_revoke == (Way.ID,)
    other, _ = make(own_keys="k1")
    assert other.revoke(key).state is OutcomeState.SKIPPED
    unaware, _ = make()
    assert unaware.revoke(key).state is OutcomeState.SKIPPED
    assert organisation.changes() == 0


def test_a_token_that_is_now_somebody_elses_is_left_alone(make: Make) -> None:
    connector, organisation = make()
    token = of(connector)[0]["t1"]
    organisation.tokens["t1"] = CAROL
    assert connector.revoke(token).state is OutcomeState.FAILED
    assert connector.revoke(msgspec.structs.replace(token, account=None)).state is OutcomeState.SKIPPED
    assert organisation.changes() == 0


@pytest.mark.parametrize(
    "body", [b"<html>sign in</html>", b'{"data": 7}', b'{"data": [{"label": "no id"}]}', b"[", b""]
)
def test_an_answer_that_is_none_becomes_a_gap(make: Make, body: bytes) -> None:
    connector, organisation = make()
    organisation.service.on("GET", r".*/orgs/[^/]+/api-tokens", Reply(200, body=body))
    organisation.service.on("GET", r"/users/[^/]+/manage/api-tokens", Reply(200, body=body))
    grants, gaps = of(connector)
    assert not [one for one in grants.values() if one.kind == TOKEN]
    assert [gap.hides for gap in gaps] == [True, True]


def test_pages_that_never_end_become_a_gap(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", r".*/api-keys", Reply(200, {"data": [], "links": {"next": "again"}}))
    _grants, gaps = of(connector)
    assert "never end" in gaps[0].reason


def test_the_trace_says_what_the_account_did(make: Make) -> None:
    connector, organisation = make()
    seen = list(connector.trace("hash", AccountRef(ALICE, ALICE)))
    events = [one for one in seen if isinstance(one, Event)]
    assert [one.action for one in events] == ["api_key_created", "service_account_created", "user_added"]
    assert {one.actor.id for one in events} == {ALICE}
    assert [one.hides for one in seen if isinstance(one, Gap)] == [False]
    before = len(organisation.service.asked)
    (gap,) = connector.trace("hash")
    assert isinstance(gap, Gap) and "no account was named" in gap.reason
    assert len(organisation.service.asked) == before


def test_a_checkup_tells_the_keys_apart(make: Make) -> None:
    connector, _ = make()
    assert {right.state for right in connector.check().rights} == {RightState.PRESENT}
    lone, organisation = make({"scoped_key": SCOPED_KEY})
    states = {right.name: right.state for right in lone.check().rights}
    assert states.pop("org_key: a key without scopes") is RightState.MISSING
    assert set(states.values()) == {RightState.PRESENT}
    organisation.scoped_may = False
    assert RightState.PRESENT not in {right.state for right in lone.check().rights}


def test_a_checkup_says_which_key_is_not_taken(make: Make) -> None:
    connector, _organisation = make({"org_key": ORG_KEY, "scoped_key": "AT" + "CTT3x" + "Wrong" * 12})
    checkup = connector.check()
    assert any("does not take scoped_key" in remark for remark in checkup.remarks)
    wrong, _ = make({"org_key": "AT" + "CTT3x" + "Wrong" * 12})
    with pytest.raises(NotAuthorised):
        wrong.check()
    elsewhere, _ = make(org_id="another")
    assert any("another organisation" in remark for remark in elsewhere.check().remarks)


@pytest.mark.parametrize(
    ("settings", "secrets", "error"),
    [
        ({}, {"org_key": ORG_KEY}, UsageError),
        ({"org_id": ORG}, {}, NotAuthorised),
        ({"org_id": ORG}, {"org_key": ORG_KEY, "dc_token": "x"}, UsageError),
        ({}, {"dc_token": "x"}, UsageError),
        ({"site_url": "https://jira.acme.example", "application": "bamboo"}, {"dc_token": "x"}, UsageError),
        ({"site_url": "http://jira.acme.example"}, {"dc_token": "x"}, UsageError),
        ({"org_id": ORG, "site_url": "http://acme.atlassian.net"}, {"org_key": ORG_KEY}, UsageError),
    ],
)
def test_settings_that_cannot_be_are_told_at_once(
    settings: dict[str, str], secrets: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Atlassian(Setup("atlassian", settings, {name: Secret(value) for name, value in secrets.items()}))
