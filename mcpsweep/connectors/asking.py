"""Ask credentials in hand who they are: each only at its own service, all services side by side."""

from collections.abc import Mapping, Sequence
from functools import partial

from mcpsweep.connectors.base import Verifier
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.budget import Progress
from mcpsweep.connectors.http.errors import Refused, ServiceError, Unsendable
from mcpsweep.connectors.survey import side_by_side
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.validity import Validity, ValidityState

_VERDICTS = (
    ValidityState.LIVE,
    ValidityState.EXPIRED,
    # Unknown at one of two is not dead at both.
    ValidityState.UNKNOWN,
    ValidityState.NOT_CHECKED,
    ValidityState.DEAD,
)
"""Which of several answers counts, best first."""
_STRENGTHS = tuple(Claim)
_UNSEEN = "so nobody was shown it. Look where its client connects, and end it there by hand"
_HEARD = frozenset({Asked.ANSWERED, Asked.NO_ANSWER})
"""Answers that count before those of places that have nothing to say of a credential."""
_MISSES = 2
"""A place that gave so many credentials in a row no answer is not asked about the others: each would wait as long."""


def identify(
    verifiers: Sequence[Verifier], held: Mapping[str, Mapping[str, Held]], progress: Progress
) -> dict[str, Identification]:
    """What the credentials say of themselves, by fingerprint; those of a service that nobody can ask are left out.

    `held` are by service, then by fingerprint. A value is shown to one place of its service at most: to the one that
    has the strongest claim; where nothing tells of which of several it is, to none. Where that place has several
    verifiers, the first is asked first, and a later one about what is not alive before. Raises nothing that a service
    can cause.
    """
    jobs = [
        partial(_of_service, desks, credentials, progress)
        for service, credentials in held.items()
        if credentials and (desks := [_Desk(one) for one in verifiers if one.service == service])
    ]
    return {fingerprint: said for answers in side_by_side(jobs) for fingerprint, said in answers.items()}


def asked_how(error: ServiceError) -> Asked:
    """What a failed question says: a refusal is an answer, if none that settles anything."""
    if isinstance(error, Unsendable):
        return Asked.NOT_ASKED
    return Asked.ANSWERED if isinstance(error, Refused) else Asked.NO_ANSWER


class _Desk:
    """One place, and how many of its answers in a row stayed away."""

    def __init__(self, verifier: Verifier) -> None:
        self.service = verifier.service
        self.host = verifier.host
        self._verifier = verifier
        self._missed: list[Identification] = []

    def claim(self, held: Held) -> Claim:
        """Whether a credential is of this place."""
        return self._verifier.claim(held)

    def ask(self, held: Held) -> Identification:
        """Who a credential is; the last trouble once more, if there was too much of it."""
        if len(self._missed) == _MISSES:
            return self._missed[-1]
        try:
            said = self._verifier.verify(held)
        except ServiceError as error:
            said = Identification(Validity(ValidityState.UNKNOWN), None, str(error), asked=asked_how(error))
        if said.asked is Asked.NO_ANSWER:
            self._missed.append(said)
        elif said.asked is not Asked.NOT_ASKED:
            self._missed.clear()
        return said


def _of_service(desks: Sequence[_Desk], held: Mapping[str, Held], progress: Progress) -> dict[str, Identification]:
    identified: dict[str, Identification] = {}
    for count, (fingerprint, one) in enumerate(held.items(), start=1):
        identified[fingerprint] = _ask(desks, one)
        progress.report(desks[0].service, "credentials asked", count)
    return identified


def _ask(desks: Sequence[_Desk], held: Held) -> Identification:
    claims = [desk.claim(held) for desk in desks]
    strongest = min(claims, key=_STRENGTHS.index)
    claimants = [desk for desk, claim in zip(desks, claims, strict=True) if claim is strongest]
    hosts = sorted({desk.host for desk in claimants})
    if strongest is Claim.ANOTHER:
        # The first says itself why, and sends nothing.
        claimants = claimants[:1]
    elif strongest is Claim.DIVIDED:
        return _undecided(f"the address of {' and of '.join(hosts)} stands beside it, and another's, too; {_UNSEEN}")
    elif len(hosts) > 1:
        return _undecided(
            f"it may be of {' or of '.join(hosts)}, and nothing beside it says of which; {_UNSEEN}, or run again with "
            "a configuration that names that one only"
        )
    said: list[Identification] = []
    for desk in claimants:
        said.append(desk.ask(held))
        if said[-1].validity.state is ValidityState.LIVE:
            break
    heard = [one for one in said if one.asked in _HEARD] or said
    return min(heard, key=lambda one: _VERDICTS.index(one.validity.state))


def _undecided(reason: str) -> Identification:
    return Identification(Validity(ValidityState.UNKNOWN), None, reason, asked=Asked.UNDECIDED)
