"""What can be passed over at once: of a million grants nearly all have an owner, an end and somebody who uses them."""

from array import array
from collections.abc import Iterable, Iterator, Sequence, Set

from mcpsweep.assess import usage
from mcpsweep.assess.fleet import Mark, marked
from mcpsweep.assess.owners import Owners
from mcpsweep.assess.question import Question
from mcpsweep.join.kinds import FAMILIES
from mcpsweep.join.records import marks_of
from mcpsweep.join.values import padded
from mcpsweep.model.concern import Concern, Topic
from mcpsweep.model.grant import Grant


class Sieve:
    """Looks at every grant once and keeps those that a report may have to name, or that explain a finding."""

    def __init__(self, question: Question, owners: Owners, laptops: Iterable[Mark]) -> None:
        """`laptops` are the findings that matter by themselves: a grant may tell that all is well with them."""
        self._topic = question.topic
        self._now = question.at
        self._dormant_before = question.dormant_before
        self._owners = owners
        self._known = {number for mark in laptops for number in (mark.sha256, mark.suffix)} - {0}
        self._answers = {Concern.DORMANT: array("q"), Concern.NEVER_EXPIRES: array("q")}
        """What grants that were passed over have in common with other records of the same credential."""
        self.grants = 0
        """How many came by."""
        self.unknown_last_use = 0
        """How many of them nobody tells the last use of."""

    def keep(self, grants: Iterable[Grant]) -> list[Grant]:
        """Those that may matter."""
        matters = self._has_doubtful_owner if self._topic is Topic.ORPHANS else self._has_doubtful_use
        known, now = self._known, self._now
        kept = []
        for grant in grants:
            self.grants += 1
            if grant.last_used is None:
                self.unknown_last_use += 1
            if (known and not known.isdisjoint(_clues(grant))) or (not usage.is_over(grant, now) and matters(grant)):
                kept.append(grant)
        return kept

    def answered(self, concern: Concern, kept: Iterable[Grant]) -> frozenset[tuple[str, str, str]]:
        """Keys of those of the kept grants whose credential has another record which tells that it is not so."""
        asked: dict[int, list[Grant]] = {}
        for grant in kept:
            for mark in _twin_marks(grant):
                asked.setdefault(mark, []).append(grant)
        told = asked.keys() & self._answers.get(concern, ())
        return frozenset(grant.key() for mark in told for grant in asked[mark])

    def _has_doubtful_owner(self, grant: Grant) -> bool:
        return self._owners.may_doubt(grant)

    def _has_doubtful_use(self, grant: Grant) -> bool:
        if usage.is_dormant(grant.last_used, self._dormant_before) or usage.never_ends(grant):
            return True
        for number in _twin_marks(grant):
            if grant.last_used is not None:
                self._answers[Concern.DORMANT].append(number)
            if grant.expires is not None:
                self._answers[Concern.NEVER_EXPIRES].append(number)
        return False


def related(laptops: Sequence[Mark], mattering: Set[tuple[int, int]], kept: Sequence[Grant]) -> list[tuple[int, int]]:
    """Places of the findings that matter, may be one of the kept grants, or are of the same value as one of these."""
    clues = {number for grant in kept for number in _clues(grant)} - {0}
    values = {
        number
        for mark in laptops
        if mark.place in mattering or not clues.isdisjoint((mark.sha256, mark.suffix))
        for number in (mark.fingerprint, mark.sha256)
    } - {0}
    return [
        mark.place
        for mark in laptops
        if mark.place in mattering or not values.isdisjoint((mark.fingerprint, mark.sha256))
    ]


def _clues(grant: Grant) -> tuple[int, int]:
    """What a finding of the same credential may be marked with, too."""
    return marked(padded(grant.sha256)) if grant.sha256 is not None else 0, marked(grant.last_eight)


def _twin_marks(grant: Grant) -> Iterator[int]:
    """What two records of one credential share, as numbers: a million cost little."""
    if grant.account is not None and grant.kind in FAMILIES:
        name = grant.account.login.casefold() or grant.account.id
        for mark in marks_of(grant):
            yield hash((mark, name))
