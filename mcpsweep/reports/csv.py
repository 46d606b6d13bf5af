"""For spreadsheets: one row for every place that a credential was seen in, then one for every agent (RFC 4180)."""

import csv
from collections.abc import Iterator
from io import StringIO

from mcpsweep.model.account import AccountHint
from mcpsweep.model.agent import Agent
from mcpsweep.model.finding import Finding
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.server import Server
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import cell

COLUMNS = (
    "machine",
    "service",
    "kind",
    "confidence",
    "form",
    "validity",
    "preview",
    "length",
    "suffix",
    "accounts",
    "role",
    "path",
    "line",
    "column",
    "pointer",
    "slot",
    "name",
    "client",
    "server",
    "scope",
    "target",
    "expires_at",
    "fingerprint",
    "finding",
    "reason",
    "verified_account",
    "record",
    "schedule",
    "command",
    "user",
    "state",
    "source",
)
"""A contract: columns are added at the end, never renamed or moved."""

_NOWHERE = Sighting("", 0, 0, "", Slot.FILE, "", "", "", Role.VALUE)
"""A finding without a place is a row, too."""


def render(inventory: Inventory, canvas: Canvas) -> str:
    """A header and the rows, no cell of which a spreadsheet takes for a formula."""
    servers = {server.id: server for server in inventory.servers}
    kinds = {source.path: source.kind for source in inventory.sources}
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in inventory.findings:
        for sighting in finding.sightings or (_NOWHERE,):
            row = _row(inventory.machine.hostname, finding, sighting, servers.get(sighting.server))
            writer.writerow([cell(text) for text in (*row, kinds.get(sighting.path, ""))])
    for agent in inventory.agents:
        said = _agent(inventory.machine.hostname, agent)
        writer.writerow([cell(said.get(column, "")) for column in COLUMNS])
    return out.getvalue()


def _row(hostname: str, finding: Finding, sighting: Sighting, server: Server | None) -> Iterator[str]:
    yield from (hostname, finding.service, finding.kind, finding.confidence, finding.form, finding.validity.state)
    yield from (finding.preview, str(finding.length), finding.suffix or "", _accounts(finding.accounts))
    yield from (sighting.role, sighting.path, str(sighting.line), str(sighting.column), sighting.pointer)
    yield from (sighting.slot, sighting.name, sighting.client)
    yield from (server.name, server.scope, server.target) if server else ("", "", "")
    yield from (finding.validity.expires_at or "", finding.fingerprint or "", finding.id, finding.reason)
    yield finding.validity.account or ""
    yield from ("credential", "", "", "", "")


def _agent(hostname: str, agent: Agent) -> dict[str, str]:
    """The columns that have a meaning for an agent."""
    return {
        "machine": hostname,
        "kind": agent.kind,
        "path": agent.path,
        "line": str(agent.line),
        "pointer": agent.pointer,
        "name": agent.name,
        "client": agent.client,
        "finding": " ".join(agent.findings),
        "record": "agent",
        "schedule": agent.schedule,
        "command": agent.command,
        "user": agent.user,
        "state": agent.state,
    }


def _accounts(hints: tuple[AccountHint, ...]) -> str:
    return " ".join(f"{hint.service}:{hint.value}" for hint in hints)
