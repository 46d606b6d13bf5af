"""What becomes one holding; that nothing is lost, and that the order of the input says nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mcpsweep.join.engine import join
from mcpsweep.model.finding import Confidence, Form
from mcpsweep.model.grant import Grant, GrantState
from mcpsweep.model.held import Identification
from mcpsweep.model.holding import Bond, Found, Owner
from mcpsweep.model.validity import Validity, ValidityState
from tests.join.making import app, bot, bot_token, found, grant, joined, logged, people, ref, said


def test_one_value_is_one_holding_wherever_it_lies() -> None:
    reference = found("f1", id="again", form=Form.REFERENCE, path="/home/alice/other.json")
    (holding,) = joined([found("f1"), reference, found("f1", machine="second")])
    assert [one.machine for one in holding.found] == ["laptop", "laptop", "second"]


def test_keys_that_differ_are_bridged_by_the_hash() -> None:
    apart = [found("f1", sha256="aGFzaA=="), found("f2", machine="second", sha256="aGFzaA")]
    (holding,) = joined(apart, identifications={"f2": said()})
    assert holding.fingerprint == "f2", "the one that is in hand"
    assert len(joined([found("f1"), found("f2", machine="second")])) == 2


def test_a_finding_with_both_marks_makes_two_values_one() -> None:
    findings = [found("f1"), found("f2", sha256="aGFzaA=="), found("f1", id="x", sha256="aGFzaA==")]
    (holding,) = joined(findings)
    assert len(holding.found) == 3


def test_what_has_no_value_stands_by_its_place() -> None:
    findings = [
        found(None, form=Form.PROTECTED, path="/a"),
        found(None, form=Form.PROTECTED, path="/b"),
        found(None, form=Form.PROTECTED, path="/a", machine="second"),
        found(None, form=Form.PROTECTED, path="/a", service="slack"),
    ]
    holdings = joined(findings)
    assert len({one.id for one in holdings}) == 4
    assert {one.fingerprint for one in holdings} == {None}


def test_two_scans_of_one_place_are_one_holding() -> None:
    again = Found("laptop", "later", found(None).finding)
    (holding,) = joined([found(None), again])
    assert [one.inventory for one in holding.found] == ["inventory of laptop", "later"]


def test_the_finding_that_tells_most_names_the_credential() -> None:
    vague = found("f1", service="generic", kind="generic", confidence=Confidence.LOW)
    (holding,) = joined([vague, found("f1", id="sure")])
    assert (holding.service, holding.kind) == ("github", "github-pat")


@pytest.mark.parametrize(
    ("told", "state", "expected"),
    [
        pytest.param(None, GrantState.ACTIVE, ValidityState.LIVE, id="the record's word"),
        pytest.param(None, GrantState.EXPIRED, ValidityState.EXPIRED, id="the record has it expired"),
        pytest.param(None, GrantState.BLOCKED, ValidityState.UNKNOWN, id="blocked may come back"),
        pytest.param(ValidityState.DEAD, GrantState.ACTIVE, ValidityState.DEAD, id="its own answer first"),
        pytest.param(ValidityState.UNKNOWN, GrantState.ACTIVE, ValidityState.LIVE, id="an answer that settles nothing"),
    ],
)
def test_whether_it_lives(told: ValidityState | None, state: GrantState, expected: ValidityState) -> None:
    answers = {"f1": said(validity=Validity(told), account=None)} if told else {}
    (holding,) = joined([found(sha256="aGFzaA==")], [grant(sha256="aGFzaA==", state=state)], answers)
    assert holding.validity.state is expected


def test_whether_it_lives_without_any_record() -> None:
    assert joined([found()])[0].validity.state is ValidityState.NOT_CHECKED
    unsettled = said(validity=Validity(ValidityState.UNKNOWN), account=None)
    assert joined([found()], identifications={"f1": unsettled})[0].validity.state is ValidityState.UNKNOWN


def test_who_can_speak_of_it() -> None:
    records = [grant(connector="ghes")]
    assert {one.connector for one in joined([found(), found("f2", service="notion")], records)} == {
        "github",
        "ghes",
        "",
    }


def test_grants_that_concern_nobody_pass_through() -> None:
    read: list[str] = []

    class Listed:
        def __iter__(self) -> Iterator[Grant]:
            for number in ("g1", "g2"):
                read.append(number)
                yield grant(number, token_id=number)

    next(join([], Listed(), people(), {}))
    assert read == ["g1", "g2", "g1"]


def test_grants_that_can_be_read_only_once_are_refused() -> None:
    with pytest.raises(TypeError, match="read twice"):
        next(join([], iter([grant()]), people(), {}))


_FEW = some.sampled_from
_SUFFIX = _FEW([None, "AAAA1111", "BBBB2222"])
_HASH = _FEW([None, "aGFzaDE=", "aGFzaDI="])
_KINDS = _FEW(["github-pat", "github-fine-grained-pat", "github-ssh-key"])
_FINDINGS = some.lists(
    some.builds(
        found,
        _FEW([None, "f1", "f2", "f3"]),
        id=_FEW([f"i{number}" for number in range(5)]),
        machine=_FEW(["laptop", "second"]),
        person=_FEW(["", "alice", "bob"]),
        kind=_KINDS,
        suffix=_SUFFIX,
        sha256=_HASH,
        name=_FEW(["TOKEN", "NOTEBOOK"]),
        path=_FEW(["/a", "/b"]),
    ),
    max_size=5,
    unique_by=lambda one: (one.machine, one.finding.id),
)
_GRANTS = some.lists(
    some.builds(
        grant,
        _FEW([f"g{number}" for number in range(6)]),
        kind=_KINDS,
        account=_FEW([None, ref("alice"), ref("carol")]),
        last_eight=_SUFFIX,
        sha256=_HASH,
        token_id=_FEW([None, "1", "2"]),
        label=_FEW(["", "notebook"]),
        expires=_FEW([None, "2026-12-24T10:00:00Z"]),
    ),
    max_size=6,
    unique_by=Grant.key,
)
_ANSWERS = some.dictionaries(
    _FEW(["f1", "f2", "f3"]), some.builds(said, _FEW(["alice", "carol"]), token_id=_FEW([None, "1"])), max_size=3
)
_EVENTS = some.lists(some.builds(logged, _FEW(["aGFzaDE=", "aGFzaDI"]), _FEW(["1", "2"])), max_size=2)


@given(_FINDINGS, _GRANTS, _ANSWERS, _EVENTS)
def test_nothing_is_lost(
    findings: list[Found], grants: list[Grant], answers: dict[str, Identification], events: list[Any]
) -> None:
    holdings = joined(findings, grants, answers, events)
    assert sorted(map(repr, findings)) == sorted(repr(one) for holding in holdings for one in holding.found)
    assert sorted(map(Grant.key, grants)) == sorted(one.key() for holding in holdings for one in holding.grants)
    assert len({one.id for one in holdings}) == len(holdings)


@given(_FINDINGS, _GRANTS, _ANSWERS, _EVENTS, some.randoms(use_true_random=False))
def test_the_order_of_the_input_says_nothing(
    findings: list[Found], grants: list[Grant], answers: dict[str, Identification], events: list[Any], chance: Any
) -> None:
    expected = joined(findings, grants, answers, events)
    for those in (findings, grants, events):
        chance.shuffle(those)
    assert joined(findings, grants, answers, events) == expected


@given(_FINDINGS, _GRANTS, _ANSWERS, _EVENTS)
def test_hers_is_only_what_counts(
    findings: list[Found], grants: list[Grant], answers: dict[str, Identification], events: list[Any]
) -> None:
    for holding in joined(findings, grants, answers, events):
        accounts = {one.account for one in holding.grants} | {
            answers[one.finding.fingerprint].account.ref()  # type: ignore[union-attr]
            for one in holding.found
            if one.finding.fingerprint in answers
        }
        if len(holding.found) > 1 and len(accounts - {None}) > 1:
            continue  # one value under two keys does not give two answers
        if holding.ownership.owner is Owner.PERSON:
            assert holding.ownership.method is not None
            assert accounts - {None} == {ref("alice")}
        for match in holding.matches:
            assert match.bond is Bond.LABEL or match.grant in {one.key() for one in holding.grants}


def test_several_tokens_of_one_app_each_name_it() -> None:
    holdings = joined([bot_token("f1"), bot_token("f2")], [app()], {"f1": bot("A1"), "f2": bot("A1")})
    assert [len(one.apps) for one in holdings if one.found] == [1, 1]
