"""What a run that was left behind means for its steps."""

from collections.abc import Mapping

import msgspec

from mcpsweep.executor.entries import StepEntry, StepState
from mcpsweep.executor.performing import by_hand
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Step

_BEGUN = "begun before the interruption"
_MEANT: Mapping[OutcomeState, OutcomeState] = {
    OutcomeState.ALREADY: OutcomeState.DONE,
    OutcomeState.FAILED: OutcomeState.UNKNOWN,
}
"""How an attempt ended → what that says where the attempt before was cut off: "already gone" is our own doing, and
"nothing was changed" is true of this attempt only."""
_WORTH_ANOTHER = frozenset({OutcomeState.FAILED, OutcomeState.UNKNOWN, OutcomeState.MANUAL})


def recovered(outcome: Outcome) -> Outcome:
    """The outcome of a step that was tried again because nobody knew how far it had come."""
    if outcome.state is OutcomeState.ALREADY and outcome.verified is Verified.YES:
        return msgspec.structs.replace(outcome, state=OutcomeState.DONE, reason=f"{_BEGUN}; it is gone")
    state = _MEANT.get(outcome.state, outcome.state)
    return msgspec.structs.replace(outcome, state=state, reason=f"{_BEGUN}; asked again: {outcome.reason}")


def is_worth_another_attempt(step: Step, entry: StepEntry) -> bool:
    """Whether a resumed run tries a step again that has its outcome: it did not surely end, and is not a person's."""
    if entry.state is not StepState.OUTCOME or entry.outcome is None:
        return False
    return entry.outcome.state in _WORTH_ANOTHER and by_hand(step) is None
