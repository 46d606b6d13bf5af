"""One call is one step."""

from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.plan import Action, Confirm
from mcpsweep.planner.draft import merge
from mcpsweep.planner.holdings import steps
from mcpsweep.planner.means import Means
from tests.planner.making import UNKNOWN, grant, holding, means


def test_two_tokens_of_one_app_end_in_one_step_and_the_stricter_confirmation_counts() -> None:
    app = grant(id="A1", kind="slack-app")
    one = steps(holding(id="h1", fingerprint="f1", grants=(app,)), Decision("h1", "r", Do.REVOKE), means(), frozenset())
    two = steps(holding(id="h2", fingerprint="f2", grants=(app,)), Decision("h2", "r", Do.ASK), means(), frozenset())
    (step,) = merge([*one, *two])
    assert step.holdings == ("h1", "h2")
    assert step.confirm is Confirm.ASK
    assert step.fingerprint is None


def test_grants_of_one_id_at_two_connectors_stay_two_steps() -> None:
    drafts = [
        step
        for name in ("github", "github-eu")
        for step in steps(
            holding(id=name, connector=name, grants=(grant(connector=name),)),
            Decision(name, "r", Do.REVOKE),
            Means({name: means().capabilities["github"]}),
            frozenset(),
        )
    ]
    assert len(merge(drafts)) == 2


def test_manual_steps_on_different_credentials_stay_apart() -> None:
    drafts = [
        step
        for mark in ("h1", "h2")
        for step in steps(
            holding(id=mark, grants=(), fingerprint=None, ownership=UNKNOWN),
            Decision(mark, "r", Do.MANUAL),
            means(),
            frozenset(),
        )
    ]
    merged = merge(drafts)
    assert [step.action for step in merged] == [Action.MANUAL, Action.MANUAL]
