"""What a reader saw in one file. Readers are pure: they yield these, and the ledger sums them up."""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from mcpsweep.collectors.schedules.commands import Run
from mcpsweep.detection.base import Hit, Use
from mcpsweep.documents.words import Flavour
from mcpsweep.model.account import AccountHint
from mcpsweep.model.agent import AgentState, Script
from mcpsweep.model.finding import Form
from mcpsweep.model.server import Server


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file."""

    path: str
    line: int
    column: int
    pointer: str
    client: str = ""
    server: str = ""
    """`Server.id`; empty outside server entries."""

    def within(self, text: str, start: int) -> "Place":
        """Where the part of `text` begins that begins at `start`, if `text` is the value that stands here.

        Escapes before it in the same line make the column a lower bound.
        """
        if not self.line:
            return self
        lines = text.count("\n", 0, start)
        column = start - text.rfind("\n", 0, start) if lines else self.column + start
        return replace(self, line=self.line + lines, column=column)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A variable that is given a value somewhere: in a server entry's `env`, a shell file, an editor's settings."""

    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a reference is looked up before the machine at large, nearest first."""

    assignments: tuple[Assignment, ...] = ()
    """Of the same server entry."""
    env_files: tuple[str, ...] = ()
    """Files that the same entry names, as written there."""
    folders: tuple[str, ...] = ()
    """Folders that relative paths may mean and whose `.env` counts: the project, the configuration's own."""
    home: str = ""
    hints: tuple[str, ...] = ()
    """What tells who issued a value, for values that have no shape of their own."""


@dataclass(frozen=True, slots=True)
class Held:
    """A credential's value stands here."""

    hit: Hit
    place: Place
    form: Form = Form.LITERAL
    accounts: tuple[AccountHint, ...] = ()


@dataclass(frozen=True, slots=True)
class Referred:
    """A credential is used here; its value lies elsewhere."""

    use: Use
    place: Place
    surroundings: Surroundings = field(default_factory=Surroundings)
    accounts: tuple[AccountHint, ...] = ()


@dataclass(frozen=True, slots=True)
class Guarded:
    """A credential lies here that only its owner's session can read: encrypted, or in a keychain."""

    service: str
    kind: str
    name: str
    reason: str
    place: Place
    accounts: tuple[AccountHint, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A server entry stands here."""

    server: Server


@dataclass(frozen=True, slots=True)
class Assigned:
    """A variable is set for everything that the client, or the account, starts."""

    assignment: Assignment


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder that somebody worked in with the client: it may hold project files."""

    folder: str


@dataclass(frozen=True, slots=True)
class Copied:
    """An editor put a copy of a file aside before it saved the next version."""

    path: str
    original: str
    """Where the file lay, or still lies."""


@dataclass(frozen=True, slots=True)
class Bridged:
    """A server entry starts mcp-remote: the bridge's cache names the server only by the MD5 of its address."""

    digest: str
    server: Server


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something in the file could not be understood."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ShellLine:
    """A command as a shell is given it."""

    text: str
    flavour: Flavour = Flavour.POSIX


@dataclass(frozen=True, slots=True)
class Words:
    """A command as its words, which no shell reads."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A task that the scheduler itself hands to an AI client."""

    client: str
    text: str


Command: TypeAlias = ShellLine | Words | Task


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A scheduler starts something here, an agent or not. Fields are those of `Agent` unless said otherwise."""

    kind: str
    place: Place
    schedule: str
    command: Command
    name: str = ""
    user: str = ""
    folder: str = ""
    """As written."""
    state: AgentState = AgentState.ENABLED
    hands: tuple[Place, ...] = ()
    """Where the credentials stand that it hands over."""
    variables_from: tuple[str, ...] = ()
    """Files of variables that it is started with, as written."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A timer of systemd starts a unit."""

    unit: str
    timer: str
    schedule: str


@dataclass(frozen=True, slots=True)
class Contained:
    """A script starts an agent here."""

    run: Run
    script: Script


Observation: TypeAlias = (
    Held | Referred | Guarded | Listed | Assigned | Opened | Copied | Bridged | Scheduled | Timed | Contained | Unclear
)
