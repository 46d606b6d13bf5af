"""What a playbook says of one holding, and what the shipped ones are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.grant import GrantState
from mcpsweep.model.holding import Found, Holding, Owner, Ownership, SharedHow, Sharing
from mcpsweep.model.plan import Action
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.playbook import library
from mcpsweep.playbook.decide import decide
from mcpsweep.playbook.loader import parse
from mcpsweep.playbook.schema import Playbook
from tests.playbook.holdings import HOLDINGS, NOW, ago, finding, grant, holding


def own(rules: str) -> Playbook:
    """A playbook with these rules."""
    return parse(f"format: mcpsweep-playbook/1\nname: own\nrules: {rules}\n".encode(), "own.yaml")


def test_the_first_that_matches_decides_and_is_named() -> None:
    playbook = own("[{when: {kind: api-key}, do: manual}, {when: {owner: person}, do: rotate, owner: ops, note: soon}]")
    assert decide(playbook, holding(), NOW, False) == Decision(
        "h1", "rule 2 of own: owner person (soon)", Do.ROTATE, "ops"
    )


def test_everything() -> None:
    assert decide(own("[{do: ask}]"), holding(), NOW, False).rule == "rule 1 of own: everything"
    playbook = own("[{when: {shared: true}, do: rotate}, {do: ask}]")
    assert decide(playbook, holding(), NOW, False).rule == "rule 2 of own: everything else"


def test_nothing_matches() -> None:
    playbook = own("[{when: {shared: true}, do: rotate}]")
    assert decide(playbook, holding(), NOW, False) == Decision("h1", "own: no rule matched", Do.REPORT)


def test_what_cannot_be_known_does_not_match() -> None:
    playbook = own("[{when: {last_used: {over: 1d}}, do: revoke}, {when: {not: {last_used: {over: 1d}}}, do: rotate}]")
    assert decide(playbook, holding(), NOW, False).do is Do.REPORT


def test_the_value_counts() -> None:
    playbook = own("[{when: {value: true}, do: revoke}, {do: manual}]")
    assert decide(playbook, holding(), NOW, True).do is Do.REVOKE
    assert decide(playbook, holding(), NOW, False).do is Do.MANUAL


@given(HOLDINGS, st.booleans(), st.sampled_from(library.shipped()))
def test_it_is_pure(about: Holding, has_value: bool, name: str) -> None:
    playbook = library.load(name).playbook
    assert decide(playbook, about, NOW, has_value) == decide(playbook, about, NOW, has_value)


DEAD = Validity(ValidityState.DEAD)
LIVE = Validity(ValidityState.LIVE)
HERS = holding()
FOUND_LIVE = holding(validity=LIVE, found=(Found("", "", finding()),))
BOT = holding(kind="slack-bot-token")
OF_AN_APP = holding(sharing=(Sharing(SharedHow.BOT, "it acts as an app"),))
DELICATE = holding(grants=(grant(review="production"),))
POOL = holding(kind="api-key", sharing=(Sharing(SharedHow.INVENTORIES, "bob has it too"),))
SERVICE = holding(sharing=(Sharing(SharedHow.SERVICE_ACCOUNT, "nobody's"),))
ROSTER = holding(sharing=(Sharing(SharedHow.ROSTER, "the roster says so"),))
NOBODYS = holding(ownership=Ownership(Owner.UNKNOWN, "nothing says"))
ANOTHERS = holding(ownership=Ownership(Owner.OTHER, "it is carol's"))
GONE = holding(validity=DEAD)
RETIRED = holding(validity=DEAD, grants=(grant(state=GrantState.EXPIRED),))
DEAD_BUT_STANDING = holding(validity=DEAD, grants=(grant(state=GrantState.BLOCKED),))
ONE_STANDING = holding(validity=DEAD, grants=(grant(state=GrantState.EXPIRED), grant(state=GrantState.ACTIVE)))
USED_LATELY = holding(grants=(grant(last_used=ago(days=2)),))
USED_LONG_AGO = holding(grants=(grant(last_used=ago(days=200)),))

_HERS = [HERS, FOUND_LIVE, DEAD_BUT_STANDING, ONE_STANDING, USED_LONG_AGO]
_LEFT_ALONE = [GONE, RETIRED, ANOTHERS]
_SHARED = [POOL, SERVICE, ROSTER]
_DELICATE = [BOT, OF_AN_APP, DELICATE]
EXPECTED = {
    "offboard-employee": {
        Do.REVOKE: [*_HERS, USED_LATELY],
        Do.ASK: _DELICATE,
        Do.ROTATE: _SHARED,
        Do.MANUAL: [NOBODYS],
        Do.REPORT: _LEFT_ALONE,
    },
    "offboard-contractor": {
        Do.REVOKE: [*_HERS, USED_LATELY],
        Do.ASK: _DELICATE,
        Do.ROTATE: _SHARED,
        Do.MANUAL: [NOBODYS],
        Do.REPORT: _LEFT_ALONE,
    },
    "hostile-departure": {
        Do.REVOKE: [*_HERS, USED_LATELY, BOT, DELICATE],
        Do.ROTATE: [*_SHARED, OF_AN_APP],
        Do.MANUAL: [NOBODYS],
        Do.REPORT: _LEFT_ALONE,
    },
    "historical-cleanup": {
        Do.REVOKE: _HERS,
        Do.ASK: [*_DELICATE, USED_LATELY],
        Do.ROTATE: _SHARED,
        Do.MANUAL: [NOBODYS],
        Do.REPORT: _LEFT_ALONE,
    },
    "rotate-shared": {
        Do.ROTATE: [*_SHARED, OF_AN_APP],
        Do.REPORT: [*_HERS, *_LEFT_ALONE, USED_LATELY, NOBODYS, BOT, DELICATE],
    },
}


def test_every_shipped_playbook_is_tried() -> None:
    assert tuple(sorted(EXPECTED)) == library.shipped()


@pytest.mark.parametrize(
    ("name", "do", "about"),
    [(name, do, about) for name, table in EXPECTED.items() for do, abouts in table.items() for about in abouts],
)
def test_what_the_shipped_ones_do(name: str, do: Do, about: Holding) -> None:
    assert decide(library.load(name).playbook, about, NOW, False).do is do


@given(HOLDINGS, st.booleans(), st.sampled_from(library.shipped()))
def test_no_shipped_playbook_ends_what_is_not_provably_hers_alone(about: Holding, has_value: bool, name: str) -> None:
    do = decide(library.load(name).playbook, about, NOW, has_value).do
    if about.is_shared or about.ownership.owner is not Owner.PERSON:
        assert do is not Do.REVOKE


@given(HOLDINGS)
def test_no_offboarding_overlooks_what_may_still_work(about: Holding) -> None:
    if about.validity.state in (ValidityState.LIVE, ValidityState.UNKNOWN, ValidityState.NOT_CHECKED):
        for name in set(library.shipped()) - {"rotate-shared"}:
            do = decide(library.load(name).playbook, about, NOW, False).do
            assert do is not Do.REPORT or about.ownership.owner is Owner.OTHER


def test_minutes_count() -> None:
    order = library.load("hostile-departure").playbook.order
    assert order[:3] == (Action.REVOKE_VALUE, Action.END_SESSIONS, Action.REVOKE)
