"""What a product or plan can and cannot do, known before anything is planned."""

import enum

import msgspec

from mcpsweep.model.instruction import Instruction

KINDS_BELOW = "As far as the kinds below say."
"""The remark of a row for all kinds that says nothing by itself."""


class Ability(enum.StrEnum):
    """What may be asked of a connector."""

    FIND = "find"
    """Find an account by e-mail address; by id or login every connector can."""
    LIST = "list"
    """List one account's grants."""
    LIST_ALL = "list-all"
    """List everybody's grants."""
    VERIFY = "verify"
    """Ask a credential who it is."""
    REVOKE = "revoke"
    """End a grant by its id."""
    REVOKE_VALUE = "revoke-value"
    """End a credential with its value in hand."""
    END_SESSIONS = "end-sessions"
    REMOVE_ACCESS = "remove-access"
    DISABLE_ACCOUNT = "disable-account"
    TRACE = "trace"
    """Tell from an audit log what a credential did."""


class Support(enum.StrEnum):
    """How far an ability goes."""

    FULL = "full"
    PARTIAL = "partial"
    """It works, and `remark` says what it leaves out."""
    MANUAL = "manual"
    """No API; `instruction` says how a person does it."""
    NONE = "none"
    """Not possible at all."""


class Capability(msgspec.Struct, frozen=True):
    """What a product or plan can do for one kind of credential, or for the account as a whole."""

    ability: Ability
    kind: str
    """A grant's or finding's kind; empty where it holds for all, or is about the account."""
    support: Support
    remark: str = ""
    """What is left out, or why it is not possible."""
    instruction: Instruction | None = None
