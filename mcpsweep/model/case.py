"""Everything that is known of one person, and what is not."""

import enum

import msgspec

from mcpsweep.model.agent import Agent
from mcpsweep.model.gap import Gap
from mcpsweep.model.holding import Holding
from mcpsweep.model.identity import Link
from mcpsweep.model.subject import Subject


class OriginKind(enum.StrEnum):
    """Where knowledge comes from."""

    INVENTORY = "inventory"
    SERVICE = "service"


class Origin(msgspec.Struct, frozen=True):
    """One inventory or one service that was asked, and how much it told."""

    kind: OriginKind
    name: str
    """Host name of the machine, or name of the connector."""
    at: str
    """When it was scanned or asked: RFC 3339 in UTC."""
    is_whole: bool
    """Whether nothing that is missing could hide a credential."""
    reason: str = ""
    """Why it is not whole, in words."""
    digest: str = ""
    """SHA-256 of the inventory's bytes, lower-case hex; empty for a service."""


class Stationed(msgspec.Struct, frozen=True):
    """A scheduled agent, and the machine it runs on."""

    machine: str
    agent: Agent


class Case(msgspec.Struct, frozen=True):
    """Everything that is known of one person, and what is not. It holds no value."""

    subject: Subject
    links: tuple[Link, ...]
    """The accounts that are the person's, and why."""
    holdings: tuple[Holding, ...]
    agents: tuple[Stationed, ...] = ()
    origins: tuple[Origin, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """What the services would not or could not list."""
    remarks: tuple[str, ...] = ()
    """What cannot be known, in words: no laptop was scanned, two laptops use different fingerprint keys …"""

    def of(self, owner: str) -> tuple[Holding, ...]:
        """The holdings whose `ownership.owner` is `owner`."""
        return tuple(holding for holding in self.holdings if holding.ownership.owner == owner)
