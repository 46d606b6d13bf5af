"""Scan a machine: every collector, every reference, one inventory."""

from mcpsweep.collectors.request import Progress, Request
from mcpsweep.model.inventory import Inventory


def sweep(request: Request, progress: Progress) -> Inventory:
    """Scan what `request` says. Raises `UsageError` for an unknown client, home or root."""
    raise NotImplementedError
