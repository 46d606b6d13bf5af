"""What a connector is: the one who asks a service what it knows of a person, and ends it.

A connector gets its settings and its own credential handed in (`Setup`); it reads neither configuration nor vault.
It raises `ServiceError` where a question as a whole has no answer, yields a `Gap` where only a part of it has none,
and answers every act with an `Outcome`. It never raises for an act that a service refuses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.budget import Progress, Silent
from mcpsweep.connectors.http.client import Patience, Wire
from mcpsweep.connectors.http.clock import Clock, SystemClock
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.capability import Ability, Capability
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.identity import Attribution
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.rights import Checkup
from mcpsweep.model.secret import Secret

Listed: TypeAlias = Grant | Gap


@dataclass(frozen=True, slots=True)
class Setup:
    """What a connector is built from."""

    name: str
    """Of the configuration's table; the connector's name everywhere."""
    settings: Mapping[str, str]
    """The table's plain values as text: `api_url`, `org`, `app_id` …"""
    secrets: Mapping[str, Secret]
    """The connector's own credentials by field: `token`, `app_private_key`, `org_key` …"""
    clock: Clock = field(default_factory=SystemClock)
    progress: Progress = field(default_factory=Silent)
    patience: Patience = field(default_factory=Patience)
    wire: Wire = field(default_factory=Wire)


class Verifier(Protocol):
    """Asks credentials themselves who they are. It needs no credential of its own: every connector is one, too."""

    service: str
    """`github`, `slack` … as findings name it."""
    name: str
    """Of the configuration's table; the service's name where nothing is configured."""

    host: str
    """Whom a value is shown to when it is asked here: two verifiers of one host are one place."""

    def claim(self, held: Held) -> Claim:
        """Whether the credential is of this place, by its look and by what stood beside it. Sends nothing."""

    def verify(self, held: Held) -> Identification:
        """Ask a credential itself who it is, at its own service only. Asks once: failed sign-ins are counted.

        What stands beside the credential on a laptop decides only *whether* it is asked here. The address is always
        one that was configured, or that is the service's own by its domain. What another place claims (`claim`) is
        never sent; which of several places it goes to is for `asking.identify` to say.
        """

    def close(self) -> None:
        """Let the connections go."""


class Connector(Verifier, Protocol):
    """Speaks to one service's API for administrators."""

    rehearses: bool
    """Whether it keeps its changes back (`Wire.rehearses`): an act ends as skipped then, with what was not sent."""

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for settings that cannot be, `NotAuthorised` for a missing credential."""

    def capabilities(self) -> tuple[Capability, ...]:
        """What this product and plan can and cannot do; a plan says it beforehand. May ask once which product it is."""

    def check(self) -> Checkup:
        """Who the connector is, which rights it has and lacks, which limits are left. Changes nothing.

        Raises `Unreachable`, `Unauthenticated` and the like where not even that can be told.
        """

    def find_accounts(self, who: str) -> Iterator[Attribution]:
        """The accounts of an exact e-mail address, or of an account id or login; never by display name.

        More than one is for the caller to resolve; none is an empty stream.
        """

    def list_accounts(self) -> Iterator[Account | Gap]:
        """Everybody whom the service lets in, and those whom it no longer does as far as it tells of them.

        An account that is not in a whole list has no access: the owner of what it left behind is gone.
        """

    def list_grants(self, account: Account) -> Iterator[Listed]:
        """What the account holds, and what could not be listed."""

    def list_all_grants(self) -> Iterator[Listed]:
        """What everybody holds, and what could not be listed."""

    def revoke(self, grant: Grant) -> Outcome:
        """End one grant by its id: read again, end, look again. It must still be the planned account's."""

    def revoke_values(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """End credentials with their values in hand, as few requests as possible; outcomes in the order of `held`.

        Each is asked who it is just before: one that names another account than `owner` is left alone.
        """

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """End whatever is signed in as the account. One outcome for each thing done, at least one."""

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take the account out of the organisation, its invitations and projects; the account itself lives on."""

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Keep the account from signing in; reversible."""

    def trace(self, sha256: str, account: AccountRef | None = None) -> Iterator[Event | Gap]:
        """What a credential did, by the hash of its value (a finding's `sha256`); no value is needed.

        `account` narrows logs that cannot be searched by hash. A gap says what the log does not hold.
        """

    def instructions(self, ability: Ability, kind: str = "") -> Instruction | None:
        """What a person does where this product has no API for `ability`; None where it has one."""

    def requests_sent(self) -> int:
        """How many requests went out so far."""


def instruction_for(capabilities: Sequence[Capability], ability: Ability, kind: str = "") -> Instruction | None:
    """The instruction in a capability table: for the kind itself, else for all kinds."""
    for wanted in (kind, ""):
        for capability in capabilities:
            if capability.ability is ability and capability.kind == wanted:
                return capability.instruction
    return None
