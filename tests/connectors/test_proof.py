"""Look, act, look again: rules 4, 9 and 10 of the design."""

import pytest

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import (
    Absent,
    CallForbidden,
    Forbidden,
    LostAnswer,
    ServiceError,
    Unavailable,
    Unreachable,
    Withheld,
)
from mcpsweep.connectors.proof import Presence, end
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from tests.connectors.fake import FakeClock

OK = Answer("DELETE", "/x", 204, {}, b"", "r1")


class Scene:
    """A service in three lines: what each look shows, what each act does."""

    def __init__(self, looks: list[Presence | ServiceError], acts: list[Answer | ServiceError]) -> None:
        self.looks, self.acts, self.acted = looks, acts, 0
        self.clock = FakeClock()

    def look(self) -> Presence:
        seen = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if isinstance(seen, ServiceError):
            raise seen
        return seen

    def act(self) -> Answer:
        self.acted += 1
        answer = self.acts.pop(0)
        if isinstance(answer, ServiceError):
            raise answer
        return answer

    def end(self) -> Outcome:
        return end(self.look, self.act, clock=self.clock)


P, G, C, H = Presence.PRESENT, Presence.GONE, Presence.CHANGED, Presence.HIDDEN


@pytest.mark.parametrize(
    ("looks", "acts", "state", "verified", "acted"),
    [
        ([P, G], [OK], OutcomeState.DONE, Verified.YES, 1),
        ([G], [], OutcomeState.ALREADY, Verified.YES, 0),
        ([C], [], OutcomeState.FAILED, Verified.NO, 0),
        ([Unavailable("down")], [], OutcomeState.FAILED, Verified.NO, 0),
        ([P], [OK], OutcomeState.UNKNOWN, Verified.NO, 1),
        ([P, P, P, G], [OK], OutcomeState.DONE, Verified.YES, 1),
        ([P, Unavailable("down"), G], [OK], OutcomeState.DONE, Verified.YES, 1),
        ([P, H], [OK], OutcomeState.ACCEPTED, Verified.NOT_POSSIBLE, 1),
        ([P], [Forbidden("no")], OutcomeState.FAILED, Verified.NO, 1),
        ([P, G], [Absent("not found")], OutcomeState.ALREADY, Verified.YES, 1),
        ([P, Unavailable("down")], [Forbidden("no")], OutcomeState.FAILED, Verified.NO, 1),
        ([P], [Withheld("example", "DELETE example/x")], OutcomeState.SKIPPED, Verified.NO, 1),
        ([P, G], [LostAnswer("cut")], OutcomeState.DONE, Verified.YES, 1),
        ([P, P, G], [LostAnswer("cut"), OK], OutcomeState.DONE, Verified.YES, 2),
        ([P], [LostAnswer("cut")] * 3, OutcomeState.UNKNOWN, Verified.NO, 3),
        ([P], [LostAnswer("cut"), Forbidden("no")], OutcomeState.UNKNOWN, Verified.NO, 2),
        ([P, P, G], [LostAnswer("cut"), Absent("not found")], OutcomeState.DONE, Verified.YES, 2),
        ([P], [Unreachable("no route"), Forbidden("no")], OutcomeState.FAILED, Verified.NO, 2),
        ([P, Unavailable("down")], [LostAnswer("cut")], OutcomeState.UNKNOWN, Verified.NO, 1),
        ([P, H], [LostAnswer("cut")], OutcomeState.UNKNOWN, Verified.NO, 1),
        ([P, C], [LostAnswer("cut")], OutcomeState.UNKNOWN, Verified.NO, 1),
    ],
)
def test_every_course_of_events(
    looks: list[Presence | ServiceError],
    acts: list[Answer | ServiceError],
    state: OutcomeState,
    verified: Verified,
    acted: int,
) -> None:
    scene = Scene(list(looks), list(acts))
    outcome = scene.end()
    assert (outcome.state, outcome.verified, scene.acted) == (state, verified, acted)
    assert outcome.reason


def test_the_second_look_waits_as_long_as_it_takes_and_no_longer() -> None:
    scene = Scene([P], [OK])
    scene.end()
    assert scene.clock.slept == [2, 5, 15, 60]


def test_a_call_without_a_selector_is_a_failure_not_a_crash() -> None:
    def no_selector() -> Answer:
        raise CallForbidden("a call without a selector")

    scene = Scene([P], [OK])
    outcome = end(scene.look, no_selector, clock=scene.clock)
    assert (outcome.state, outcome.verified, scene.acted) == (OutcomeState.FAILED, Verified.NO, 0)


def test_request_ids_are_kept() -> None:
    scene = Scene([P, P, G], [LostAnswer("cut", request_id="r0"), OK])
    assert scene.end().request_ids == ("r0", "r1")
