"""What tells a plan that was altered from one that was not."""

import hashlib

import msgspec

from mcpsweep.model.canonical import canonical
from mcpsweep.model.plan import Plan

_PREFIX = "sha256:"
_BLANK = ""


def digest(plan: Plan) -> str:
    """The hash of everything in `plan` but its digest, in a form that does not depend on YAML, JSON or key order."""
    return _PREFIX + hashlib.sha256(canonical(msgspec.structs.replace(plan, digest=_BLANK))).hexdigest()


def sign(plan: Plan) -> Plan:
    """`plan` with its digest. It protects against mistakes and alterations, not against whoever makes a new one."""
    return msgspec.structs.replace(plan, digest=digest(plan))


def is_intact(plan: Plan) -> bool:
    """Whether `plan` still is what its digest was made of."""
    return plan.digest == digest(plan)
