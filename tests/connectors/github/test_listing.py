"""What is listed, whose it is, and what could not be listed."""

import base64
import hashlib

import msgspec
import pytest

from mcpsweep.connectors.github.connector import GitHub
from mcpsweep.connectors.github.keys import fingerprint
from mcpsweep.connectors.http.errors import BadAnswer
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.capability import Ability, Support
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.identity import Method
from mcpsweep.model.outcome import OutcomeState, Verified
from tests.connectors.fake import Asked, FakeClock, Reply
from tests.connectors.github.conftest import Make
from tests.connectors.github.organisation import ALICE, CAROL, CLASSIC, EMAIL, OWN, hashed

pytestmark = pytest.mark.usefixtures("signs_quickly")

HER = Account("github", "github", str(ALICE[1]), ALICE[0])


def listed(connector: GitHub) -> tuple[dict[str, Grant], list[Gap]]:
    everything = list(connector.list_grants(HER))
    return {g.id: g for g in everything if isinstance(g, Grant)}, [g for g in everything if isinstance(g, Gap)]


def test_an_authorised_token_can_be_joined_to_a_laptops(make: Make) -> None:
    grants, gaps = listed(make()[0])
    assert gaps == []
    token = grants["701"]
    assert (token.kind, token.last_eight, token.token_id) == ("github-pat", CLASSIC[-8:], "8001")
    assert token.can_revoke == (Way.ACCESS, Way.VALUE)
    assert token.account == AccountRef(login=ALICE[0])


def test_a_fine_grained_token_knows_its_own_id(make: Make) -> None:
    grants, _ = listed(make()[0])
    assert (grants["501"].token_id, grants["501"].scopes) == ("9001", ("contents:write",))
    assert grants["501"].expires == "2027-01-01T00:00:00Z"
    assert grants["601"].state is GrantState.PENDING


def test_deploy_keys_come_before_the_tokens_that_may_take_them_along(make: Make) -> None:
    everything = [g for g in make()[0].list_grants(HER) if isinstance(g, Grant)]
    kinds = [grant.kind for grant in everything]
    assert max(i for i, k in enumerate(kinds) if k == "github-deploy-key") < kinds.index("github-pat")
    for grant in everything:
        if grant.kind in ("github-pat", "github-fine-grained-pat"):
            assert "acme/api “deploy 801” (801)" in grant.dies_with[-1]
            assert "802" not in grant.dies_with[-1]


def test_a_key_is_known_by_its_fingerprint(make: Make) -> None:
    blob = b"key 801"
    expected = "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    assert listed(make()[0])[0]["801"].key_fingerprint == expected
    assert fingerprint("nonsense") is None
    assert fingerprint("ssh-rsa AAA...") is None


def test_without_an_app_fine_grained_tokens_are_a_gap_and_the_plan_knows_it_before(make: Make) -> None:
    connector, _ = make(app=False)
    grants, gaps = listed(connector)
    assert "501" not in grants
    (gap,) = gaps
    assert gap.hides
    assert gap.instruction is not None
    (told,) = [c for c in connector.capabilities() if (c.ability, c.kind) == (Ability.LIST, "github-fine-grained-pat")]
    assert told.support is Support.MANUAL
    assert connector.instructions(Ability.LIST, "github-fine-grained-pat") == gap.instruction


@pytest.mark.parametrize(
    "reply",
    [
        Reply(403, {"message": "Resource not accessible by integration"}),
        Reply(404, {"message": "Not Found"}),
        Reply(422, {"message": "Validation Failed"}),
        Reply(500),
        Reply(200, body=b"<html>sign in</html>"),
        Reply(200, body=b'[{"id": 1'),
        Reply(200, [{"id": "x"}]),
        Reply(200, endless=True),
        Reply(302, headers={"Location": "https://elsewhere.example/x"}),
        Reply(cut=True),
        Reply(429, headers={"Retry-After": "9999"}),
    ],
)
def test_a_part_that_fails_is_a_gap_and_the_rest_is_there(make: Make, reply: Reply) -> None:
    connector, organisation = make(product_is_known=True)
    organisation.service.on("GET", "/orgs/acme/credential-authorizations", reply)
    grants, gaps = listed(connector)
    assert {"801", "803"} <= set(grants)
    assert any(gap.hides and "single sign-on" in gap.what for gap in gaps)
    assert not any(OWN in gap.reason for gap in gaps)


@pytest.mark.parametrize(
    ("kind", "ends", "state"),
    [
        ("personal access token", "2026-11-22T11:59:59Z", GrantState.UNKNOWN),
        ("personal access token", "2026-11-22T12:30:00Z", GrantState.ACTIVE),
        ("personal access token", None, GrantState.ACTIVE),
        ("GitHub app token", "2026-11-22T11:59:59Z", GrantState.ACTIVE),
    ],
)
def test_whether_an_authorised_credential_has_ended_is_judged_by_the_service_s_clock(
    make: Make, clock: FakeClock, kind: str, ends: str | None, state: GrantState
) -> None:
    connector, organisation = make()
    organisation.authorizations[701] |= {"credential_type": kind, "authorized_credential_expires_at": ends}
    clock.sleep(1e7)
    assert listed(connector)[0]["701"].state is state


def test_a_product_that_cannot_be_told_is_a_gap_and_the_rest_is_there(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", "/orgs/acme", Reply(500))
    grants, gaps = listed(connector)
    assert {"501", "601", "801", "803"} <= set(grants)
    assert any(gap.hides and "products" in gap.what for gap in gaps)


def test_one_repository_out_of_sight_is_one_gap(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", "/repos/acme/web/keys", Reply(404, {"message": "Not Found"}))
    grants, gaps = listed(connector)
    assert {"801", "803"} <= set(grants)
    assert [gap.what for gap in gaps] == ["deploy keys of acme/web"]


def test_a_filter_that_the_service_ignores_shows_nobody_elses(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on(
        "GET", "/orgs/acme/credential-authorizations", lambda a: Reply(200, list(organisation.authorizations.values()))
    )
    assert "702" not in listed(connector)[0]


def test_a_renamed_login_does_not_look_like_nothing_left(make: Make) -> None:
    connector, organisation = make()
    grant = listed(connector)[0]["701"]
    organisation.authorizations[701]["login"] = "alice-renamed"
    outcome = connector.revoke(grant)
    assert outcome.state is OutcomeState.FAILED
    assert organisation.changes() == 0


def test_a_repository_out_of_sight_is_no_proof_that_the_key_is_gone(make: Make) -> None:
    connector, organisation = make()
    grant = listed(connector)[0]["801"]
    for path in ("/repos/acme/api/keys/801", "/repos/acme/api/keys"):
        organisation.service.on("GET", path, Reply(404, {"message": "Not Found"}))
    outcome = connector.revoke(grant)
    assert (outcome.state, outcome.verified) == (OutcomeState.FAILED, Verified.NO)
    assert organisation.changes() == 0


def test_a_repository_that_goes_out_of_sight_after_the_act_is_no_proof(make: Make) -> None:
    connector, organisation = make()
    grant = listed(connector)[0]["801"]

    def delete_and_hide(asked: Asked) -> Reply:
        for path in ("/repos/acme/api/keys/801", "/repos/acme/api/keys"):
            organisation.service.on("GET", path, Reply(404, {"message": "Not Found"}))
        return Reply(204)

    organisation.service.on("DELETE", "/repos/acme/api/keys/801", delete_and_hide)
    outcome = connector.revoke(grant)
    assert (outcome.state, outcome.verified) == (OutcomeState.ACCEPTED, Verified.NOT_POSSIBLE)


def test_a_server_ends_tokens_and_keys_themselves(make: Make) -> None:
    connector, organisation = make("server", app=False)
    grants, _ = listed(connector)
    assert {"1001", "801", "803", "901"} == set(grants)
    assert "1002" not in grants
    for number in ("1001", "901"):
        assert grants[number].can_revoke[0] is Way.ID
        assert connector.revoke(grants[number]).state is OutcomeState.DONE
    assert list(organisation.server_tokens) == [1002]


def test_the_connectors_own_token_is_never_revoked(make: Make) -> None:
    connector, organisation = make()
    organisation.authorizations[704] = {
        **organisation.authorizations[701],
        "credential_id": 704,
        "login": "sec-admin",
        "token_last_eight": OWN[-8:],
    }
    (own,) = [g for g in connector.list_all_grants() if isinstance(g, Grant) and g.id == "704"]
    assert connector.revoke(own).state is OutcomeState.SKIPPED
    assert organisation.changes() == 0


def test_what_she_set_up_is_told_from_the_rest_by_the_audit_log(make: Make) -> None:
    connector, organisation = make("cloud")
    stamp = {"@timestamp": 1767225600000, "actor": ALICE[0], "org": "acme"}
    organisation.events = [
        {"action": "hook.create", "hook_id": 61, **stamp},
        {"action": "hook.create", "hook_id": 99, **stamp},
        {"action": "hook.create", "hook_id": 62, **stamp, "actor": CAROL[0]},
        {"action": "repo.create_actions_secret", "key": "API_KEY", "repo": "acme/api", **stamp},
        {"action": "org.register_self_hosted_runner", **stamp},
    ]
    grants, gaps = listed(connector)
    hook = grants["61"]
    assert (hook.kind, hook.label, hook.can_revoke) == ("github-webhook", "collect.example", (Way.MANUAL,))
    assert "2026-01-01" in hook.review
    assert {"62", "99"}.isdisjoint(grants)
    assert grants["/repos/acme/api/actions/secrets/API_KEY"].target == {"repository": "acme/api"}
    assert [gap.what for gap in gaps] == ["github-runner in acme"]
    outcome = connector.revoke(hook)
    assert outcome.state is OutcomeState.MANUAL
    assert outcome.instruction is not None


def test_the_list_of_all_holds_what_nobody_is_named_for(make: Make) -> None:
    everything = [g for g in make()[0].list_all_grants() if isinstance(g, Grant)]
    kinds = {grant.kind for grant in everything if grant.account is None}
    assert kinds == {"github-webhook", "github-actions-secret", "github-runner", "github-app-installation"}
    assert {"502", "602", "702", "802"} & {grant.id for grant in everything} == {"502", "702", "802"}


def test_an_address_is_found_through_the_identity_provider(make: Make) -> None:
    connector, _ = make()
    (found,) = connector.find_accounts(EMAIL)
    (by_id,) = connector.find_accounts("11")
    assert found.method is Method.DIRECTORY
    assert by_id.account == msgspec.structs.replace(found.account, emails=())


def test_an_address_is_found_through_the_seats_of_the_enterprise(make: Make) -> None:
    (found,) = make("cloud", enterprise="acme-inc")[0].find_accounts(EMAIL)
    assert found.method is Method.EMAIL


@pytest.mark.parametrize("product", ["free", "cloud", "server"])
def test_without_a_verified_source_an_address_finds_nobody(make: Make, product: str) -> None:
    assert list(make(product)[0].find_accounts(EMAIL)) == []


def test_identities_that_cannot_be_read_are_an_error_not_nobody(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("POST", "/graphql", Reply(200, {"data": None, "errors": [{"type": "FORBIDDEN"}]}))
    with pytest.raises(BadAnswer):
        list(connector.find_accounts(EMAIL))


def test_what_a_token_did(make: Make) -> None:
    connector, organisation = make("cloud")
    stamp = {"@timestamp": 1767225600000, "actor": ALICE[0], "actor_id": 11, "org": "acme"}
    digest = hashed(CLASSIC)
    organisation.events = [
        {"action": "repo.create", "_document_id": "e1", "hashed_token": digest.rstrip("="), "token_id": 8001, **stamp},
        {"action": "git.clone", "_document_id": "e2", "hashed_token": digest, "repo": "acme/api", **stamp},
        {"action": "git.clone", "_document_id": "e3", "hashed_token": "other", "repo": "acme/api", **stamp},
    ]
    *events, rest = connector.trace(digest, HER.ref())
    assert [event.id for event in events if not isinstance(event, Gap)] == ["e1", "e2"]
    assert isinstance(rest, Gap)
    (gap,) = make("free")[0].trace(digest)
    assert isinstance(gap, Gap)
    assert gap.instruction is not None


@pytest.mark.parametrize("kind", ["github-deploy-key", "github-pat", "github-fine-grained-pat"])
def test_a_grant_without_a_selector_ends_nothing(make: Make, kind: str) -> None:
    connector, organisation = make()
    grant = next(g for g in listed(connector)[0].values() if g.kind == kind)
    for broken in (msgspec.structs.replace(grant, id=""), msgspec.structs.replace(grant, id="..", target={})):
        assert connector.revoke(broken).state is not OutcomeState.DONE
    assert organisation.changes() == 0
