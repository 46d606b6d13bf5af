"""What one scan found on one machine."""

from typing import Literal

import msgspec

from mcpsweep.model.agent import Agent
from mcpsweep.model.finding import Finding
from mcpsweep.model.server import Server
from mcpsweep.model.source import ReadBesides, Source, SourceState

FORMAT: Literal["mcpsweep-inventory/1"] = "mcpsweep-inventory/1"


class Tool(msgspec.Struct, frozen=True):
    """The program that wrote a document."""

    name: str
    version: str


class Machine(msgspec.Struct, frozen=True):
    """The machine that was scanned."""

    hostname: str
    """Empty where a mounted disk does not tell."""
    os: str
    """`linux`, `macos`, `windows`; empty where a mounted disk does not tell."""
    root: str
    """Where its disk was mounted on the machine that scanned; `/` for a live machine."""
    image: bool
    """Whether it was a mounted disk or a copy, not the live machine."""


class Home(msgspec.Struct, frozen=True):
    """One account's home folder."""

    user: str
    path: str


class Inventory(msgspec.Struct, frozen=True):
    """What one scan found on one machine. It holds no credential's value."""

    format: Literal["mcpsweep-inventory/1"]
    tool: Tool
    scanned_at: str
    """RFC 3339 in UTC."""
    machine: Machine
    fingerprint_key: str
    """Short id of the key behind the fingerprints; inventories with different ids cannot be compared by fingerprint."""
    homes: tuple[Home, ...]
    sources: tuple[Source, ...]
    servers: tuple[Server, ...]
    findings: tuple[Finding, ...]
    agents: tuple[Agent, ...] = ()
    notes: tuple[str, ...] = ()
    """What was pruned, capped or not understood, in words."""
    read_besides: ReadBesides = ReadBesides()
    """What else was opened: configurations of whatever program, to see whether they hold servers."""

    def is_complete(self) -> bool:
        """Whether everything that could hold a credential was read (else exit code 4)."""
        return all(source.state is SourceState.READ for source in self.sources)
