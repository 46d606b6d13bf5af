"""Which AI tools a scan knows, and where it looks for what each of them keeps."""

import enum
from collections.abc import Mapping
from typing import Literal

import msgspec

from mcpsweep.model.server import Scope

FORMAT: Literal["mcpsweep-clients/1"] = "mcpsweep-clients/1"


class Known(enum.StrEnum):
    """How well a place is known, best first."""

    SEEN = "seen"
    """The program itself, or an installer made for it, was seen to write or read it."""
    DOCUMENTED = "documented"
    """The vendor's documentation or its own code says so."""
    PROBED = "probed"
    """Long-standing, by analogy, or told by others: looked at, never relied on."""


class CoveredPlace(msgspec.Struct, frozen=True):
    """A file, or several, that is looked for. `*` is any one name."""

    scope: Scope
    holds: str
    """`configuration`, `tokens`, `variables` …"""
    known: Known
    linux: str
    """As a user of that system would write it, `<project>` for any project's folder; empty: it is not there."""
    macos: str
    windows: str


class CoveredClient(msgspec.Struct, frozen=True):
    """An AI tool that a scan knows."""

    name: str
    """What `scan --client` takes."""
    title: str
    places: tuple[CoveredPlace, ...]
    moved_by: Mapping[str, str]
    """Environment variable → the folder that it moves, as Linux writes it; it is followed."""
    sources: tuple[str, ...]
    """Where these facts come from."""


class CoveredProgram(msgspec.Struct, frozen=True):
    """Another program whose files a scan reads: a scheduler that may start an agent, or one that keeps logins."""

    name: str
    title: str
    places: tuple[CoveredPlace, ...]


class Coverage(msgspec.Struct, frozen=True):
    """All of them, in the order in which they claim a file that two of them would read."""

    format: Literal["mcpsweep-clients/1"]
    clients: tuple[CoveredClient, ...]
    schedulers: tuple[CoveredProgram, ...] = ()
    """What starts agents with nobody at the keyboard."""
    stores: tuple[CoveredProgram, ...] = ()
    """What lies beside the clients: logins that an agent with a shell can use."""
