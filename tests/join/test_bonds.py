"""What makes a finding and a grant one credential, and what does not."""

import base64
import hashlib
from typing import Any

import pytest

from mcpsweep.model.finding import Confidence
from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.holding import Bond, Holding, Owner
from mcpsweep.model.validity import Validity, ValidityState
from tests.join.making import app, bot, bot_token, found, grant, joined, logged, ref, said

HASH = base64.b64encode(hashlib.sha256(b"a made-up value").digest()).decode()
FINE = "github-fine-grained-pat"
EXPIRES = "2026-12-24T10:00:00Z"


def only(holdings: list[Holding]) -> Holding:
    (holding,) = holdings
    return holding


def bonds(holding: Holding) -> set[tuple[Bond, Confidence]]:
    return {(match.bond, match.confidence) for match in holding.matches}


@pytest.mark.parametrize("logged_hash", [HASH, HASH.rstrip("=")])
def test_the_audit_log_ties_a_hash_to_a_token_id(logged_hash: str) -> None:
    holding = only(
        joined([found(sha256=HASH, kind=FINE)], [grant(kind=FINE, token_id="77")], events=[logged(logged_hash, "77")])
    )
    assert bonds(holding) == {(Bond.TOKEN_ID, Confidence.HIGH)}
    assert holding.ownership.owner is Owner.PERSON


def test_the_credential_itself_may_tell_its_token_id() -> None:
    holding = only(
        joined(
            [found()],
            [
                grant(token_id="77"),
            ],
            {"f1": said(token_id="77")},
        )
    )
    assert bonds(holding) == {(Bond.TOKEN_ID, Confidence.HIGH)}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"kind": FINE}, id="token ids of another kind are counted apart"),
        pytest.param({"connector": "ghes"}, id="another server counts its own"),
        pytest.param({"token_id": "78"}, id="another id"),
    ],
)
def test_a_token_id_of_something_else_ties_nothing(other: dict[str, Any]) -> None:
    holdings = joined([found(sha256=HASH)], [grant(**{"token_id": "77"} | other)], events=[logged(HASH, "77")])
    assert [len(one.grants) + len(one.found) for one in holdings] == [1, 1]


@pytest.mark.parametrize("kept", [HASH, HASH.rstrip("=")])
def test_the_same_hash_is_the_same_credential(kept: str) -> None:
    assert bonds(only(joined([found(sha256=HASH)], [grant(sha256=kept)]))) == {(Bond.HASH, Confidence.HIGH)}


def test_the_public_half_is_the_same_key() -> None:
    keys = {"f1": "SHA256:abc"}
    deploy_key = grant(kind="github-deploy-key", key_fingerprint="SHA256:abc")
    holding = only(joined([found(kind="private-key", service="generic")], [deploy_key], keys=keys))
    assert bonds(holding) == {(Bond.KEY_FINGERPRINT, Confidence.HIGH)}


def test_the_last_eight_characters_count_for_the_same_kind() -> None:
    holding = only(joined([found(suffix="ABCD1234")], [grant(last_eight="ABCD1234")]))
    assert bonds(holding) == {(Bond.LAST_EIGHT, Confidence.MEDIUM)}


def test_the_same_account_makes_the_last_eight_characters_sure() -> None:
    holding = only(joined([found(suffix="ABCD1234")], [grant(last_eight="ABCD1234")], {"f1": said()}))
    assert bonds(holding) == {(Bond.LAST_EIGHT, Confidence.HIGH)}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kind": "github-oauth-token"}, id="another kind"),
        pytest.param({"service": "gitlab"}, id="another service"),
        pytest.param({"account": ref("carol")}, id="the record of somebody else's"),
        pytest.param({"token_id": "78"}, id="another token id"),
    ],
)
def test_what_contradicts_the_last_eight_characters_undoes_them(changes: dict[str, Any]) -> None:
    told = {"f1": said(token_id="77")}
    holdings = joined([found(suffix="ABCD1234")], [grant(**{"last_eight": "ABCD1234"} | changes)], told)
    assert sorted(len(one.matches) for one in holdings) == [0, 0]


def test_twins_of_the_last_eight_characters_are_named_and_neither_is_taken() -> None:
    grants = [
        grant("g1", last_eight="ABCD1234", label="one"),
        grant("g2", last_eight="ABCD1234", label="two", account=ref("carol")),
    ]
    value, *others = sorted(joined([found(suffix="ABCD1234")], grants), key=lambda one: not one.found)
    assert (value.grants, value.matches) == ((), ())
    assert "one" in value.remarks[0]
    assert "two" in value.remarks[0]
    assert [len(one.grants) for one in others] == [1, 1]


def test_one_record_that_two_values_could_be_is_neither_s() -> None:
    holdings = joined([found("f1", suffix="ABCD1234"), found("f2", suffix="ABCD1234")], [grant(last_eight="ABCD1234")])
    assert [one.matches for one in holdings] == [(), (), ()]
    assert [bool(one.remarks) for one in holdings if one.found] == [True, True]


def test_who_it_is_its_kind_and_dates_leave_one_record() -> None:
    grants = [
        grant("g1", kind=FINE, expires=EXPIRES),
        grant("g2", kind=FINE, expires="2027-01-01T00:00:00Z"),
        grant("g3", kind=FINE, state=GrantState.EXPIRED),
        grant("g4", kind="github-oauth-token"),
        grant("g5", kind=FINE, account=ref("carol")),
        grant("g6", kind="github-fine-grained-pat-request", state=GrantState.PENDING),
    ]
    holdings = joined([found(kind=FINE)], grants, {"f1": said(expires=EXPIRES)})
    (value,) = [one for one in holdings if one.found]
    assert [one.id for one in value.grants] == ["g1"]
    assert bonds(value) == {(Bond.IDENTITY, Confidence.MEDIUM)}
    assert len(holdings) == len(grants)


def test_two_records_that_fit_what_it_says_are_named_and_neither_is_taken() -> None:
    holdings = joined([found(kind=FINE)], [grant("g1", kind=FINE), grant("g2", kind=FINE)], {"f1": said()})
    (value,) = [one for one in holdings if one.found]
    assert value.grants == ()
    assert "g1" in value.remarks[0]
    assert "g2" in value.remarks[0]


def test_a_dead_credential_is_no_record() -> None:
    dead = said(validity=Validity(ValidityState.DEAD, "2026-11-22T12:00:00Z"), account=None)
    assert len(joined([found(kind=FINE)], [grant(kind=FINE)], {"f1": dead})) == 2


def test_what_was_asked_during_the_scan_counts_too() -> None:
    scanned = found(kind=FINE, validity=Validity(ValidityState.LIVE, "2026-11-20T12:00:00Z", "anguyen"))
    holding = only(joined([scanned], [grant(kind=FINE)]))
    assert bonds(holding) == {(Bond.IDENTITY, Confidence.MEDIUM)}
    assert holding.validity.state is ValidityState.LIVE


def test_an_app_s_record_stands_beside_its_token_and_on_its_own() -> None:
    value, alone = sorted(
        joined(
            [bot_token()],
            [
                app("A1"),
            ],
            {"f1": bot("A1")},
        ),
        key=lambda one: not one.found,
    )
    assert (value.grants, [one.id for one in value.apps]) == ((), ["A1"])
    assert bonds(value) == {(Bond.APP, Confidence.HIGH)}
    assert [one.id for one in alone.grants] == ["A1"]


def test_a_name_is_a_hint_and_merges_nothing() -> None:
    value, alone = sorted(
        joined([found(name="NOTEBOOK_TOKEN")], [grant(label="notebook-token")]), key=lambda one: not one.found
    )
    assert bonds(value) == {(Bond.LABEL, Confidence.LOW)}
    assert (value.grants, len(alone.grants)) == ((), 1)
    assert value.ownership.owner is Owner.UNKNOWN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"kind": FINE, "token_id": "7"}, {"kind": f"{FINE}-request", "token_id": "7"}, id="token id"),
        pytest.param({"token_id": "7"}, {"kind": "github-credential", "token_id": "7"}, id="sign-on"),
        pytest.param({"last_eight": "ABCD1234"}, {"kind": FINE, "last_eight": "ABCD1234"}, id="last eight"),
        pytest.param({"sha256": HASH}, {"kind": FINE, "sha256": HASH}, id="hash"),
        pytest.param(
            {"id": "9", "kind": "github-ssh-key"}, {"kind": "github-authorized-ssh-key", "token_id": "9"}, id="key"
        ),
    ],
)
def test_what_a_service_lists_twice_is_one_credential(one: dict[str, Any], other: dict[str, Any]) -> None:
    def made(number: str, changes: dict[str, Any]) -> Grant:
        return grant(**{"number": number} | {"number" if key == "id" else key: that for key, that in changes.items()})

    assert len(only(joined([], [made("g1", one), made("g2", other | {"account": ref("alice")})])).grants) == 2
    elsewhere = joined([], [made("g1", one), made("g2", other | {"connector": "ghes"})])
    of_another = joined([], [made("g1", one), made("g2", other | {"account": ref("carol")})])
    assert [len(one.grants) for one in (*elsewhere, *of_another)] == [1, 1, 1, 1]


def test_records_that_only_a_third_would_make_one_stay_apart() -> None:
    grants = [
        grant("g1", token_id="1", last_eight="ABCD1234"),
        grant("g2", token_id=None, last_eight="ABCD1234"),
        grant("g3", token_id="2", last_eight="ABCD1234"),
    ]
    assert [len(one.grants) for one in joined([], grants)] == [1, 1, 1]


def test_a_record_that_two_values_are_said_to_be_is_neither_s() -> None:
    other = base64.b64encode(hashlib.sha256(b"another value").digest()).decode()
    holdings = joined(
        [found("f1", sha256=HASH), found("f2", sha256=other)],
        [grant(token_id="77")],
        events=[logged(HASH, "77"), logged(other, "77")],
    )
    assert [one.matches for one in holdings] == [(), (), ()]


def test_the_grant_that_ends_most_comes_first() -> None:
    grants = [grant("g1", token_id="7"), grant("g2", token_id="7", can_revoke=(Way.ID,))]
    assert [one.id for one in only(joined([], grants)).grants] == ["g2", "g1"]
