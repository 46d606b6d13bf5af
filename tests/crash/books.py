"""What the simulated services themselves note of every change: who sent it, what it did, and who was told."""

import os
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urlsplit

from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.exchange import Reply
from mcpsweep.sandbox.faults import Rule
from tests.crash.clock import FileClock
from tests.crash.program import Moment
from tests.rehearsal.world import Effects, effects, rows, services

Address: TypeAlias = tuple[str, str]
"""Method and path."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A step whose intent is on the disk, and whose outcome is not."""

    run: str
    step: str
    records: int
    """How many records the run has by now."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A request that was carried out and was no mere question."""

    service: str
    address: Address
    content: bytes
    """Tells it from others at the same address."""
    changes: Effects
    is_accepted: bool
    """Whether the service said that it will see to it later."""
    is_told: bool
    """Whether the one who asked had an answer."""
    begun: Sequence[UnderWay]
    """Steps on this service."""

    @property
    def counts(self) -> bool:
        """Whether it changed anything, or will."""
        return bool(self.changes) or self.is_accepted


@dataclass(frozen=True, slots=True)
class Blow:
    """When a service kills whoever sends it something."""

    service: str
    number: int
    """At which request that changes something, counted from 1."""
    moment: Moment


def deadly(deeds: Iterable[Deed]) -> frozenset[Address]:
    """Where they changed something."""
    return frozenset(deed.address for deed in deeds if deed.counts)


def repeated(deeds: Iterable[Deed], addresses: Collection[Address]) -> Iterator[Deed]:
    """What was carried out at one of `addresses` although it had been before."""
    seen: set[tuple[Address, bytes]] = set()
    for deed in deeds:
        if deed.address in addresses:
            if (deed.address, deed.content) in seen:
                yield deed
            seen.add((deed.address, deed.content))


class Books:
    """Notes everything that an estate is sent, and strikes when it was told to."""

    def __init__(
        self,
        estate: Estate,
        clock: FileClock,
        begun: Callable[[str], Sequence[UnderWay]],
        deadly: Collection[Address],
    ) -> None:
        """`begun` are the steps that are under way at a service; `deadly` is what a blow counts."""
        self.deeds: list[Deed] = []
        self._services = services(estate)
        self._clock = clock
        self._begun = begun
        self._deadly = deadly
        self._serve = estate.server.serve
        self._turn = threading.Lock()
        self._blow: Blow | None = None
        self._prey = 0
        self._count = 0
        setattr(estate.server, "serve", self._note)  # noqa: B010 - mypy lets nobody assign a method

    def aim(self, prey: int, blow: Blow | None) -> None:
        """From now on it is the process `prey` that asks."""
        with self._turn:
            self._prey, self._blow, self._count = prey, blow, 0

    def _note(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[Reply, Rule | None]:
        if method == "GET":
            return self._serve(method, target, headers, body)
        address, service = (method, urlsplit(target).path), target.split("/")[1]
        with self._turn:
            moment = self._moment(service, address)
            begun = self._begun(service)
            if moment is Moment.BEFORE:
                self._strike()
                return Reply(HTTPStatus.SERVICE_UNAVAILABLE), None
            with self._clock.still():
                before = rows(self._services[service])
                reply, rule = self._serve(method, target, headers, body)
                changes = effects(before, rows(self._services[service]))
            if moment is Moment.AFTER:
                self._strike()
            if _is_carried_out(reply):
                who = headers.get("authorization", "") if service == "slack" else ""
                content = blake2b(f"{target}\n{who}\n".encode() + body).digest()
                is_told = rule is None and moment is None
                is_accepted = reply.status == HTTPStatus.ACCEPTED
                self.deeds.append(Deed(service, address, content, changes, is_accepted, is_told, begun))
        return reply, rule

    def _moment(self, service: str, address: Address) -> Moment | None:
        if self._blow is None or service != self._blow.service or address not in self._deadly:
            return None
        self._count += 1
        return self._blow.moment if self._count == self._blow.number else None

    def _strike(self) -> None:
        os.kill(self._prey, signal.SIGKILL)


def _is_carried_out(reply: Reply) -> bool:
    """Slack says no in a 200."""
    said = reply.body if isinstance(reply.body, dict) else {}
    return 200 <= reply.status < 300 and said.get("ok") is not False
