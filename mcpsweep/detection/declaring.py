"""A credential that needs no detecting, because the place it stands in says what it is."""

from mcpsweep.detection.base import Context, Hit
from mcpsweep.detection.fingerprint import MASK
from mcpsweep.model.finding import Confidence
from mcpsweep.model.secret import Secret


def declare(text: str, context: Context, *, service: str, kind: str, reason: str) -> Hit:
    """All of `text` as a credential of `service`."""
    return Hit(
        secret=Secret(text),
        start=0,
        end=len(text),
        service=service,
        kind=kind,
        confidence=Confidence.HIGH,
        reason=reason,
        slot=context.slot,
        name=context.name,
        is_issued=False,
        preview=MASK,
    )
