"""What a run did: its report."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from mcpsweep.model.case import Origin
from mcpsweep.model.gap import Gap
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.place import Sighting
from mcpsweep.model.plan import Action, Plan, PlanSubject

FORMAT: Literal["mcpsweep-run/1"] = "mcpsweep-run/1"


class SeenAt(msgspec.Struct, frozen=True):
    """A place where a credential was seen, as a report names it."""

    machine: str
    path: str
    line: int
    name: str
    server: str
    """Name of the MCP server whose entry it is; empty if none."""

    @classmethod
    def of(cls, machine: str, sighting: Sighting, server: str) -> "SeenAt":
        """A sighting, with its server's name in place of the server's id."""
        return cls(machine, sighting.path, sighting.line, sighting.name, server)


class ReportedGrant(msgspec.Struct, frozen=True):
    """A grant as a report names it."""

    id: str
    token_id: str | None
    kind: str
    label: str
    last_used: str | None
    expires: str | None


class ReportedDecision(msgspec.Struct, frozen=True):
    """What the playbook decided and what that came to."""

    rule: str
    action: str
    """An `Action`, `report` where it was left alone, or `none` where the plan does not speak of it."""


class ReportedHolding(msgspec.Struct, frozen=True):
    """One credential of the person, and what became of it."""

    holding: str
    fingerprint: str | None
    service: str
    kind: str
    account: str
    label: str
    shared: bool
    whose: str
    """Whose it is and why we hold so, in words."""
    sightings: tuple[SeenAt, ...]
    grants: tuple[ReportedGrant, ...]
    suffix: str | None
    sha256: str | None
    decision: ReportedDecision
    outcome: OutcomeState
    verified: Verified
    reason: str
    owner: str = ""
    """Who has to act, where something is left to do."""
    instructions: Instruction | None = None
    request_ids: tuple[str, ...] = ()


class StepReport(msgspec.Struct, frozen=True):
    """One step of the plan, and how it went."""

    id: str
    action: Action
    service: str
    connector: str
    what: str
    """Its target, in words."""
    outcome: Outcome
    started_at: str | None
    ended_at: str | None
    holdings: tuple[str, ...] = ()
    """Ids of the holdings that it is about; empty for steps on an account, on a schedule, and for checks."""
    owner: str = ""
    """Who does it, where that is not the person at the keyboard."""


class RunReport(msgspec.Struct, frozen=True):
    """What a run did, for every credential of the person, acted on or not. It holds no value."""

    format: Literal["mcpsweep-run/1"]
    run: str
    plan: str
    """`id` of the plan."""
    subject: PlanSubject
    started_at: str
    ended_at: str | None
    """Null while it goes on, or where it was interrupted."""
    counts: Mapping[str, Mapping[OutcomeState, int]]
    """Service → outcome → how many steps; every outcome is there, also with 0."""
    holdings: tuple[ReportedHolding, ...]
    others: tuple[ReportedHolding, ...]
    """Foreign credentials on the person's machines: whose they are, and that they were left alone."""
    steps: tuple[StepReport, ...]
    gaps: tuple[Gap, ...] = ()
    remarks: tuple[str, ...] = ()
    """What cannot be known, in words."""
    dry_run: bool = False
    plan_digest: str = ""
    """`digest` of the plan."""
    playbook: str = ""
    """Name of the playbook that the plan was made from."""
    sources: tuple[Origin, ...] = ()
    """The inventories and services that the plan was made from, and how much each told."""


class RunRecord(msgspec.Struct, frozen=True):
    """A run as the journal lists it."""

    run: str
    subject: str
    plan: Plan
    started_at: str
    ended_at: str | None
    dry_run: bool
