"""A credential is dead only when everybody who could know it says so."""

import pytest

from mcpsweep.connectors.atlassian.connector import Atlassian
from mcpsweep.connectors.atlassian.credentials import Form, form_of
from mcpsweep.connectors.atlassian.server import Server
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.model.account import AccountHint, AccountKind, AccountRef
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.atlassian.conftest import Make, MakeServer, held
from tests.connectors.atlassian.organisation import (
    ALICE,
    ALICE_PAT,
    BITBUCKET,
    BOTH,
    CAROLS,
    CLASSIC,
    CLOUD_ID,
    DEAD,
    DEAD_PAT,
    EMAIL,
    ORG,
    ORG_KEY,
    SCOPED,
    SCOPED_KEY,
    SERVICE,
    server_token,
    token,
)
from tests.connectors.fake import FakeClock, FakeService, Reply

LIVE, GONE, UNKNOWN = ValidityState.LIVE, ValidityState.DEAD, ValidityState.UNKNOWN
OWNER = AccountRef(ALICE, ALICE)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (CLASSIC, Form.USER),
        (SERVICE, Form.SERVICE),
        (ORG_KEY, Form.KEY),
        (ALICE_PAT, Form.SERVER),
        ("M" + "a" * 43, Form.OLD),
        ("a" * 24, Form.OLD),
        ("ATOA" + "x" * 40, Form.UNASKABLE),
        ("ey" + "Jx.y.z", Form.APP),
        ("", Form.OLD),
    ],
)
def test_the_form_of_a_credential_is_told_by_its_look(value: str, form: Form) -> None:
    assert form_of(Secret(value)) is form


def test_every_server_token_is_recognised_by_its_build() -> None:
    assert {form_of(Secret(server_token(chr(number)))) for number in range(128)} == {Form.SERVER}


def test_a_classic_token_answers_at_the_site_and_is_asked_no_further(make: Make) -> None:
    connector, organisation = make()
    identified = connector.verify(held(CLASSIC))
    assert (identified.validity.state, identified.validity.account) == (LIVE, ALICE)
    assert identified.account is not None and identified.account.emails == (EMAIL,)
    assert len(organisation.service.asked) == 1


def test_a_token_with_scopes_is_refused_by_the_site_and_lives(make: Make) -> None:
    connector, organisation = make()
    identified = connector.verify(held(SCOPED))
    assert (identified.validity.state, identified.validity.account) == (LIVE, ALICE)
    assert "gateway" in identified.reason
    assert [asked.path for asked in organisation.service.asked] == [
        "/rest/api/3/myself",
        "/_edge/tenant_info",
        f"/ex/jira/{CLOUD_ID}/rest/api/3/myself",
    ]
    assert "authorization" not in organisation.service.asked[1].headers


@pytest.mark.parametrize("says", ["scope", "forbidden"])
def test_a_missing_scope_is_a_sign_of_life(make: Make, says: str) -> None:
    connector, organisation = make()
    organisation.gateway_says = says
    identified = connector.verify(held(SCOPED))
    assert (identified.validity.state, identified.account) == (LIVE, None)
    (outcome,) = connector.revoke_values([held(SCOPED)], OWNER)
    assert outcome.state is OutcomeState.MANUAL
    assert "does not say whose" in outcome.reason


def test_a_token_is_dead_when_site_and_gateway_refuse_it(make: Make) -> None:
    connector, organisation = make()
    identified = connector.verify(held(DEAD))
    assert identified.validity.state is GONE
    assert "site" in identified.reason and "gateway" in identified.reason and EMAIL in identified.reason
    paths = {asked.path for asked in organisation.service.asked}
    assert {f"/ex/{product}/{CLOUD_ID}/" for product in ("jira", "confluence")} == {
        path.split("rest")[0].removesuffix("wiki/") for path in paths if path.startswith("/ex/")
    }


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        (r"/rest/api/3/myself", Reply(403, {})),
        (r"/(wiki/)?rest/api/.*", Reply(404, {})),
        (r"/_edge/tenant_info", Reply(404, {})),
        (r"/_edge/tenant_info", Reply(200, body=b"<html>")),
        (r"/ex/.*", Reply(404, {})),
        (r"/rest/api/3/myself", Reply(200, body=b"<html>sign in</html>")),
        (r"/rest/api/3/myself", Reply(200, {"displayName": "Anonymous"})),
        (r"/rest/api/3/myself", Reply(302, headers={"Location": "https://elsewhere.example/login"})),
        (r"/admin/v2/.*", Reply(403, {})),
    ],
)
def test_what_settles_nothing_is_no_death(make: Make, path: str, reply: Reply) -> None:
    connector, organisation = make()
    for verb in ("GET", "POST"):
        organisation.service.on(verb, path, reply)
    assert connector.verify(held(DEAD)).validity.state is UNKNOWN


def test_a_deactivated_account_keeps_its_token_for_later(make: Make) -> None:
    connector, organisation = make()
    organisation.status[ALICE] = "inactive"
    identified = connector.verify(held(CLASSIC))
    assert identified.validity.state is UNKNOWN
    assert "deactivated" in identified.reason
    organisation.tokens.clear()
    assert connector.verify(held(CLASSIC)).validity.state is GONE
    lone, organisation = make({"scoped_key": SCOPED_KEY})
    organisation.status[ALICE] = "inactive"
    assert lone.verify(held(CLASSIC)).validity.state is UNKNOWN


def test_a_policy_may_only_keep_a_token_back(make: Make) -> None:
    connector, organisation = make()
    organisation.blocked.add("t2")
    identified = connector.verify(held(DEAD))
    assert identified.validity.state is UNKNOWN
    assert "policy" in identified.reason
    organisation.blocked = {"t3"}
    assert connector.verify(held(DEAD)).validity.state is GONE


def test_an_address_that_nobody_here_has_proves_nothing(make: Make) -> None:
    connector, _organisation = make()
    identified = connector.verify(held(CLASSIC, "alice@home.example"))
    assert identified.validity.state is UNKNOWN
    assert "alice@home.example" in identified.reason


def test_who_is_in_no_directory_is_refused_whatever_it_has(make: Make) -> None:
    connector, organisation = make()
    organisation.members.clear()
    identified = connector.verify(held(DEAD))
    assert identified.validity.state is UNKNOWN
    assert "none of the organisation's directories" in identified.reason
    organisation.tokens.clear()
    assert connector.verify(held(DEAD)).validity.state is GONE


def test_a_token_for_bitbucket_alone_is_alive(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", "/2.0/user", Reply(403, {}))
    assert connector.verify(held(DEAD)).validity.state is LIVE
    organisation.service.on("GET", "/2.0/user", Reply(200, {"type": "user", "account_id": ALICE}))
    identified = connector.verify(held(DEAD))
    assert (identified.validity.state, identified.validity.account) == (LIVE, ALICE)
    organisation.service.on("GET", "/2.0/user", Reply(404, {}))
    assert connector.verify(held(DEAD)).validity.state is UNKNOWN


def test_without_an_address_nothing_is_sent(make: Make) -> None:
    connector, organisation = make()
    identified = connector.verify(held(CLASSIC, "acme.atlassian.net"))
    assert identified.validity.state is UNKNOWN
    assert "address" in identified.reason
    assert organisation.service.asked == []


def test_the_second_address_beside_a_token_may_be_the_owners(make: Make) -> None:
    connector, _organisation = make()
    identified = connector.verify(held(CLASSIC, CAROLS, EMAIL))
    assert (identified.validity.state, identified.validity.account) == (LIVE, ALICE)
    assert connector.verify(held(CLASSIC, CAROLS)).validity.state is GONE


def test_a_refusal_with_somebody_elses_address_proves_nothing_of_hers(make: Make) -> None:
    connector, _organisation = make()
    (outcome,) = connector.revoke_values([held(CLASSIC, CAROLS)], OWNER)
    assert outcome.state is OutcomeState.MANUAL
    assert "address" in outcome.reason
    (outcome,) = connector.revoke_values([held(DEAD, CAROLS, EMAIL)], OWNER)
    assert outcome.state is OutcomeState.ALREADY
    (outcome,) = connector.revoke_values([held(token("STT", "Gone"), CAROLS)], OWNER)
    assert outcome.state is OutcomeState.ALREADY


def test_a_service_accounts_token_answers_at_the_gateway_alone(make: Make) -> None:
    connector, organisation = make()
    identified = connector.verify(held(SERVICE))
    assert identified.validity.state is LIVE
    assert identified.account is not None and identified.account.kind is AccountKind.SERVICE
    assert not organisation.service.calls(path=r"/rest/.*")
    assert connector.verify(held(token("STT", "Gone"))).validity.state is GONE


def test_keys_of_organisations_and_of_bitbucket_are_told_apart(make: Make) -> None:
    connector, organisation = make()
    key = connector.verify(held(ORG_KEY))
    assert (key.validity.state, key.account) == (LIVE, None)
    assert "Acme" in key.reason
    assert not organisation.service.calls(path="/2.0/user")
    assert "Bitbucket" in connector.verify(held(BITBUCKET)).reason
    assert connector.verify(held(BITBUCKET)).validity.state is LIVE
    assert connector.verify(held(token("CTT", "Gone"))).validity.state is GONE
    organisation.service.on("GET", "/2.0/user", Reply(404, {}))
    assert connector.verify(held(token("CTT", "Gone"))).validity.state is UNKNOWN
    organisation.scoped_may = False
    assert connector.verify(held(SCOPED_KEY)).validity.state is LIVE


def test_bitbucket_is_not_asked_where_another_service_is_configured(service: FakeService, clock: FakeClock) -> None:
    service.on("GET", "/admin/v1/orgs", Reply(401, {}))
    setup = Setup("atlassian", {"api_url": service.url, "org_id": ORG}, {"org_key": Secret(ORG_KEY)}, clock=clock)
    connector = Atlassian(setup)
    assert connector.verify(held(BITBUCKET)).validity.state is UNKNOWN
    connector.close()


def test_an_apps_token_says_what_it_reaches_and_who_it_is(make: Make) -> None:
    connector, organisation = make()
    value = "ey" + "JhbGciOi.x.y"
    organisation.service.on("GET", "/oauth/token/accessible-resources", Reply(401, {}))
    assert connector.verify(held(value)).validity.state is GONE
    sites = [{"id": CLOUD_ID, "url": "https://acme.atlassian.net", "scopes": ["read:jira-user", "read:jira-work"]}]
    organisation.service.on("GET", "/oauth/token/accessible-resources", Reply(200, sites))
    organisation.service.on("GET", r"/ex/jira/.*", Reply(200, {"accountId": ALICE}))
    identified = connector.verify(held(value))
    assert (identified.validity.state, identified.validity.account) == (LIVE, ALICE)
    assert identified.validity.scopes == ("read:jira-user", "read:jira-work")
    (outcome,) = connector.revoke_values([held(value)], OWNER)
    assert outcome.instruction is not None and "Connected apps" in outcome.instruction.page


def test_what_cannot_be_asked_harmlessly_is_not_asked(make: Make) -> None:
    connector, organisation = make()
    assert connector.verify(held("ATOA" + "x" * 40)).validity.state is UNKNOWN
    assert connector.verify(held(ALICE_PAT)).validity.state is UNKNOWN
    assert organisation.service.asked == []


def test_the_connectors_own_keys_are_left_alone(make: Make) -> None:
    connector, organisation = make()
    outcomes = connector.revoke_values([held(ORG_KEY), held(SCOPED_KEY)], OWNER)
    assert {outcome.state for outcome in outcomes} == {OutcomeState.SKIPPED}
    assert organisation.service.asked == []


@pytest.mark.parametrize(
    ("api_url", "hints", "hosts"),
    [
        (
            "https://api.atlassian.com",
            ("lab.atlassian.net",),
            ["https://lab.atlassian.net", "https://acme.atlassian.net"],
        ),
        ("https://api.atlassian.com", ("ACME.atlassian.net",), ["https://acme.atlassian.net"]),
        ("https://api.atlassian.com", ("evil.example",), ["https://acme.atlassian.net"]),
        ("https://api.atlassian.com", ("atlassian.net.evil.example",), ["https://acme.atlassian.net"]),
        ("https://api.atlassian.com", ("evil.example/x.atlassian.net",), ["https://acme.atlassian.net"]),
        ("https://api.atlassian.com", ("u@x.atlassian.net",), ["https://acme.atlassian.net"]),
        ("https://api.atlassian.com", (), ["https://acme.atlassian.net"]),
        ("http://127.0.0.1:9", ("lab.atlassian.net",), ["https://acme.atlassian.net"]),
        (
            "https://api.atlassian.com",
            ("a.atlassian.net", "b.atlassian.net", "c.atlassian.net"),
            ["https://a.atlassian.net", "https://b.atlassian.net", "https://acme.atlassian.net"],
        ),
    ],
)
def test_a_token_is_asked_about_at_its_own_services_hosts_only(
    api_url: str, hints: tuple[str, ...], hosts: list[str]
) -> None:
    settings = {"api_url": api_url, "site_url": "https://acme.atlassian.net", "org_id": ORG}
    session = Session(Setup("atlassian", settings, {name: Secret(value) for name, value in BOTH.items()}))
    sites = session.sites([AccountHint("atlassian", hint, "JIRA_URL") for hint in hints])
    assert sites == hosts
    session.close()


def test_a_server_asks_about_its_own_tokens_only(make_server: MakeServer) -> None:
    connector, server = make_server()
    assert connector.verify(held(CLASSIC)).validity.state is UNKNOWN
    assert server.service.asked == []
    assert connector.verify(held(DEAD_PAT)).validity.state is GONE


def test_a_server_that_greets_strangers_does_not_make_a_token_live(make_server: MakeServer) -> None:
    connector, _server = make_server("confluence")
    assert connector.verify(held(DEAD_PAT)).validity.state is GONE
    assert connector.verify(held(ALICE_PAT)).validity.account == "alice"


def test_what_bears_no_mark_goes_to_a_site_only_if_the_site_stands_beside_it(make: Make) -> None:
    connector, organisation = make()
    old = "a1B2" * 6
    organisation.values[old] = ALICE
    assert connector.verify(held(old, EMAIL, "jira.acme.example")).validity.state is UNKNOWN
    assert connector.verify(held(old, EMAIL)).validity.state is UNKNOWN
    assert organisation.service.asked == []
    assert connector.verify(held(old, EMAIL, "acme.atlassian.net")).validity.state is LIVE


@pytest.mark.parametrize(
    ("claim", "beside"),
    [
        (Claim.NAMED, {"JIRA_URL": "jira.acme.example"}),
        (Claim.NAMED, {"JIRA_URL": "JIRA.acme.example"}),
        (Claim.DIVIDED, {"JIRA_URL": "jira.acme.example", "CONFLUENCE_URL": "wiki.acme.example"}),
        (Claim.ANOTHER, {"JIRA_URL": "wiki.acme.example"}),
        (Claim.POSSIBLE, {"JIRA_USERNAME": "alice.smith"}),
        (Claim.POSSIBLE, {"JIRA_USERNAME": "alice@acme.example"}),
    ],
)
def test_another_servers_token_does_not_go_to_this_one(claim: Claim, beside: dict[str, str]) -> None:
    hints = tuple(AccountHint("atlassian", value, source) for source, value in beside.items())
    settings = {"site_url": "https://jira.acme.example"}
    server = Server(Setup("atlassian", settings, {"dc_token": Secret(ALICE_PAT)}))
    assert server.claim(hints) is claim
    connector = Atlassian(Setup("atlassian", settings, {"dc_token": Secret(ALICE_PAT)}))
    if claim is Claim.ANOTHER:
        one = Held("atlassian-api-token", Secret(DEAD_PAT), hints=hints)
        assert connector.verify(one).validity.state is UNKNOWN
        assert connector.requests_sent() == 0
    server.client.close()
    connector.close()
