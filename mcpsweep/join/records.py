"""Grants that record one credential: what a service lists twice is one holding."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from mcpsweep.join.kinds import FAMILIES, OWN_ID
from mcpsweep.model.grant import Grant, GrantState, Way

_WAYS = tuple(Way)
_STATES = tuple(GrantState)


@dataclass(slots=True, eq=False)
class Record:
    """One credential as one service records it, perhaps more than once."""

    grants: tuple[Grant, ...]
    """Best first: by the way in which each can be ended."""


def may_have_twin(grant: Grant) -> bool:
    """Whether the service may list the same credential a second time, as another grant."""
    return grant.kind in FAMILIES and any(True for _ in _marks(grant))


def merge(grants: Sequence[Grant]) -> list[Record]:
    """Grants of one credential together: one connector, family and account, a mark in common, nothing that differs."""
    parents = list(range(len(grants)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    seen: dict[Hashable, int | list[int]] = {}
    for index, grant in enumerate(grants):
        if grant.kind not in FAMILIES:
            continue
        for mark in _marks(grant):
            before = seen.get(mark)
            if before is None:
                seen[mark] = index  # a list for each of a million would cost more than all the rest
                continue
            others = before if isinstance(before, list) else [before]
            for other in others:
                if _are_one(grant, grants[other]):
                    parents[root(index)] = root(other)
            seen[mark] = [*others, index]
    together: dict[int, list[Grant]] = {}
    for index, grant in enumerate(grants):
        together.setdefault(root(index), []).append(grant)
    return [record for those in together.values() for record in _records(those)]


def _records(those: Sequence[Grant]) -> Iterator[Record]:
    """One record, unless something in between made one of what differs: then each stands alone."""
    if any(_differ(one, other) for one, other in combinations(those, 2)):
        yield from (Record((grant,)) for grant in those)
    else:
        yield Record(tuple(sorted(those, key=_rank)))


def _marks(grant: Grant) -> Iterator[Hashable]:
    """What two records of one credential have in common. The account is compared apart: ids and logins mix."""
    family = FAMILIES[grant.kind]
    own_id = grant.id if grant.kind in OWN_ID else grant.token_id
    if own_id is not None:
        yield grant.connector, family, "id", own_id
    if grant.sha256 is not None:
        yield grant.connector, family, "hash", grant.sha256
    if grant.last_eight is not None:
        yield grant.connector, family, "last", grant.last_eight
    if grant.key_fingerprint is not None:
        yield grant.connector, family, "key", grant.key_fingerprint


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
