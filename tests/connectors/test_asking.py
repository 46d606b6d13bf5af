"""Credentials are asked at the likeliest place first, and what nobody can tell is not called dead."""

from collections.abc import Iterator

import pytest

from mcpsweep.connectors.asking import asked_how, identify
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.budget import Silent
from mcpsweep.connectors.http.errors import Absent, Limited, LostAnswer, ServiceError, Unauthenticated, Unreachable
from mcpsweep.connectors.http.errors import Unsendable as NoHeader
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import Validity, ValidityState

LIVE, EXPIRED, DEAD = ValidityState.LIVE, ValidityState.EXPIRED, ValidityState.DEAD
UNKNOWN = ValidityState.UNKNOWN


def said(state: ValidityState, asked: Asked = Asked.ANSWERED) -> Identification:
    """An answer."""
    return Identification(Validity(state), None, f"{state} {asked}", asked=asked)


class Place:
    """Says what it is told to, and remembers how often it was asked."""

    def __init__(
        self,
        *answers: Identification | ServiceError,
        service: str = "github",
        host: str = "github.com",
        claim: Claim = Claim.USUAL,
    ) -> None:
        self.service = service
        self.name = service
        self.host = host
        self._claim = claim
        self.asked: list[str] = []
        self._answers: Iterator[Identification | ServiceError] = iter(answers)

    def claim(self, held: Held) -> Claim:
        """What it is told to claim."""
        return self._claim

    def verify(self, held: Held) -> Identification:
        """The next answer."""
        self.asked.append(held.secret.reveal())
        answer = next(self._answers)
        if isinstance(answer, ServiceError):
            raise answer
        return answer

    def close(self) -> None:
        """Nothing is open."""


def held(*marks: str) -> dict[str, Held]:
    """Credentials by fingerprint."""
    return {mark: Held("github-pat", Secret(mark)) for mark in marks}


def outcome(*places: Place) -> Identification:
    """What the places together make of one credential."""
    return identify(places, {"github": held("a")}, Silent())["a"]


def test_who_is_alive_at_one_place_is_not_asked_at_the_next() -> None:
    first, second = Place(said(LIVE)), Place()
    assert outcome(first, second).validity.state is LIVE
    assert second.asked == []


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([said(DEAD), said(LIVE)], LIVE),
        ([said(DEAD), said(EXPIRED)], EXPIRED),
        ([said(DEAD), said(UNKNOWN)], UNKNOWN),
        ([said(DEAD), said(UNKNOWN, Asked.NO_ANSWER)], UNKNOWN),
        ([said(DEAD), Unreachable("no connection")], UNKNOWN),
        ([said(DEAD), said(DEAD)], DEAD),
        ([said(DEAD), said(UNKNOWN, Asked.STRANGER)], DEAD),
        ([said(UNKNOWN, Asked.NOT_ASKED), said(DEAD)], DEAD),
        ([said(UNKNOWN, Asked.STRANGER)], UNKNOWN),
        ([said(UNKNOWN, Asked.STRANGER), said(UNKNOWN, Asked.NOT_ASKED)], UNKNOWN),
    ],
)
def test_a_credential_is_dead_only_where_no_place_could_know_better(
    answers: list[Identification | ServiceError], state: ValidityState
) -> None:
    assert outcome(*(Place(answer) for answer in answers)).validity.state is state


def test_two_in_a_row_without_an_answer_are_enough() -> None:
    place = Place(said(LIVE), *[said(UNKNOWN, Asked.NO_ANSWER)] * 2)
    identified = identify([place], {"github": held(*"abcde")}, Silent())
    assert place.asked == list("abc")
    assert [one.asked for one in identified.values()] == [Asked.ANSWERED, *[Asked.NO_ANSWER] * 4]


def test_an_answer_between_two_lost_ones_makes_it_worth_going_on() -> None:
    lost = said(UNKNOWN, Asked.NO_ANSWER)
    place = Place(lost, said(DEAD), lost, said(UNKNOWN, Asked.NOT_ASKED), lost)
    identify([place], {"github": held(*"abcdef")}, Silent())
    assert place.asked == list("abcde")


def test_nobody_is_asked_about_another_services_credential() -> None:
    github, slack = Place(), Place(said(LIVE), service="slack")
    todo = {"slack": {"x": Held("slack-user-token", Secret("x"))}, "snowflake": held("y"), "github": {}}
    assert set(identify([github, slack], todo, Silent())) == {"x"}
    assert (github.asked, slack.asked) == ([], ["x"])


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (Unreachable("x"), Asked.NO_ANSWER),
        (LostAnswer("x"), Asked.NO_ANSWER),
        (Limited("x", wait=900), Asked.NO_ANSWER),
        (Absent("x"), Asked.ANSWERED),
        (Unauthenticated("x"), Asked.ANSWERED),
        (NoHeader("x"), Asked.NOT_ASKED),
    ],
)
def test_a_refusal_is_an_answer_and_what_was_never_sent_is_none(error: ServiceError, asked: Asked) -> None:
    assert asked_how(error) is asked


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ((Claim.USUAL, Claim.NAMED), (0, 1)),
        ((Claim.USUAL, Claim.POSSIBLE), (1, 0)),
        ((Claim.ANOTHER, Claim.POSSIBLE), (0, 1)),
        ((Claim.POSSIBLE, Claim.POSSIBLE), (0, 0)),
        ((Claim.NAMED, Claim.NAMED), (0, 0)),
        ((Claim.USUAL, Claim.USUAL), (0, 0)),
        ((Claim.DIVIDED, Claim.DIVIDED), (0, 0)),
        ((Claim.DIVIDED, Claim.POSSIBLE), (0, 0)),
        ((Claim.DIVIDED, Claim.ANOTHER), (0, 0)),
        ((Claim.DIVIDED, Claim.NAMED), (0, 1)),
    ],
)
def test_a_value_is_shown_to_the_host_with_the_strongest_claim_only(
    claims: tuple[Claim, Claim], shown: tuple[int, int]
) -> None:
    places = [
        Place(said(DEAD), host=host, claim=claim)
        for host, claim in zip(("github.com", "github.acme.example"), claims, strict=True)
    ]
    told = outcome(*places)
    assert tuple(len(place.asked) for place in places) == shown
    assert (told.asked is Asked.UNDECIDED) is (shown == (0, 0))
    if told.asked is Asked.UNDECIDED:
        assert "github.com" in told.reason
        assert "Look where its client connects" in told.reason
