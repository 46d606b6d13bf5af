"""What is told of a run as it goes on."""

import pytest

from mcpsweep.cli.deciding import Narrator
from mcpsweep.executor.combining import combine
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Action, Confirm
from tests.reports.runs import to_do

STAYS = Outcome(OutcomeState.MANUAL, Verified.NO, "the enterprise team pilots keeps the account in the organisation")
REQUEST = "DELETE api.github.example/orgs/acme/memberships/anguyen"


def unsent(*requests: str) -> Outcome:
    """What a dry run kept back."""
    return Outcome(OutcomeState.SKIPPED, Verified.NO, "dry run", unsent=requests)


def told(capsys: pytest.CaptureFixture[str], outcome: Outcome) -> list[str]:
    """What is said of a step with this outcome."""
    Narrator().ended(to_do("s032", action=Action.REMOVE_ACCESS, confirm=Confirm.AUTO), outcome)
    return capsys.readouterr().err.splitlines()


def test_what_is_kept_back_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    head, request = told(capsys, unsent(REQUEST))
    assert head.startswith("s032 skipped: remove-access ")
    assert request == f"     would send: {REQUEST}"


@pytest.mark.parametrize("state", [OutcomeState.MANUAL, OutcomeState.FAILED, OutcomeState.ALREADY])
def test_what_would_be_sent_in_part_is_said_to_be_so(state: OutcomeState, capsys: pytest.CaptureFixture[str]) -> None:
    rest = Outcome(state, Verified.NO, STAYS.reason)
    head, *lines = told(capsys, combine([unsent(REQUEST), rest]))
    assert head.startswith(f"s032 in part {state}")
    assert lines[-1] == f"     would send: {REQUEST}"


def test_why_the_rest_is_a_persons_is_said_with_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    done = Outcome(OutcomeState.DONE, Verified.YES, "not listed any more")
    head, reason = told(capsys, combine([done, STAYS]))
    assert head.startswith("s032 manual: remove-access ")
    assert reason == f"     manual: {STAYS.reason}; done: not listed any more"
