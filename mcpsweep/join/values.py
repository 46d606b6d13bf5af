"""Findings of one value: the same credential, however often and wherever it was found."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Self

import msgspec

from mcpsweep.model.finding import Confidence, Finding
from mcpsweep.model.holding import Found

_SURENESS = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}
_NOTHING_SAYS = "generic"


class Value(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Everything that was found of one value; of one place, where no value could be read."""

    found: tuple[Found, ...]
    """In a fixed order."""
    best: Finding
    """The finding that tells most of what the credential is."""
    fingerprints: tuple[str, ...]
    """The value's fingerprints: several where inventories were made with different keys; none for a bare place."""
    suffix: str | None
    """The last eight characters, where a scan may tell them."""
    sha256: str | None
    """The hash of the value as services log it, where a scan may tell it."""

    @classmethod
    def of(cls, found: Sequence[Found]) -> Self:
        """What the findings say together."""
        if len(found) == 1:
            # Nearly all are of this sort.
            (alone,) = found
            best = alone.finding
            fingerprints = (best.fingerprint,) if best.fingerprint is not None else ()
            return cls((alone,), best, fingerprints, best.suffix or None, best.sha256 or None)
        findings = [one.finding for one in found]
        return cls(
            tuple(sorted(found, key=_place)),
            min(findings, key=_vagueness),
            tuple(sorted({one.fingerprint for one in findings if one.fingerprint is not None})),
            min((one.suffix for one in findings if one.suffix), default=None),
            min((one.sha256 for one in findings if one.sha256), default=None),
        )


def group(findings: Iterable[Found]) -> list[Value]:
    """Findings of one value together, by fingerprint, and by hash where the inventories' keys differ."""
    return [Value.of(together) for together in _gather(findings) if together]


def _gather(findings: Iterable[Found]) -> list[list[Found]]:
    """What has a mark in common; empty where it went into another."""
    by_mark: dict[Hashable, list[Found]] = {}
    gathered: list[list[Found]] = []
    for one in findings:
        marks = _marks(one)
        together: list[Found] | None = None
        for mark in marks:
            other = by_mark.get(mark)
            if other is None or other is together:
                continue
            if together is None:
                together = other
            else:
                # One value under two keys, and now a finding that has both marks.
                together += other
                for found in other:
                    by_mark.update(dict.fromkeys(_marks(found), together))
                other.clear()
        if together is None:
            together = []
            gathered.append(together)
        together.append(one)
        for mark in marks:
            by_mark[mark] = together
    return gathered


def _marks(one: Found) -> tuple[Hashable, ...]:
    finding = one.finding
    if finding.fingerprint is None:
        places = tuple(sorted({(sighting.path, sighting.pointer, sighting.name) for sighting in finding.sightings}))
        return ((one.machine or one.inventory, finding.service, finding.kind, places),)
    if finding.sha256 is None:
        return (finding.fingerprint,)
    return (finding.fingerprint, padded(finding.sha256))


def padded(sha256: str) -> str:
    """A hash in base64 with its padding, which some logs leave out."""
    return sha256 + "=" * (-len(sha256) % 4)


def _place(one: Found) -> tuple[str, str, str]:
    return (one.machine, one.inventory, one.finding.id)


def _vagueness(finding: Finding) -> tuple[int, bool, bool, str, str, str]:
    return (
        _SURENESS[finding.confidence],
        finding.service == _NOTHING_SAYS,
        finding.sha256 is None,
        finding.service,
        finding.kind,
        finding.id,
    )
