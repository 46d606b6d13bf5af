"""What a playbook says is to become of one holding."""

import enum

import msgspec


class Do(enum.StrEnum):
    """What a playbook's rule asks for."""

    REVOKE = "revoke"
    """End it, by the best way there is."""
    ASK = "ask"
    """The same, but only if the person at the keyboard says yes to this very one."""
    ROTATE = "rotate"
    """A new one takes its place first; its owner does that."""
    MANUAL = "manual"
    """A person ends it."""
    REPORT = "report"
    """It is listed and left alone."""


class Decision(msgspec.Struct, frozen=True):
    """What is to become of one holding, and what decided it."""

    holding: str
    """`Holding.id`."""
    rule: str
    """Which rule of the playbook, or which rule of the tool itself outranked it; in words."""
    do: Do
    owner: str = ""
    """Who has to act, where the rule names somebody."""
    reason: str = ""
    """Why the tool does less than the rule asks for, in words; empty if it does not."""
    what: str = ""
    """The holding as a reader knows it: kind, label, account. Hostile text."""
