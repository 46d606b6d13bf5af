"""What a condition is asked about."""

from datetime import datetime
from typing import NamedTuple

from mcpsweep.model.holding import Holding


class Situation(NamedTuple):
    """One holding at one moment."""

    holding: Holding
    now: datetime
    """Aware."""
    has_value: bool
    """Whether a revocation would have the value in hand."""
