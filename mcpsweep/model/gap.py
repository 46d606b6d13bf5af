"""Something that could not be listed."""

import msgspec

from mcpsweep.model.instruction import Instruction


class Gap(msgspec.Struct, frozen=True):
    """Something that a service would not or could not list: part of the result, never dropped.

    A connector yields gaps among its grants, so that a broken part hides no other one.
    """

    service: str
    connector: str
    what: str
    """In the reader's words: `deploy keys of acme/api`."""
    reason: str
    hides: bool = True
    """Whether a credential may stand behind it (exit code 4)."""
    instruction: Instruction | None = None
    """How a person can look instead."""
