"""What a reader of a report counts: credentials, not findings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Finding, Form
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Role, Sighting
from mcpsweep.model.server import Route
from mcpsweep.model.source import SourceKind
from mcpsweep.reports.severity import Severity, severity


@dataclass(frozen=True, slots=True)
class Credential:
    """All findings of one fingerprint; a finding without one stands alone."""

    finding: Finding
    """The one that knows most: named service before `generic`, then sure before unsure."""
    forms: tuple[Form, ...]
    accounts: tuple[AccountHint, ...]
    values: tuple[Sighting, ...]
    """Where the value lies, in the order of paths and lines."""
    uses: tuple[Sighting, ...]
    """What refers to it, in the same order."""
    expires_at: str | None
    """When it ends, if any of the findings knows."""
    severity: Severity
    is_beside: bool
    """Whether no AI client, server or schedule has it: it lies where an agent with a shell would find it."""


def credentials(inventory: Inventory) -> list[Credential]:
    """The inventory's credentials, the worst first. The same inventory always gives the same order."""
    gateways = frozenset(server.id for server in inventory.servers if server.route is Route.GATEWAY)
    kinds = {source.path: source.kind for source in inventory.sources}
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in inventory.findings:
        groups[finding.fingerprint or f"id:{finding.id}"].append(finding)
    found = [_merge(group, gateways, kinds) for group in groups.values()]
    return sorted(found, key=_order)


def services(found: Iterable[Credential]) -> list[tuple[str, list[Credential]]]:
    """`found` by service: the service of the worst credential first, and the worst first in each."""
    groups: dict[str, list[Credential]] = {}
    for credential in found:
        groups.setdefault(credential.finding.service, []).append(credential)
    return list(groups.items())


def _order(credential: Credential) -> tuple[object, ...]:
    """The worst first; of these, what has a value at hand; then names and places, which do not change with the key."""
    finding = credential.finding
    is_out_of_reach = finding.fingerprint is None
    places = credential.values + credential.uses
    return (credential.severity, is_out_of_reach, finding.service, finding.kind, places, finding.id)


def _merge(findings: list[Finding], gateways: Set[str], kinds: Mapping[str, SourceKind]) -> Credential:
    sightings = sorted({sighting for finding in findings for sighting in finding.sightings})
    known = sorted(findings, key=lambda one: (one.service == "generic", severity(one, gateways), one.id))
    return Credential(
        finding=known[0],
        forms=tuple(form for form in Form if any(finding.form is form for finding in findings)),
        accounts=tuple(sorted({hint for finding in findings for hint in finding.accounts})),
        values=tuple(sighting for sighting in sightings if sighting.role is Role.VALUE),
        uses=tuple(sighting for sighting in sightings if sighting.role is Role.USE),
        expires_at=next((one.validity.expires_at for one in known if one.validity.expires_at), None),
        severity=min(severity(one, gateways) for one in findings),
        is_beside=bool(sightings) and all(_is_beside(sighting, kinds) for sighting in sightings),
    )


def _is_beside(sighting: Sighting, kinds: Mapping[str, SourceKind]) -> bool:
    return kinds.get(sighting.path, SourceKind.CLIENT) in (SourceKind.BESIDE, SourceKind.ENVIRONMENT)
