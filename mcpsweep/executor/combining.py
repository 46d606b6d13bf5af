"""Several outcomes as one: the one that asks most of a reader stands for all."""

from collections.abc import Sequence

from mcpsweep.model.outcome import Outcome, OutcomeState, Verified

WORST_FIRST = (
    OutcomeState.FAILED,
    OutcomeState.UNKNOWN,
    OutcomeState.MANUAL,
    OutcomeState.ACCEPTED,
    OutcomeState.DONE,
    OutcomeState.ALREADY,
    OutcomeState.SKIPPED,
)


def combine(outcomes: Sequence[Outcome]) -> Outcome:
    """What became of something that took several acts. It is proved only if every act that was made is.

    Raises `ValueError` without any outcome.
    """
    if len(outcomes) == 1:
        return outcomes[0]
    if not outcomes:
        raise ValueError("nothing became of it")
    ranked = sorted(outcomes, key=lambda one: WORST_FIRST.index(one.state))
    worst = ranked[0]
    made = [one for one in outcomes if one.state is not OutcomeState.SKIPPED] or list(outcomes)
    unproved = [one.verified for one in made if one.verified is not Verified.YES]
    verified = Verified.NO if Verified.NO in unproved else Verified.NOT_POSSIBLE if unproved else Verified.YES
    return Outcome(
        state=worst.state,
        verified=verified,
        reason=_reasons(ranked),
        instruction=next((one.instruction for one in ranked if one.instruction is not None), None),
        request_ids=tuple(dict.fromkeys(number for one in outcomes for number in one.request_ids)),
        unsent=tuple(dict.fromkeys(request for one in outcomes for request in one.unsent)),
    )


def _reasons(ranked: Sequence[Outcome]) -> str:
    """Each reason once, behind the state it belongs to."""
    said: dict[OutcomeState, dict[str, int]] = {}
    for one in ranked:
        reasons = said.setdefault(one.state, {})
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    if len(said) == 1 and len(reasons) == 1:
        return ranked[0].reason
    return "; ".join(
        f"{state}: " + ", and ".join(_times(reason, count) for reason, count in reasons.items())
        for state, reasons in said.items()
    )


def _times(reason: str, count: int) -> str:
    return f"{reason} ({count} times)" if count > 1 else reason
