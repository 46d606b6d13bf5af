"""The runs of one user of the tool, as a list."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from mcpsweep.model.outcome import OutcomeState

FORMAT: Literal["mcpsweep-runs/1"] = "mcpsweep-runs/1"


class PastRun(msgspec.Struct, frozen=True):
    """One run in a line. Times are RFC 3339 in UTC."""

    run: str
    subject: str
    """The roster's id of the person."""
    plan: str
    """`id` of the plan."""
    playbook: str
    started_at: str
    ended_at: str | None
    """Null while it goes on, or where it was left."""
    dry_run: bool
    counts: Mapping[OutcomeState, int]
    """Outcome → how many steps; every outcome is there, also with 0."""
    left: int
    """Steps without an outcome."""


class History(msgspec.Struct, frozen=True):
    """All runs that a journal holds, the latest first."""

    format: Literal["mcpsweep-runs/1"]
    runs: tuple[PastRun, ...]
