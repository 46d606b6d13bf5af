"""The values that a scan read, for whoever is to ask or end them in the same go. They are in no document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mcpsweep.detection.hints import nearest
from mcpsweep.model.finding import Finding
from mcpsweep.model.held import Held
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Role
from mcpsweep.model.secret import Secret

_BELONG = (
    # docs.slack.dev "Token rotation": a refresh token comes with the access token that it renews.
    ("slack-rotating-bot-token", "slack-refresh-token"),
    ("slack-rotating-user-token", "slack-refresh-token"),
    # A browser's token is taken together with the cookie of the same browser only.
    ("slack-session-token", "slack-session-cookie"),
    ("oauth-access-token", "oauth-refresh-token"),
)
"""Kinds that are of one credential where they stand side by side."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a scan found, and the values that it read."""

    inventory: Inventory
    held: Mapping[str, Held]
    """By fingerprint. Not the values of protected stores, and not what no scan could resolve."""
    fault: Exception | None = None
    """Of ours, while some file was read: the inventory says which, and is whole as to all others."""


def in_hand(findings: Iterable[Finding], secrets: Mapping[str, Secret]) -> dict[str, Held]:
    """Each value with what is known of it: its kind, what belongs to it, and what stands beside it.

    `secrets` are by fingerprint. What belongs together is told by place: in one folder of one file, or in one server
    entry, there is one of the one kind and one of the other; where there are more, nothing says which is whose.
    """
    by_fingerprint: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.fingerprint is not None and finding.fingerprint in secrets:
            by_fingerprint[finding.fingerprint].append(finding)
    companions = _companions(by_fingerprint)
    return {
        fingerprint: Held(
            kind=those[0].kind,
            secret=secrets[fingerprint],
            companions=tuple(
                (by_fingerprint[other][0].kind, secrets[other]) for other in sorted(companions.get(fingerprint, ()))
            ),
            hints=tuple(sorted({hint for finding in those for hint in nearest(_names(finding), finding.accounts)})),
            names=tuple(sorted({name for finding in those for name in _names(finding) if name})),
        )
        for fingerprint, those in by_fingerprint.items()
    }


def _names(finding: Finding) -> set[str]:
    return {sighting.name for sighting in finding.sightings}


def _companions(by_fingerprint: Mapping[str, list[Finding]]) -> Mapping[str, set[str]]:
    beside: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fingerprint, those in by_fingerprint.items():
        for place in {place for finding in those for place in _places(finding)}:
            beside[place][those[0].kind].add(fingerprint)
    found: dict[str, set[str]] = defaultdict(set)
    for kinds in beside.values():
        for one, other in _BELONG:
            if len(kinds.get(one, ())) == 1 == len(kinds.get(other, ())) and not _has_rival(one, other, kinds):
                (left,), (right,) = kinds[one], kinds[other]
                found[left].add(right)
                found[right].add(left)
    return found


def _has_rival(one: str, other: str, kinds: Mapping[str, set[str]]) -> bool:
    """Whether another kind there could as well be what `other` belongs to."""
    return any(rival != one and partner == other and rival in kinds for rival, partner in _BELONG)


def _places(finding: Finding) -> Iterator[tuple[str, str]]:
    """The folders, so to speak, of a value: where it stands, the file and all of the pointer but its last part; and
    the server entry that has it, written out or through a reference."""
    for sighting in finding.sightings:
        if sighting.role is Role.VALUE:
            yield sighting.path, sighting.pointer.rpartition("/")[0]
        if sighting.server:
            yield "", sighting.server
