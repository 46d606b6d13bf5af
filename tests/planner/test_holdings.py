"""Each credential ends by the best way there is, and by hand where there is none."""

import msgspec
import pytest

from mcpsweep.model.account import Account
from mcpsweep.model.capability import Support
from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.grant import Way
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.plan import Action, Confirm, Ends, Risk, Step
from mcpsweep.planner import holdings
from mcpsweep.planner.means import Means
from tests.planner.making import POOL, UNKNOWN, case, grant, holding, means

GITHUB = case().links[0].account
REVOKE = Decision("h1", "rule 3", Do.REVOKE)


def plan(*args: object, decision: Decision = REVOKE, at_hand: Means | None = None, **changes: object) -> list[Step]:
    return holdings.steps(holding(**changes), decision, at_hand or means(), ())


def test_with_the_value_in_hand_it_ends_by_its_value_and_by_nothing_else() -> None:
    (step,) = plan(at_hand=means("f1"))
    assert (step.action, step.fingerprint, step.confirm) == (Action.REVOKE_VALUE, "f1", Confirm.AUTO)


def test_without_the_value_it_ends_by_the_id_that_the_service_knows() -> None:
    (step,) = plan(grants=(grant(target={"org": "acme"}),))
    assert (step.action, step.target.id, step.target.scope) == (Action.REVOKE, "77", {"org": "acme"})
    assert step.target.owner().id == "1001"
    assert step.ends is Ends.WHOLE


def test_where_only_the_access_ends_a_person_is_told_that_the_credential_lives_on() -> None:
    first, second = plan(grants=(grant(can_revoke=(Way.ACCESS, Way.VALUE)),))
    assert (first.action, first.ends) == (Action.REVOKE, Ends.ACCESS)
    assert second.action is Action.MANUAL
    assert second.instructions is not None
    assert "goes on working elsewhere" in second.instructions.text


def test_a_service_that_takes_no_values_is_not_given_one() -> None:
    (step,) = plan(at_hand=means("f1", revoke_value=Support.MANUAL))
    assert step.action is Action.REVOKE


def test_a_grant_that_only_its_value_ends_goes_to_a_person_with_the_grants_own_instruction() -> None:
    own = Instruction("Have the owner delete it.", "https://example.com/tokens")
    (step,) = plan(grants=(grant(can_revoke=(Way.VALUE,), instruction=own),))
    assert (step.action, step.confirm, step.instructions) == (Action.MANUAL, Confirm.MANUAL, own)


def test_sessions_end_with_the_account_that_they_are_of() -> None:
    (step,) = plan(grants=(grant(can_revoke=(Way.SESSIONS,)),))
    assert (step.action, step.target.kind, step.target.id) == (Action.END_SESSIONS, "account", "1001")


@pytest.mark.parametrize(
    ("whose", "action"),
    [
        (GITHUB, Action.CHECK),
        (msgspec.structs.replace(GITHUB, id="9", login="carol"), Action.MANUAL),
        (None, Action.MANUAL),
    ],
)
def test_what_ends_with_its_account_is_looked_for_afterwards_and_goes_to_a_person_if_the_account_stays(
    whose: Account | None, action: Action
) -> None:
    tied = holding(grants=(grant(can_revoke=(Way.ACCOUNT,)),))
    (step,) = holdings.steps(tied, REVOKE, means(), [whose] if whose else [])
    assert (step.action, step.holdings) == (action, (tied.id,))


def test_a_credential_that_no_service_explains_and_whose_value_is_not_there_stays_on_the_list() -> None:
    (step,) = plan(grants=(), service="snowflake", connector="")
    assert step.action is Action.MANUAL
    assert step.instructions is not None
    assert "ALTER USER" in step.instructions.text


def test_a_rotation_names_its_owner_and_says_that_the_old_one_goes_last() -> None:
    (step,) = plan(decision=Decision("h1", "rule 1", Do.ROTATE), sharing=(POOL,))
    assert (step.action, step.owner, step.confirm, step.risk) == (
        Action.ROTATE,
        "data-platform",
        Confirm.MANUAL,
        Risk.HIGH,
    )
    assert step.instructions is not None
    assert step.instructions.text.index("makes a new") < step.instructions.text.index("ends the old")


def test_the_owner_that_a_rule_names_outranks_the_rosters() -> None:
    (step,) = plan(decision=Decision("h1", "rule 1", Do.ROTATE, owner="platform"), sharing=(POOL,))
    assert step.owner == "platform"


def test_what_dies_with_the_credential_is_said_and_what_only_its_record_does_is_not() -> None:
    record = grant(effects=("Elsewhere it goes on working.",), dies_with=("Two deploy keys die with it.",))
    (by_value,) = plan(at_hand=means("f1"), grants=(record,))
    assert by_value.effects == ("Two deploy keys die with it.",)
    (by_id,) = plan(grants=(record,))
    assert by_id.effects == ("Elsewhere it goes on working.",)


@pytest.mark.parametrize(("do", "confirm"), [(Do.ASK, Confirm.ASK), (Do.REVOKE, Confirm.AUTO)])
def test_who_lets_it_happen(do: Do, confirm: Confirm) -> None:
    (step,) = plan(decision=Decision("h1", "r", do))
    assert step.confirm is confirm


def test_a_report_is_no_step() -> None:
    assert plan(decision=Decision("h1", "r", Do.REPORT)) == []


def test_the_evidence_says_whose_it_is_and_where_it_was_found() -> None:
    (step,) = plan()
    assert step.evidence == ("the roster names this account", "found in /home/alice/.claude.json:7")
    (elsewhere,) = plan(found=())
    assert "no machine that was scanned has it" in elsewhere.evidence


def test_whatever_is_not_provably_the_persons_is_a_high_risk() -> None:
    (step,) = plan(decision=Decision("h1", "r", Do.MANUAL), ownership=UNKNOWN)
    assert step.risk is Risk.HIGH


def test_a_token_that_no_record_is_known_of_is_asked_once_the_others_have_ended() -> None:
    at_hand = means("f1", revoke_value=Support.MANUAL)
    (step,) = plan(at_hand=at_hand, grants=())
    assert (step.action, step.fingerprint, step.confirm) == (Action.CHECK, "f1", Confirm.AUTO)
    (unseen,) = plan(at_hand=means("f1", revoke_value=Support.MANUAL, list=Support.MANUAL), grants=())
    assert unseen.action is Action.MANUAL


def test_a_person_who_is_to_decide_about_a_record_is_not_told_about_tokens() -> None:
    (step,) = plan(decision=Decision("h1", "r", Do.MANUAL), fingerprint=None, found=())
    assert step.instructions is not None
    assert "by its id (77)" in step.instructions.text
