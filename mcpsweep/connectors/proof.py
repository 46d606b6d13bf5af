"""How something is ended and proved to be gone: look, act, look again.

Every connector ends things through `end`, so that rules 4, 9 and 10 of the design are kept in one place: what is to
end is read again just before, a lost answer is followed by a question and not by a repetition, and no success is
believed before a second look.
"""

import enum
from collections.abc import Callable, Sequence

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.clock import Clock
from mcpsweep.connectors.http.errors import CallForbidden, Refused, ServiceError, Unclear, Unreachable, Withheld
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified

LOOKS: Sequence[float] = (0.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before each look after an act. No service documents how long an asynchronous one takes."""
_ATTEMPTS = 3
REHEARSED = "dry run: this is where it would have been ended"


class Presence(enum.Enum):
    """What a look shows."""

    PRESENT = "present"
    """It is there, and it is what was planned."""
    GONE = "gone"
    CHANGED = "changed"
    """Something is there under this id, but it is not what was planned: another owner, another kind."""
    HIDDEN = "hidden"
    """There is no way to look: no proof either way. Before the act it lets the act go ahead, so a look that *could*
    see but was kept from it must raise instead."""


def end(
    look: Callable[[], Presence],
    act: Callable[[], Answer],
    *,
    clock: Clock,
    looks: Sequence[float] = LOOKS,
    by_hand: Instruction | None = None,
) -> Outcome:
    """End what `look` sees by `act`, and say how that went. Raises nothing that a service or a plan can cause.

    `act` must raise where the answer is no positive match (a `Refused` for a 4xx does so of itself; a service that
    says no in a 200 needs a check of its own). `by_hand` is what remains to be done where it fails.
    """
    ids: list[str] = []
    try:
        before = look()
    except CallForbidden as error:
        return _said(OutcomeState.FAILED, f"not tried: {error}", ids, by_hand)
    except ServiceError as error:
        return _said(
            OutcomeState.FAILED, f"not tried: it could not be read before the act: {error}", [error.request_id], by_hand
        )
    if before is Presence.GONE:
        return Outcome(OutcomeState.ALREADY, Verified.YES, "it was already gone")
    if before is Presence.CHANGED:
        return _said(OutcomeState.FAILED, "not tried: what is there now is not what was planned", ids, by_hand)
    trouble, lost = "", ""
    for _ in range(_ATTEMPTS):
        try:
            ids.append(act().request_id)
            return watch(look, clock=clock, looks=looks, request_ids=ids, by_hand=by_hand)
        except (Unclear, Unreachable) as error:
            ids.append(error.request_id)
            trouble = str(error)
            # Whatever is said later on: this attempt may have taken effect.
            lost = trouble if isinstance(error, Unclear) else lost
        except CallForbidden as error:
            return _said(OutcomeState.FAILED, f"not tried: {error}", ids, by_hand)
        except Withheld as error:
            return Outcome(OutcomeState.SKIPPED, Verified.NO, REHEARSED, unsent=(error.request,))
        except ServiceError as error:
            ids.append(error.request_id)
            is_gone = isinstance(error, Refused) and _is_gone(look)
            if lost and is_gone:
                return _said(
                    OutcomeState.DONE, f"the answer was lost ({lost}), and it is gone", ids, None, Verified.YES
                )
            if lost:
                return _said(OutcomeState.UNKNOWN, f"the answer was lost ({lost}); and then: {error}", ids, by_hand)
            if is_gone:
                reason = f"it was refused ({error}), and it is gone: somebody else ended it in between"
                return _said(OutcomeState.ALREADY, reason, ids, None, Verified.YES)
            return _said(OutcomeState.FAILED, str(error), ids, by_hand)
        try:
            after = look()
        except ServiceError as error:
            return _said(OutcomeState.UNKNOWN, f"{trouble}; and then: {error}", ids, by_hand)
        if after is Presence.GONE:
            return _said(OutcomeState.DONE, f"the answer was lost ({trouble}), and it is gone", ids, None, Verified.YES)
        if after is not Presence.PRESENT:
            break
    return _said(OutcomeState.UNKNOWN, f"{trouble}; it is not seen to be gone", ids, by_hand)


def _is_gone(look: Callable[[], Presence]) -> bool:
    try:
        return look() is Presence.GONE
    except ServiceError:
        return False


def watch(
    look: Callable[[], Presence],
    *,
    clock: Clock,
    looks: Sequence[float] = LOOKS,
    request_ids: Sequence[str] = (),
    by_hand: Instruction | None = None,
) -> Outcome:
    """Look until what was ended is gone: the second half of `end`, for acts that end several things at once."""
    trouble = ""
    for pause in looks:
        if pause:
            clock.sleep(pause)
        try:
            seen = look()
        except ServiceError as error:
            trouble = f": {error}"
            continue
        if seen is Presence.GONE:
            return _said(OutcomeState.DONE, "the service confirmed it, and it is gone", request_ids, None, Verified.YES)
        if seen is Presence.HIDDEN:
            return Outcome(
                OutcomeState.ACCEPTED,
                Verified.NOT_POSSIBLE,
                "the service confirmed it; there is no way to look again",
                request_ids=tuple(filter(None, request_ids)),
            )
        trouble = ""
    reason = f"the service confirmed it, but after {sum(looks):.0f} s it is not seen to be gone{trouble}"
    return _said(OutcomeState.UNKNOWN, reason, request_ids, by_hand)


def _said(
    state: OutcomeState,
    reason: str,
    request_ids: Sequence[str],
    instruction: Instruction | None,
    verified: Verified = Verified.NO,
) -> Outcome:
    return Outcome(state, verified, reason, instruction, tuple(filter(None, request_ids)))


def by_hand(instruction: Instruction, reason: str = "there is no API for it") -> Outcome:
    """What a connector answers where only a person can act."""
    return Outcome(OutcomeState.MANUAL, Verified.NO, reason, instruction)


def skipped(reason: str) -> Outcome:
    """What a connector answers where it leaves something alone on purpose."""
    return Outcome(OutcomeState.SKIPPED, Verified.NO, reason)
