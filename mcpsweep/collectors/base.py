"""What a client is: data on where its files lie and which reader understands them.

Adding a client is one new file with a `CLIENT` and one line in `registry.py`; `mcpsweep client list` and the tests
take it from there.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mcpsweep.model.coverage import Known
from mcpsweep.model.inventory import Home
from mcpsweep.model.server import Scope
from mcpsweep.model.source import SourceKind


class ReaderName(enum.StrEnum):
    """How a file is read; `readers.py` ties each to its module. The value says what such a file holds."""

    CONFIGURATION = "configuration"
    """JSON, TOML or YAML with server entries under a known root key, and whatever else holds a credential."""
    TOKEN_STORE = "tokens"  # noqa: S105 - a word for people
    """A client's store of OAuth tokens and logins: each value of it is a credential."""
    EDITOR_STATE = "editor state"
    """`state.vscdb` of VS Code and its forks: SQLite."""
    FRONT_MATTER = "agents and skills"
    """Markdown with YAML between two lines of `---`: agents and skills."""
    ASSIGNMENTS = "variables"
    """Shell files, `.env` files: variables that clients start with."""
    SEALED_STORE = "encrypted store"
    """A token store that the client encrypts: that it is there is what can be told."""
    DATABASE = "database"
    """SQLite with configurations and logins in its cells."""
    IDE_OPTIONS = "IDE options"
    """XML in which JetBrains' IDEs keep server entries among other things."""
    EDITOR_HISTORY = "local history"
    """The index of an editor's copies of one file as it was before each save."""
    SHELL_HISTORY = "shell history"
    """What was typed: commands that add a server to a client, and token shapes."""
    TRANSCRIPT = "transcripts"
    """What was said to an agent, and what its tools gave back. Searched for token shapes, after everything else."""
    TRANSCRIPT_DATABASE = "transcripts in a database"
    """The same, as SQLite."""
    PROJECT_LIST = "list of projects"
    """Tells where the projects are, and nothing else."""
    SCHEDULE = "schedule"
    """A scheduler's file; `File.scheduler` says whose."""
    SCHEDULE_DATABASE = "schedules in a database"
    """The same, as SQLite."""
    STORE = "logins"
    """The file of a program that is no AI client; `File.store` says whose."""
    STORE_DATABASE = "logins in a database"
    """The same, as SQLite."""
    KEY_FILE = "key"
    """A key, as a whole, that a login in a store names."""
    SCRIPT = "script"
    """What a schedule starts: read for an agent's command, never run."""


@dataclass(frozen=True, slots=True)
class Location:
    """A file, or several, that a client keeps outside projects."""

    pattern: str
    """`{home}/…`, `{config}/…`, `{data}/…` (see `machine.expand`) or an absolute path; `*` is any one name."""
    scope: Scope = Scope.USER
    reader: ReaderName = ReaderName.CONFIGURATION
    known: Known = Known.DOCUMENTED
    scheduler: str = ""
    """Name of the scheduler whose file it is; empty for every other file."""
    store: str = ""
    """Name of the store beside the clients that it is; empty for every other file."""


TRANSCRIPTS = frozenset([ReaderName.TRANSCRIPT, ReaderName.TRANSCRIPT_DATABASE])
"""Read after everything else, and reported apart."""


def transcript(pattern: str, known: Known = Known.PROBED, reader: ReaderName = ReaderName.TRANSCRIPT) -> Location:
    """Where a client keeps what was said to it."""
    return Location(pattern, reader=reader, known=known)


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A file that a client looks for in every project."""

    path: str
    """Relative to the project's folder: `.cursor/mcp.json`. The last part may hold `*`."""
    scope: Scope = Scope.PROJECT
    reader: ReaderName = ReaderName.CONFIGURATION
    known: Known = Known.DOCUMENTED
    scheduler: str = ""
    """As for `Location`, as is the next one."""
    store: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """An AI tool that speaks MCP."""

    name: str
    """`claude-code`: what `--client` takes and documents say."""
    title: str
    sources: tuple[str, ...]
    """Where these facts come from: pages, repositories, versions of a program that was watched."""
    locations: tuple[Location, ...] = ()
    project_files: tuple[ProjectFile, ...] = ()
    moved_by: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Environment variable → the `{home}/…` folder that it moves."""
    service: str = ""
    """Whose login its own token stores hold."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: where it lies and what is expected in it."""

    path: str
    client: str
    """Empty for files of no client."""
    scope: Scope
    reader: ReaderName
    home: Home | None
    project: str | None = None
    service: str = ""
    """Whose login it holds, where the file's place alone says so."""
    scheduler: str = ""
    """Name of the scheduler that keeps schedules in it; empty for every other file."""
    store: str = ""
    """Name of the store beside the clients that it is; empty for every other file."""
    user: str = ""
    """The account that a scheduler's file belongs to; empty if it is the system's."""

    @classmethod
    def at(cls, path: str, location: Location, home: Home | None, client: str = "", service: str = "") -> "File":
        """The file at `path`, which is one that `location` means."""
        return cls(
            path,
            client,
            location.scope,
            location.reader,
            home,
            service=service,
            scheduler=location.scheduler,
            store=location.store,
        )

    @property
    def kind(self) -> SourceKind:
        """What it is to the agents of the machine."""
        if self.store or self.reader is ReaderName.KEY_FILE or self.reader in TRANSCRIPTS:
            return SourceKind.BESIDE
        if self.scheduler or self.reader is ReaderName.SCRIPT:
            return SourceKind.SCHEDULE
        return SourceKind.CLIENT if self.client else SourceKind.ENVIRONMENT
