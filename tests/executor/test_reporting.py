"""The report of a run, made of what its journal holds."""

from pathlib import Path

import pytest

from mcpsweep.executor.journal import Journal
from mcpsweep.executor.reporting import report
from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.holding import Found
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Action, Ends
from mcpsweep.model.run import SeenAt
from mcpsweep.reports.run.view import Fate, entries
from tests.executor.plans import AT, case, ending, grant, holding, plan, step
from tests.reports.inventories import finding, sighting


def test_a_place_names_its_server_as_people_know_it(tmp_path: Path) -> None:
    seen = finding("f1", sightings=(sighting(server="a1b2"), sighting("/x", server="")))
    found = Found("alice-mbp", "0" * 12, seen, servers={"a1b2": "github"})
    with Journal(tmp_path) as journal:
        run = journal.begin(plan(), case(holding(grant(), found=(found,))), AT)
        run.release()
        (one,) = report(journal.read(run.run)).holdings
    assert one.sightings == (
        SeenAt("alice-mbp", "/home/alice/.claude.json", 12, "GITHUB_TOKEN", "github"),
        SeenAt("alice-mbp", "/x", 12, "GITHUB_TOKEN", ""),
    )


@pytest.mark.parametrize(("do", "action"), [(Do.REPORT, "report"), (Do.REVOKE, "revoke")])
def test_what_was_to_end_and_has_no_step_was_not_left_alone_on_purpose(do: Do, action: str, tmp_path: Path) -> None:
    known = holding(grant())
    with Journal(tmp_path) as journal:
        run = journal.begin(plan(decisions=[Decision(known.id, "rule 1 of test", do)]), case(known), AT)
        run.release()
        (one,) = report(journal.read(run.run)).holdings
    assert (one.decision.action, one.outcome) == (action, OutcomeState.SKIPPED)


def test_what_the_plan_does_not_speak_of_was_not_left_alone_on_purpose(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        run = journal.begin(plan(), case(holding(grant())), AT)
        run.release()
        made = report(journal.read(run.run))
    (one,) = made.holdings
    assert (one.decision.action, one.outcome) == ("none", OutcomeState.SKIPPED)
    (entry,) = entries(made)
    assert (entry.fate, entry.rule) == (Fate.NOT_DONE, "nothing was decided")
    assert "a new plan will" in entry.reason


@pytest.mark.parametrize(
    ("ends", "what", "reason"),
    [
        (Ends.WHOLE, "", ""),
        (Ends.ACCESS, "access to the organisation by ", "its access to the organisation: "),
    ],
)
def test_what_only_loses_its_access_is_not_said_to_be_gone(ends: Ends, what: str, reason: str, tmp_path: Path) -> None:
    step = ending(1, grant(), ends=ends)
    with Journal(tmp_path) as journal:
        run = journal.begin(plan(step), case(holding(grant())), AT)
        run.intend([step], AT)
        run.conclude({step.id: Outcome(OutcomeState.DONE, Verified.YES, "asked again: gone")}, AT)
        run.release()
        made = report(journal.read(run.run))
    assert [one.what for one in made.steps] == [f"{what}{step.target.words()}"]
    assert [one.reason for one in made.holdings] == [f"{reason}asked again: gone"]


def test_what_became_of_the_account_is_not_told_as_what_became_of_its_credentials(tmp_path: Path) -> None:
    known = holding(grant())
    account = step(1, Action.REMOVE_ACCESS, holdings=(known.id,))
    check = ending(2, grant(), Action.CHECK)
    with Journal(tmp_path) as journal:
        run = journal.begin(plan(account, check), case(known), AT)
        run.intend([account, check], AT)
        kept = Outcome(OutcomeState.MANUAL, Verified.NO, "a team keeps the account")
        run.conclude({account.id: kept, check.id: Outcome(OutcomeState.DONE, Verified.YES, "not listed any more")}, AT)
        run.release()
        (one,) = report(journal.read(run.run)).holdings
    assert (one.outcome, one.verified, one.reason) == (OutcomeState.DONE, Verified.YES, "not listed any more")


def test_several_outcomes_are_told_under_their_states(tmp_path: Path) -> None:
    known = holding(grant())
    steps = [ending(number, grant()) for number in (1, 2, 3, 4)]
    outcomes = [
        Outcome(OutcomeState.MANUAL, Verified.NO, "its owner has to"),
        Outcome(OutcomeState.DONE, Verified.YES, "asked again: gone"),
        Outcome(OutcomeState.MANUAL, Verified.NO, "left to a person"),
        Outcome(OutcomeState.DONE, Verified.YES, "asked again: gone"),
    ]
    with Journal(tmp_path) as journal:
        run = journal.begin(plan(*steps), case(known), AT)
        run.intend(steps, AT)
        run.conclude({one.id: outcome for one, outcome in zip(steps, outcomes, strict=True)}, AT)
        run.release()
        (one,) = report(journal.read(run.run)).holdings
    assert one.outcome is OutcomeState.MANUAL
    assert one.reason == "manual: its owner has to, and left to a person; done: asked again: gone (2 times)"
