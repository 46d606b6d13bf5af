"""What an outcome comes to for somebody who has to act on it."""

import msgspec
import pytest

from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.model.gap import Gap
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Action
from mcpsweep.model.run import ReportedDecision
from mcpsweep.reports.run.view import Fate, entries, fate, remarks, services, summarise, tally
from tests.reports.runs import holding, offboarding, report, step


@pytest.mark.parametrize("state", OutcomeState)
@pytest.mark.parametrize("verified", [Verified.NO, Verified.NOT_POSSIBLE])
def test_nothing_counts_as_ended_without_a_second_look(state: OutcomeState, verified: Verified) -> None:
    assert fate(state, verified) not in (Fate.ENDED, Fate.GONE)


@pytest.mark.parametrize("verified", Verified)
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (OutcomeState.FAILED, Fate.FAILED),
        (OutcomeState.UNKNOWN, Fate.UNKNOWN),
        (OutcomeState.MANUAL, Fate.BY_HAND),
        (OutcomeState.SKIPPED, Fate.NOT_DONE),
    ],
)
def test_a_second_look_makes_nothing_better_that_was_not_done(
    state: OutcomeState, verified: Verified, expected: Fate
) -> None:
    assert fate(state, verified) is expected


def test_every_credential_and_every_other_step_is_told_once() -> None:
    run = offboarding()
    alone = [one for one in run.steps if not one.holdings]
    found = entries(run)
    assert len(found) == len(run.holdings) + len(alone)
    assert {entry.label for entry in found} == {one.label for one in run.holdings} | {one.what for one in alone}


def test_what_needs_a_person_comes_first() -> None:
    order = list(Fate)
    for found in services(entries(offboarding())).values():
        places = [order.index(entry.fate) for entry in found]
        assert places == sorted(places)


def test_what_belongs_to_no_service_comes_last() -> None:
    assert list(services(entries(offboarding()))) == ["github", "openai", "slack", "warehouse", ""]


def test_the_tally_leaves_nothing_out() -> None:
    found = entries(offboarding())
    assert sum(tally(found).values()) == len(found)


def test_one_sentence_says_all() -> None:
    assert summarise(report()) == "no credentials"
    assert summarise(report(holdings=(holding("h1"),), steps=(step("s2"),), others=(holding("h2"),))) == (
        "1 credential: 1 done and verified; 1 other step: 1 done and verified; 1 of other people's left alone"
    )


def test_a_step_on_a_credential_is_not_told_beside_it() -> None:
    run = report(holdings=(holding("h1"),), steps=(step("s1", action=Action.REVOKE, holdings=("h1",)),))
    assert [entry.title for entry in entries(run)] == ["fine-grained-pat"]


def test_a_step_on_an_account_is_told_beside_the_credentials_that_go_with_it() -> None:
    run = report(holdings=(holding("h1"),), steps=(step("s1", holdings=("h1",)),))
    assert len(entries(run)) == 2
    assert summarise(run).endswith("1 other step: 1 done and verified")


def test_a_step_that_was_refused_keeps_its_way_out() -> None:
    outcome = Outcome(OutcomeState.FAILED, Verified.NO, "refused", request_ids=("r1",))
    (entry,) = entries(report(steps=(msgspec.structs.replace(step("s2"), outcome=outcome, owner="it-desk"),)))
    assert (entry.fate, entry.reason, entry.owner, entry.request_ids) == (Fate.FAILED, "refused", "it-desk", ("r1",))


@pytest.mark.parametrize(("action", "expected"), [("report", Fate.LEFT), ("revoke", Fate.NOT_DONE)])
def test_what_was_to_end_and_was_skipped_is_not_left_alone(action: str, expected: Fate) -> None:
    one = holding("h1", outcome=OutcomeState.SKIPPED, decision=ReportedDecision("rule 1", action))
    assert [entry.fate for entry in entries(report(holdings=(one,)))] == [expected]


def test_what_a_gap_or_a_source_says_is_not_remarked_again() -> None:
    gap = Gap("slack", "slack", "apps", "no audit log")
    source = Origin(OriginKind.INVENTORY, "old-thinkpad", "2026-11-20T09:58:00Z", False, "not read in full: /x")
    said = ("slack: apps could not be listed: no audit log", "old-thinkpad: not read in full: /x", "no laptop")
    assert remarks(report(gaps=(gap,), sources=(source,), remarks=said)) == ["no laptop"]


def test_a_gap_or_a_source_that_says_nothing_hides_no_remark() -> None:
    source = Origin(OriginKind.INVENTORY, "", "2026-11-20T09:58:00Z", False)
    assert remarks(report(gaps=(Gap("", "", "", ""),), sources=(source,), remarks=("no laptop",))) == ["no laptop"]


def test_a_check_is_told_once() -> None:
    words = "The laptop is wiped."
    outcome = Outcome(OutcomeState.MANUAL, Verified.NOT_POSSIBLE, "a person looks at it", Instruction(words))
    checked = msgspec.structs.replace(step("s2"), action=Action.CHECK, what=words, outcome=outcome)
    assert [(entry.label, entry.instruction) for entry in entries(report(steps=(checked,)))] == [(words, None)]
