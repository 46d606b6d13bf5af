"""Inventories of a whole fleet: each machine and home counts once, the newest scan of it."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from mcpsweep.join.keeper import whose
from mcpsweep.join.people import People
from mcpsweep.join.values import padded
from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.model.finding import Finding
from mcpsweep.model.holding import Found
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Sighting
from mcpsweep.model.server import Route, Server
from mcpsweep.model.source import SourceState

_DIGITS = 12
"""How many digits of an inventory's digest tell it from the others."""
_WIDTH = 3
"""How many numbers mark a finding."""
_NAMED = 3
"""How many files, machines or keys a sentence names."""
_ANYBODYS = frozenset({"", "localhost", "localhost.localdomain"})
"""Host names that tell no machine from another."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that should be an inventory and cannot be read."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Connection:
    """A server entry that uses a credential, and whose machine it is on."""

    machine: str
    server: Server
    keeper: str
    """The roster's id; empty where that is unclear."""
    places: tuple[Sighting, ...]
    """Where its credentials lie."""


class Mark(NamedTuple):
    """As much of a finding as tells whether it has to be looked at; the rest stays packed.

    Hashes stand for texts, 0 for none: equal texts have equal hashes, and two that are equal by accident cost a second
    look and nothing else.
    """

    place: tuple[int, int]
    """Which scan, which finding of it."""
    fingerprint: int
    sha256: int
    suffix: int
    person: str
    """The roster's id of whose place it lies in; empty where that is unclear."""


class _Packed(msgspec.Struct, frozen=True):
    """The bulk of an inventory."""

    findings: tuple[Finding, ...]
    servers: tuple[Server, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Scan:
    """What is kept of one inventory: little, for there may be ten thousand."""

    name: str
    hostname: str
    system: str
    digest: str
    at: str
    key: str
    homes: frozenset[str]
    marks: "array[int]"
    """Fingerprint, hash and last characters of each finding, as `Mark` has them."""
    persons: tuple[str, ...]
    """Of each finding."""
    packed: bytes
    gateways: frozenset[str]
    """What gateway entries are called, and the services behind them."""
    unread: tuple[str, ...]

    @property
    def is_nameless(self) -> bool:
        """Whether nothing tells this machine from others."""
        return self.hostname.casefold() in _ANYBODYS

    def unpacked(self) -> _Packed:
        """The bulk again."""
        return msgspec.msgpack.decode(zlib.decompress(self.packed), type=_Packed)


@dataclass(slots=True)
class Fleet:
    """All inventories of a report, added one by one."""

    people: People
    _scans: list[_Scan] = field(default_factory=list)
    _broken: list[Broken] = field(default_factory=list)

    def add(self, inventory: Inventory, digest: str) -> None:
        """One more inventory; `digest` is the SHA-256 of its bytes. What a report does not need is let go."""
        keeper = whose(inventory, self.people)
        machine = inventory.machine
        findings = inventory.findings
        packed = msgspec.msgpack.encode(_Packed(findings, inventory.servers))
        self._scans.append(
            _Scan(
                name=machine.hostname or machine.root,
                hostname=machine.hostname,
                system=machine.os,
                digest=digest,
                at=inventory.scanned_at,
                key=inventory.fingerprint_key,
                homes=frozenset(home.path for home in inventory.homes),
                marks=array("q", (mark for one in findings for mark in _marks(one))),
                persons=tuple(sys.intern(keeper.of(one)) for one in findings),
                packed=zlib.compress(packed, 1),
                gateways=frozenset(_gateways(inventory.servers)),
                unread=tuple(source.path for source in inventory.sources if source.state is not SourceState.READ),
            )
        )

    def add_broken(self, broken: Broken) -> None:
        """A file that cannot be read: it may have hidden anything."""
        self._broken.append(broken)

    def merge(self) -> "Merged":
        """What counts of all that was added."""
        by_machine: dict[tuple[str, ...], list[_Scan]] = {}
        for scan in self._scans:
            # Two nameless machines may be one; taking them for two hides nothing.
            mark = (scan.digest,) if scan.is_nameless else (scan.hostname.casefold(), scan.system)
            by_machine.setdefault(mark, []).append(scan)
        kept = [part for scans in by_machine.values() for part in _newest(scans)]
        left = {part.scan for part in kept}
        older = tuple(sorted((scan.name, scan.at) for scan in self._scans if scan not in left))
        return Merged(tuple(kept), tuple(self._broken), len(by_machine), older)


@dataclass(frozen=True, slots=True)
class _Part:
    """What counts of one scan."""

    scan: _Scan
    superseded: frozenset[str]
    """Homes of which a newer scan tells."""

    def counts(self, sightings: Iterable[Sighting]) -> bool:
        """Whether not all of it lies in homes of which a newer scan tells."""
        return not self.superseded or not all(
            any(place.path == home or place.path.startswith(home.rstrip("/") + "/") for home in self.superseded)
            for place in sightings
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """What all inventories of a report tell together."""

    _parts: tuple[_Part, ...]
    _broken: tuple[Broken, ...]
    machines: int
    """How many machines they are of."""
    _older: tuple[tuple[str, str], ...]
    """Machine and time of the scans that do not count."""

    @property
    def names(self) -> frozenset[str]:
        """What the machines are called."""
        return frozenset(part.scan.name for part in self._parts)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys behind the fingerprints, by their short ids."""
        return tuple(sorted({part.scan.key for part in self._parts}))

    @property
    def gateways(self) -> frozenset[str]:
        """Names and services of all gateway entries."""
        return frozenset(name for part in self._parts for name in part.scan.gateways)

    def marks(self) -> Iterator[Mark]:
        """Of every finding."""
        for number, part in enumerate(self._parts):
            marks, width = part.scan.marks, _WIDTH
            for index, person in enumerate(part.scan.persons):
                fingerprint, sha256, suffix = marks[index * width : (index + 1) * width]
                yield Mark((number, index), fingerprint, sha256, suffix, person)

    def found(self, places: Iterable[tuple[int, int]]) -> Iterator[Found]:
        """The findings at some of the marks' places; what a newer scan tells of is left out."""
        chosen: dict[int, list[int]] = {}
        for number, index in places:
            chosen.setdefault(number, []).append(index)
        for number, indices in chosen.items():
            part = self._parts[number]
            scan, findings = part.scan, part.scan.unpacked().findings
            for index in sorted(indices):
                if part.counts(findings[index].sightings):
                    yield Found(scan.name, scan.digest[:_DIGITS], findings[index], scan.persons[index])

    def connections(self) -> Iterator[Connection]:
        """Every direct connection that uses a credential."""
        for part in self._parts:
            yield from (one for one in _connections(part.scan) if part.counts(one.places))

    def origins(self) -> Iterator[Origin]:
        """The inventories that are not whole; those that are would make a list without news."""
        for broken in self._broken:
            yield Origin(OriginKind.INVENTORY, broken.name, "", False, broken.reason)
        for part in self._parts:
            scan = part.scan
            if scan.unread:
                more = f" and {len(scan.unread) - _NAMED} more" if len(scan.unread) > _NAMED else ""
                reason = f"not read in full: {', '.join(scan.unread[:_NAMED])}{more}"
                yield Origin(OriginKind.INVENTORY, scan.name, scan.at, False, reason, scan.digest)

    def remarks(self) -> Iterator[str]:
        """What cannot be known, and what was left out."""
        if not self._parts:
            yield "no inventory was read: what only laptops hold is not in this report"
        if self._older:
            named = _listed([f"{machine} of {at}" for machine, at in self._older])
            yield f"{len(self._older)} inventories do not count, newer ones tell of the same machine and homes: {named}"
        nameless = sum(part.scan.is_nameless for part in self._parts)
        if nameless > 1:
            yield f"{nameless} inventories are of machines without a name; the same one may be among them twice"
        if len(self.keys) > 1:
            yield (
                f"the inventories were made with {len(self.keys)} different fingerprint keys "
                f"({_listed(list(self.keys))}): what two of them share is recognised by its hash only, and most has "
                "none; set [org] fingerprint_key and scan again"
            )


def _newest(scans: list[_Scan]) -> Iterator[_Part]:
    """Of one machine: the newest scan whole, of older ones what lies in no home that a newer one tells of."""
    told: set[str] = set()
    for number, scan in enumerate(sorted(scans, key=lambda one: (one.at, one.digest), reverse=True)):
        if number == 0 or not scan.homes <= told:
            yield _Part(scan, frozenset(told & scan.homes))
        told |= scan.homes


def _connections(scan: _Scan) -> Iterator[Connection]:
    bulk = scan.unpacked()
    places: dict[str, list[Sighting]] = {}
    keepers: dict[str, str] = {}
    for finding, person in zip(bulk.findings, scan.persons, strict=True):
        for sighting in finding.sightings:
            places.setdefault(sighting.server, []).append(sighting)
            keepers[sighting.server] = person
    for server in bulk.servers:
        if server.route is Route.DIRECT and server.id in places:
            yield Connection(scan.name, server, keepers[server.id], tuple(sorted(places[server.id])))


def _marks(finding: Finding) -> tuple[int, int, int]:
    sha256 = padded(finding.sha256) if finding.sha256 else None
    return marked(finding.fingerprint), marked(sha256), marked(finding.suffix)


def marked(text: str | None) -> int:
    """What stands for a text in a `Mark`."""
    return hash(text) if text else 0


def _gateways(servers: Iterable[Server]) -> Iterator[str]:
    for server in servers:
        if server.route is Route.GATEWAY:
            yield from filter(None, (server.name.casefold(), server.service))


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
