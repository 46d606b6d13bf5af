"""What would be done about one person's credentials, in order."""

import enum
from collections.abc import Mapping
from typing import Literal

import msgspec

from mcpsweep.model.account import AccountRef
from mcpsweep.model.case import Origin
from mcpsweep.model.decision import Decision
from mcpsweep.model.instruction import Instruction

FORMAT: Literal["mcpsweep-plan/1"] = "mcpsweep-plan/1"


class Action(enum.StrEnum):
    """What a step does."""

    STOP_AGENT = "stop-agent"
    REVOKE_VALUE = "revoke-value"
    """With the value in hand."""
    REVOKE = "revoke"
    """By the grant's id."""
    ROTATE = "rotate"
    END_SESSIONS = "end-sessions"
    REMOVE_ACCESS = "remove-access"
    DISABLE_ACCOUNT = "disable-account"
    CHECK = "check"
    MANUAL = "manual"


class Confirm(enum.StrEnum):
    """Who lets a step happen."""

    AUTO = "auto"
    """It is part of the plan as a whole."""
    ASK = "ask"
    """Somebody says yes to this very step."""
    MANUAL = "manual"
    """A person does it; the tool only says what."""


class Risk(enum.StrEnum):
    """How much else a step may end."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Ends(enum.StrEnum):
    """How much of what a step is about is over once it is done."""

    WHOLE = "whole"
    ACCESS = "access"
    """A credential's access to the organisation only: elsewhere it goes on working."""


BEFORE: Mapping[Ends, str] = {Ends.WHOLE: "", Ends.ACCESS: "access to the organisation by "}
"""Goes before the name of a credential, where only so much of it ends."""


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a step is about."""

    kind: str
    """A grant's or finding's kind; `account` for steps on the account, `agent` for a schedule."""
    id: str
    """The grant's id at its connector, the account's id; empty where only a value or a person can tell."""
    label: str = ""
    """Hostile text."""
    account: str = ""
    """Login of the account, its id where it has none."""
    account_id: str = ""
    """The service's own id of the account, where it tells one."""
    scope: Mapping[str, str] = {}
    """What else the call must name: `Grant.target`."""

    @property
    def is_account(self) -> bool:
        """Whether the step is about the account, and not about one of its credentials."""
        return self.kind == "account"

    def words(self) -> str:
        """It as a reader knows it: kind, name, whose. Hostile text."""
        name = self.label or self.id
        if self.kind == "check":
            return name
        whose = f"of {self.account}" if self.account and self.account != name else ""
        return " ".join(filter(None, (self.kind, name, whose)))

    def owner(self) -> AccountRef:
        """The account, as grants name it."""
        return AccountRef(self.account_id, self.account)


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do."""

    id: str
    """`s001` … in the order of the plan."""
    action: Action
    service: str
    connector: str
    """Empty where no connector takes part."""
    target: Target
    reason: str
    """Why it is done: which rule, whose it is."""
    confirm: Confirm
    holdings: tuple[str, ...] = ()
    """Ids of the holdings that it ends; several where one app holds several tokens."""
    fingerprint: str | None = None
    """Of the value that `revoke-value` needs; else of the holding, where one was read."""
    evidence: tuple[str, ...] = ()
    """What says that it is this credential and this person's, in words."""
    effects: tuple[str, ...] = ()
    """What else ends with it, in words."""
    risk: Risk = Risk.LOW
    needs: tuple[str, ...] = ()
    """Ids of the steps that must have been tried before."""
    owner: str = ""
    """Who does it, where that is not the person at the keyboard."""
    instructions: Instruction | None = None
    """What a person does: always for `manual` steps, else for the case that it fails."""
    ends: Ends = Ends.WHOLE

    def words(self) -> str:
        """What it is about, as a reader knows it. Hostile text."""
        return f"{BEFORE[self.ends]}{self.target.words()}"


class PlanSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a plan is about."""

    id: str
    name: str
    emails: tuple[str, ...]
    accounts: Mapping[str, tuple[str, ...]]
    """Connector → logins that count as the person's."""
    who: str = ""
    """What `--user` was given: asks for the same person again."""


class PlaybookRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which playbook a plan was made from."""

    name: str
    sha256: str
    """Of the playbook's bytes, lower-case hex."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must not be exceeded; over it nothing starts."""

    max_steps: int | None = None
    """Most steps that change something."""
    max_share: float | None = None
    """Largest part (0 to 1) of a service's accounts' grants that may end, checked against what the service lists."""


class EvidenceFormat(enum.StrEnum):
    """How the evidence of a run tells what became of every credential."""

    JSON = "json"
    HTML = "html"


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What would be done about one person's credentials, in order. A second person can read and approve it."""

    format: Literal["mcpsweep-plan/1"]
    id: str
    created_at: str
    """RFC 3339 in UTC."""
    subject: PlanSubject
    playbook: PlaybookRef
    sources: tuple[Origin, ...]
    limits: Limits
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...] = ()
    """For every holding, those that are left alone included."""
    unmet: tuple[str, ...] = ()
    """What the playbook wants at hand and is not, in words. `revoke --yes` does not start while there is any."""
    remarks: tuple[str, ...] = ()
    """What cannot be known or done, in words."""
    evidence: tuple[EvidenceFormat, ...] = tuple(EvidenceFormat)
    """How the evidence tells what became of every credential, by the playbook: each is a file of the bundle."""
    digest: str = ""
    """`sha256:` and the hash of all the rest, in its canonical form."""
