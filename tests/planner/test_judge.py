"""A playbook may ask for less than the tool allows, never for more."""

import pytest

from mcpsweep.model.decision import Do
from mcpsweep.model.holding import Holding
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.planner.judge import judge
from mcpsweep.playbook.schema import Playbook, Rule
from tests.planner.making import NOW, OTHER, POOL, UNKNOWN, grant, holding

DEAD = Validity(ValidityState.DEAD, "2026-11-20T00:00:00Z")


def verdict(do: Do, one: Holding, **playbook: object) -> tuple[Do, str]:
    decision = judge(Playbook("p", (Rule(do),), **playbook), one, NOW, has_value=False)  # type: ignore[arg-type]
    return decision.do, decision.reason


@pytest.mark.parametrize("do", Do)
def test_what_is_provably_somebody_elses_is_left_alone_whatever_a_playbook_says(do: Do) -> None:
    said, reason = verdict(do, holding(ownership=OTHER))
    assert said is Do.REPORT
    assert "carol" in reason


@pytest.mark.parametrize(("do", "said"), [(Do.REVOKE, Do.ROTATE), (Do.ASK, Do.ASK), (Do.ROTATE, Do.ROTATE)])
def test_a_shared_credential_is_never_revoked_silently(do: Do, said: Do) -> None:
    assert verdict(do, holding(sharing=(POOL,)))[0] is said


@pytest.mark.parametrize("do", [Do.REVOKE, Do.ASK])
def test_what_nobody_proves_to_be_the_persons_goes_to_a_person(do: Do) -> None:
    said, reason = verdict(do, holding(ownership=UNKNOWN))
    assert said is Do.MANUAL
    assert "nothing that counts says whose it is" in reason


def test_shared_and_of_unknown_owner_is_a_rotation() -> None:
    assert verdict(Do.REVOKE, holding(ownership=UNKNOWN, sharing=(POOL,)))[0] is Do.ROTATE


def test_what_the_service_says_others_depend_on_is_asked_about() -> None:
    said, reason = verdict(Do.REVOKE, holding(grants=(grant(review="a deployment may work with it"),)))
    assert said is Do.ASK
    assert "a deployment may work with it" in reason


def test_the_dead_are_left_in_peace_unless_a_service_still_lists_them() -> None:
    assert verdict(Do.REVOKE, holding(validity=DEAD, grants=()))[0] is Do.REPORT
    assert verdict(Do.REVOKE, holding(validity=DEAD))[0] is Do.REVOKE


def test_a_playbook_for_other_services_leaves_this_one_alone() -> None:
    said, _ = verdict(Do.REVOKE, holding(), services=("slack",))
    assert said is Do.REPORT
    assert verdict(Do.REVOKE, holding(), services=("github",))[0] is Do.REVOKE


def test_without_a_restraint_the_playbook_decides_and_no_reason_is_made_up() -> None:
    assert verdict(Do.REVOKE, holding()) == (Do.REVOKE, "")
