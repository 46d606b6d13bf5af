"""What a playbook says, once it is read: every word checked, every measure a value."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal, TypeAlias

import msgspec

from mcpsweep.model.account import AccountState
from mcpsweep.model.decision import Do
from mcpsweep.model.person import PersonStatus
from mcpsweep.model.plan import Action, EvidenceFormat
from mcpsweep.playbook.expressions import ALWAYS, Condition

FORMAT: Literal["mcpsweep-playbook/1"] = "mcpsweep-playbook/1"

DEFAULT_ORDER: tuple[Action, ...] = (
    Action.STOP_AGENT,
    Action.REVOKE_VALUE,
    Action.REVOKE,
    Action.ROTATE,
    Action.END_SESSIONS,
    Action.REMOVE_ACCESS,
    Action.DISABLE_ACCOUNT,
    Action.MANUAL,
    Action.CHECK,
)
"""What a playbook without an `order` does. Rotations come before the account loses anything: what is shared may hang
on the account of the person who leaves."""
TOKENS = (Action.REVOKE_VALUE, Action.REVOKE, Action.END_SESSIONS)
ACCOUNT = (Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT)
"""What must not come before any of `TOKENS` (rule 8 of the design): to deactivate an account keeps or hides its tokens
on several services, and nothing can be done for the account's sessions any more."""


class InventoryNeed(msgspec.Struct, frozen=True):
    """That the scan of a laptop is at hand."""

    max_age: timedelta | None = None
    """How old it may be; None: any age."""


class PersonNeed(msgspec.Struct, frozen=True):
    """Whom the playbook is for."""

    status: tuple[PersonStatus, ...] = ()
    """By the roster; empty: everybody."""


class Require(msgspec.Struct, frozen=True):
    """What must be at hand; a plan says what is not."""

    inventory: InventoryNeed | None = None
    """None: a playbook that does without a laptop."""
    person: PersonNeed = PersonNeed()


class Ceiling(msgspec.Struct, frozen=True):
    """Over it nothing starts."""

    max_steps: int | None = None
    """Most steps that change something; None: no limit."""
    max_share: float | None = None
    """Largest part (0 to 1) of what a service lists that may end; None: no limit."""


class Rule(msgspec.Struct, frozen=True):
    """What is to become of the holdings that it is about."""

    do: Do
    when: Condition = ALWAYS
    owner: str = ""
    """Who has to act; empty: whoever the roster names."""
    note: str = ""
    """What whoever acts has to know."""


class Access(msgspec.Struct, frozen=True):
    """Services and connectors at which something is done to the person's account itself."""

    remove: tuple[str, ...] = ()
    """The account leaves the organisation."""
    disable: tuple[str, ...] = ()
    """The account stays, and nobody can sign in."""
    end_sessions: tuple[str, ...] = ()
    """Whatever is signed in is signed out."""


class AccountCheck(msgspec.Struct, frozen=True):
    """In the end the person's account at `service` must be in this state."""

    service: str
    account: AccountState


class ManualCheck(msgspec.Struct, frozen=True):
    """In the end a person confirms this."""

    manual: str


Check: TypeAlias = AccountCheck | ManualCheck


class Evidence(msgspec.Struct, frozen=True):
    """What the bundle that proves the run holds."""

    formats: tuple[EvidenceFormat, ...] = tuple(EvidenceFormat)
    """Those that the report is written in."""


class Playbook(msgspec.Struct, frozen=True):
    """How to treat each credential of somebody, and in which order."""

    name: str
    rules: tuple[Rule, ...]
    """The first that is about a holding decides; where none is, it is reported."""
    description: str = ""
    services: tuple[str, ...] = ()
    """Services and connectors that it is about; empty: all that are configured."""
    require: Require = Require()
    limits: Ceiling = Ceiling()
    order: tuple[Action, ...] = DEFAULT_ORDER
    """Every action once."""
    access: Access = Access()
    checks: tuple[Check, ...] = ()
    evidence: Evidence = Evidence()
    format: Literal["mcpsweep-playbook/1"] = FORMAT


def complete(order: Iterable[Action]) -> tuple[Action, ...]:
    """`order` with all that it leaves out: each action behind everything that comes before it by default."""
    whole = list(order)
    for action in DEFAULT_ORDER:
        if action not in whole:
            before = set(DEFAULT_ORDER[: DEFAULT_ORDER.index(action)])
            place = max((index for index, other in enumerate(whole) if other in before), default=-1)
            whole.insert(place + 1, action)
    return tuple(whole)


def too_early(order: Sequence[Action]) -> tuple[Action, Action] | None:
    """A step on the account and the step on tokens that it comes before, where rule 8 is broken; else None."""
    for account in ACCOUNT:
        for token in TOKENS:
            if order.index(account) < order.index(token):
                return account, token
    return None
