"""Ask several services about everybody, side by side: nothing is collected, and none delays or hides another."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.labels import without_tokens
from mcpsweep.connectors.survey import side_by_side
from mcpsweep.errors import NotAuthorised
from mcpsweep.model.account import Account
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant

_BATCH = 500
"""How many grants are handed over at once."""
_WAITING = 8
"""How many batches may wait: a fast service does not fill the memory."""
_TICK = 0.2
"""Seconds between two looks at the keyboard: an interrupt leaves at once."""


@dataclass(slots=True)
class Told:
    """How far one service told what it was asked."""

    connector: str
    service: str
    gaps: list[Gap] = field(default_factory=list)
    failure: str = ""
    """Why it stopped before the end, in words; empty if it did not."""
    is_authorised: bool = True
    """Whether our own credential was good enough."""

    def is_whole(self) -> bool:
        """Whether nothing is missing that could hide anything."""
        return not self.failure and not any(gap.hides for gap in self.gaps)

    def reason(self) -> str:
        """Why it is not whole, in words."""
        return "; ".join(filter(None, (self.failure, *(f"{gap.what}: {gap.reason}" for gap in self.gaps if gap.hides))))

    def stop(self, error: ServiceError) -> None:
        """Note why nothing more came."""
        self.failure = f"{error.message}; {error.hint}" if error.hint else error.message
        self.is_authorised = self.is_authorised and not isinstance(error, NotAuthorised)


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody whom one service lets in, as far as it told."""

    accounts: tuple[Account, ...]
    told: Told


def rolls(connectors: Sequence[Connector]) -> tuple[Roll, ...]:
    """Everybody at every service, in the connectors' order."""
    return side_by_side([partial(_roll, connector) for connector in connectors])


def _roll(connector: Connector) -> Roll:
    told = Told(connector.name, connector.service)
    accounts: list[Account] = []
    try:
        for item in connector.list_accounts():
            if isinstance(item, Gap):
                told.gaps.append(item)
            else:
                accounts.append(item)
    except ServiceError as error:
        told.stop(error)
    return Roll(tuple(accounts), told)


@dataclass(frozen=True, slots=True)
class _End:
    """One service has nothing more to say."""

    fault: BaseException | None = None
    """Of ours: not what a service refused."""


class Census:
    """Everybody's grants at all services, as they come; afterwards `told` says how far each of them got."""

    def __init__(self, connectors: Sequence[Connector]) -> None:
        self._connectors = connectors
        self.told: Mapping[str, Told] = {one.name: Told(one.name, one.service) for one in connectors}
        """By the connector's name. Whole only when the stream has ended."""

    def grants(self) -> Iterator[Grant]:
        """All of them, in no order. Raises what is a fault of ours, and nothing else."""
        batches: queue.Queue[list[Grant] | _End] = queue.Queue(_WAITING)
        for connector in self._connectors:
            # Daemons, so that an interrupt need not wait for a service that does not answer.
            threading.Thread(target=self._ask, args=(connector, batches.put), daemon=True).start()
        asking = len(self._connectors)
        while asking:
            try:
                batch = batches.get(timeout=_TICK)
            except queue.Empty:
                continue
            if isinstance(batch, list):
                yield from batch
                continue
            if batch.fault is not None:
                raise batch.fault
            asking -= 1

    def _ask(self, connector: Connector, hand_over: Callable[[list[Grant] | _End], None]) -> None:
        told = self.told[connector.name]
        batch: list[Grant] = []
        fault: BaseException | None = None
        try:
            for item in map(without_tokens, connector.list_all_grants()):
                if isinstance(item, Gap):
                    told.gaps.append(item)
                    continue
                batch.append(item)
                if len(batch) == _BATCH:
                    hand_over(batch)
                    batch = []
        except ServiceError as error:
            told.stop(error)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that reads
            fault = error
        hand_over(batch)
        hand_over(_End(fault))
