"""What `plan` and `revoke` begin with: whom it is about, which services are asked, and all that is known."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from mcpsweep import config as configuration
from mcpsweep import identity, inventories
from mcpsweep.cli import connecting
from mcpsweep.config import Config
from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.budget import Progress
from mcpsweep.connectors.http.client import Wire
from mcpsweep.connectors.http.clock import Clock, SystemClock
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.errors import ExitCode, NotAuthorised
from mcpsweep.executor.casework import Scanned, gather
from mcpsweep.model.capability import Capability
from mcpsweep.model.case import Case
from mcpsweep.model.held import Held
from mcpsweep.model.listing import Answer, AnswerState
from mcpsweep.model.plan import Plan
from mcpsweep.model.roster import Roster
from mcpsweep.model.secret import Secret
from mcpsweep.model.subject import Subject
from mcpsweep.planner.make import make
from mcpsweep.planner.means import Means
from mcpsweep.playbook import library


@dataclass(slots=True)
class Desk:
    """One person's affairs under way: the connectors are open until it is left."""

    config: Config
    roster: Roster
    who: str
    """What `--user` was given."""
    subject: Subject
    connectors: Mapping[str, Connector]
    locked: tuple[Answer, ...]
    """Services that cannot be asked, because our own credential for them is missing."""
    own: Mapping[str, tuple[Secret, ...]]
    """The connectors' own credentials, by connector: a run must not end what it works with."""
    progress: Progress
    clock: Clock
    _stack: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def open(
        cls,
        config: str | None,
        who: str,
        services: Sequence[str],
        progress: Progress,
        wire: Wire | None = None,
        *,
        keys: connecting.Keys = connecting.credentials,
        clock: Clock | None = None,
    ) -> Self:
        """Find out whom `who` means and build the connectors; nothing is sent. Without a `clock` the machine's rules.

        Raises `UsageError`, and `NotAuthorised` where no connector has a credential of its own.
        """
        settings = configuration.load(config)
        roster_file = settings.roster()
        roster = identity.load(roster_file) if roster_file else Roster()
        subject = identity.find(roster, who)
        tables = connecting.tables(settings, services)
        own = {table.name: keys(table) for table in tables}
        clock = clock or SystemClock()
        connected = [connecting.connect(table, own[table.name], progress, wire, clock) for table in tables]
        ready = [one for one in connected if not isinstance(one, connecting.Locked)]
        locked = tuple(
            Answer(one.name, one.service, AnswerState.NOT_AUTHORISED, one.reason)
            for one in connected
            if isinstance(one, connecting.Locked)
        )
        if not ready:
            raise NotAuthorised(
                f"no service can be asked: {'; '.join(f'{one.connector}: {one.reason}' for one in locked)}",
                "mcpsweep connector check says what each of them needs",
            )
        desk = cls(
            settings,
            roster,
            who,
            subject,
            {one.name: one for one in ready},
            locked,
            {name: tuple(secrets.values()) for name, secrets in own.items()},
            progress,
            clock,
        )
        for connector in ready:
            desk._stack.callback(connector.close)
        return desk

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def gather(self, scanned: Sequence[Scanned], held: Mapping[str, Held]) -> Case:
        """All that the services, the laptops and the values in hand tell of the person."""
        return gather(
            self.subject,
            self.roster,
            list(self.connectors.values()),
            scanned,
            held,
            self.progress,
            self.clock,
            self.locked,
        )

    def plan(self, case: Case, playbook: str, held: Mapping[str, Held]) -> Plan:
        """What the playbook, by name or file, makes of it. Raises `UsageError` for a playbook with faults."""
        loaded = library.load(playbook)
        means = Means({name: _capabilities(one) for name, one in self.connectors.items()}, frozenset(held))
        return make(case, loaded.playbook, loaded.ref(), self.who, means, self.clock.now())


def read_inventories(names: Sequence[str]) -> list[Scanned]:
    """The inventories that `names` mean. Raises `UsageError` for one that cannot be read."""
    filed = [inventories.read(path) for path in inventories.find(names)]
    return [Scanned(one.inventory, one.digest) for one in filed]


def unseal(scanned: Sequence[Scanned], key_file: str | None) -> dict[str, Held]:
    """The sealed values of the inventories, by fingerprint; none without a key file. Raises `UsageError`."""
    if key_file is None:
        return {}
    from mcpsweep.sealing import Opener

    return Opener(Path(key_file).expanduser()).open_all(one.inventory for one in scanned)


def exit_code(case: Case) -> ExitCode:
    """How asking ended: 4 if something that could hide a credential is missing."""
    return ExitCode.DONE if all(origin.is_whole for origin in case.origins) else ExitCode.INCOMPLETE


def _capabilities(connector: Connector) -> Sequence[Capability]:
    """What a connector can do; one that cannot even tell that can do nothing, and its origin says why."""
    try:
        return connector.capabilities()
    except ServiceError:
        return ()
