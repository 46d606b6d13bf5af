"""Which findings matter by themselves: those whose keeper is gone or not known, and those that several people have."""

from collections.abc import Iterator, Sequence

from mcpsweep.assess.fleet import Mark
from mcpsweep.assess.owners import Owners
from mcpsweep.assess.question import Question
from mcpsweep.model.concern import Topic


def mattering(marks: Sequence[Mark], question: Question, owners: Owners) -> Iterator[Mark]:
    """Those of the marks that a report may have to name whatever the services tell."""
    if question.topic is not Topic.ORPHANS:
        return
    if owners.has_doubtful_teams:
        # The roster puts credentials into the care of somebody who is gone, by labels that no mark has.
        yield from marks
        return
    holders: dict[int, str] = {}
    shared: set[int] = set()
    for mark in marks:
        for number in (mark.fingerprint, mark.sha256):
            if number and holders.setdefault(number, mark.person) != mark.person:
                shared.add(number)
    for mark in marks:
        if owners.may_doubt_keeper(mark.person) or not shared.isdisjoint((mark.fingerprint, mark.sha256)):
            yield mark
