"""Grants that record one credential: what a service lists twice is one holding."""

from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from itertools import combinations

import msgspec

from mcpsweep.join.kinds import FAMILIES, OWN_ID
from mcpsweep.model.grant import Grant, GrantState, Way

_WAYS = tuple(Way)
_STATES = tuple(GrantState)


class Record(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One credential as one service records it, perhaps more than once."""

    grants: tuple[Grant, ...]
    """Best first: by the way in which each can be ended."""


def repeated(grants: Iterable[Grant]) -> Set[int]:
    """The marks that more than one grant has, hashed: a million are told apart without being held."""
    seen: set[int] = set()
    twice: set[int] = set()
    for grant in grants:
        if grant.kind in FAMILIES:
            for mark in map(hash, marks_of(grant)):
                (twice if mark in seen else seen).add(mark)
    return twice


def may_have_twin(grant: Grant, marks: Set[int]) -> bool:
    """Whether another grant has one of this one's `marks`, so that both may be one credential."""
    return bool(marks) and grant.kind in FAMILIES and any(hash(mark) in marks for mark in marks_of(grant))


def merge(grants: Sequence[Grant], marks: Set[int]) -> list[Record]:
    """Grants of one credential together: one connector, family and account, a mark in common, nothing that differs.

    `marks` are those that are `repeated`.
    """
    if not marks:
        return [Record((grant,)) for grant in grants]
    parents = list(range(len(grants)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    seen: dict[Hashable, list[int]] = {}
    for index, grant in enumerate(grants):
        for mark in marks_of(grant) if grant.kind in FAMILIES else ():
            others = seen.setdefault(mark, [])
            for other in others:
                if _are_one(grant, grants[other]):
                    parents[root(index)] = root(other)
            others.append(index)
    together: dict[int, list[Grant]] = {}
    for index, grant in enumerate(grants):
        together.setdefault(root(index), []).append(grant)
    return [record for those in together.values() for record in _records(those)]


def _records(those: Sequence[Grant]) -> Iterator[Record]:
    """One record, unless something in between made one of what differs: then each stands alone."""
    if len(those) > 1 and any(_differ(one, other) for one, other in combinations(those, 2)):
        yield from (Record((grant,)) for grant in those)
    else:
        yield Record(tuple(sorted(those, key=_rank)))


def marks_of(grant: Grant) -> list[Hashable]:
    """What two records of one credential have in common. The account is compared apart: ids and logins mix."""
    family, connector = FAMILIES[grant.kind], grant.connector
    # Asked of every grant of an organisation, so that what is absent must cost nothing.
    marks: list[Hashable] = []
    own_id = grant.id if grant.kind in OWN_ID else grant.token_id
    if own_id is not None:
        marks.append((connector, family, "id", own_id))
    if grant.sha256 is not None:
        marks.append((connector, family, "hash", grant.sha256))
    if grant.last_eight is not None:
        marks.append((connector, family, "last", grant.last_eight))
    if grant.key_fingerprint is not None:
        marks.append((connector, family, "key", grant.key_fingerprint))
    return marks


def _are_one(one: Grant, other: Grant) -> bool:
    """Whether nothing speaks against it. An account must be named by both: token ids of different kinds are counted
    apart, and the same number may stand for a token of somebody else's.
    """
    if one.account is None or other.account is None or not one.account.could_be(other.account):
        return False
    return not _differ(one, other)


def _differ(one: Grant, other: Grant) -> bool:
    pairs = ((one.token_id, other.token_id), (one.sha256, other.sha256), (one.last_eight, other.last_eight))
    return any(ours is not None and theirs is not None and ours != theirs for ours, theirs in pairs)


def _rank(grant: Grant) -> tuple[int, int, tuple[str, str, str]]:
    way = min((_WAYS.index(way) for way in grant.can_revoke), default=len(_WAYS))
    return (way, _STATES.index(grant.state), grant.key())
