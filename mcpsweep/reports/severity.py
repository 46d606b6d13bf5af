"""Which credential comes first: the one that does the most harm if it is left alone."""

from collections.abc import Set
from typing import TypeAlias

from mcpsweep.model.finding import Confidence, Finding
from mcpsweep.model.reach import Reach, reach_of
from mcpsweep.model.validity import ValidityState

_VALIDITY = (
    {ValidityState.LIVE},
    {ValidityState.UNKNOWN, ValidityState.NOT_CHECKED},
    {ValidityState.EXPIRED},
    {ValidityState.DEAD},
)
"""Worst first. What nobody asked about counts as much as what gave no answer."""
_VALIDITY_RANK = {state: rank for rank, states in enumerate(_VALIDITY) for state in states}
_CONFIDENCE_RANK = {confidence: rank for rank, confidence in enumerate(Confidence)}


Severity: TypeAlias = tuple[int, int, int]
"""Validity, confidence, reach; the smaller, the worse."""


def severity(finding: Finding, gateways: Set[str]) -> Severity:
    """Where `finding` stands, smallest first: live before unknown before dead, then sure before unsure, then reach.

    `gateways` are the ids of servers behind which an MCP gateway keeps more credentials: whoever holds the key of one
    holds them all.
    """
    opens_gateway = any(sighting.server in gateways for sighting in finding.sightings)
    return (
        _VALIDITY_RANK[finding.validity.state],
        _CONFIDENCE_RANK[finding.confidence],
        Reach.CONTROL if opens_gateway else reach_of(finding.service),
    )
