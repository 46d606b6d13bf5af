"""Findings of one value: the same credential, however often and wherever it was found."""

from collections.abc import Iterable
from dataclasses import dataclass

from mcpsweep.model.finding import Confidence, Finding
from mcpsweep.model.holding import Found

_SURENESS = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}
_NOTHING_SAYS = "generic"


@dataclass(slots=True, eq=False)
class Value:
    """Everything that was found of one value; of one place, where no value could be read."""

    found: list[Found]

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The value's fingerprints: several where inventories were made with different keys; none for a bare place."""
        if len(self.found) == 1:
            alone = self.found[0].finding.fingerprint
            return () if alone is None else (alone,)
        return tuple(sorted({one.finding.fingerprint for one in self.found if one.finding.fingerprint is not None}))

    @property
    def best(self) -> Finding:
        """The finding that tells most of what the credential is."""
        if len(self.found) == 1:
            return self.found[0].finding
        return min((one.finding for one in self.found), key=_vagueness)

    @property
    def suffix(self) -> str | None:
        """The last eight characters, where a scan may tell them."""
        return min((one.finding.suffix for one in self.found if one.finding.suffix), default=None)

    @property
    def sha256(self) -> str | None:
        """The hash of the value as services log it, where a scan may tell it."""
        return min((one.finding.sha256 for one in self.found if one.finding.sha256), default=None)


def group(findings: Iterable[Found]) -> list[Value]:
    """Findings of one value together, by fingerprint, and by hash where the inventories' keys differ."""
    by_mark: dict[object, Value] = {}
    values: list[Value] = []
    for one in findings:
        marks = _marks(one)
        known = [by_mark[mark] for mark in marks if mark in by_mark]
        if not known:
            value = Value([one])
            values.append(value)
        else:
            value = known[0]
            value.found.append(one)
            for other in known[1:]:
                if other is not value:
                    # One value under two keys, and now a finding that has both marks.
                    value.found += other.found
                    for found in other.found:
                        by_mark.update(dict.fromkeys(_marks(found), value))
                    other.found = []
        for mark in marks:
            by_mark[mark] = value
    return [value for value in values if value.found]


def _marks(one: Found) -> tuple[object, ...]:
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


def _vagueness(finding: Finding) -> tuple[int, bool, bool, str, str, str]:
    return (
        _SURENESS[finding.confidence],
        finding.service == _NOTHING_SAYS,
        finding.sha256 is None,
        finding.service,
        finding.kind,
        finding.id,
    )
