"""What a client is: data on where its files lie and which reader understands them.

Adding a client is one new file with a `CLIENT`, one line in `registry.py` and one page of docs.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mcpsweep.model.inventory import Home
from mcpsweep.model.server import Scope


class ReaderName(enum.Enum):
    """How a file is read; `readers.py` ties each to its module."""

    CONFIGURATION = enum.auto()
    """JSON, TOML or YAML with server entries under a known root key, and whatever else holds a credential."""
    TOKEN_STORE = enum.auto()
    """A client's store of OAuth tokens and logins: each value of it is a credential."""
    EDITOR_STATE = enum.auto()
    """`state.vscdb` of VS Code and its forks: SQLite."""
    FRONT_MATTER = enum.auto()
    """Markdown with YAML between two lines of `---`: agents and skills."""
    ASSIGNMENTS = enum.auto()
    """Shell files, `.env` files: variables that clients start with."""
    PROJECT_LIST = enum.auto()
    """Tells where the projects are, and nothing else."""


class Known(enum.Enum):
    """How well a place is known."""

    DOCUMENTED = enum.auto()
    """The vendor documents it, or the program was seen to write it."""
    PROBED = enum.auto()
    """Long-standing or reported by others: looked at, never relied on."""


@dataclass(frozen=True, slots=True)
class Location:
    """A file, or several, that a client keeps outside projects."""

    pattern: str
    """`{home}/…`, `{config}/…`, `{data}/…` (see `machine.expand`) or an absolute path; `*` is any one name."""
    scope: Scope = Scope.USER
    reader: ReaderName = ReaderName.CONFIGURATION
    known: Known = Known.DOCUMENTED


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A file that a client looks for in every project."""

    path: str
    """Relative to the project's folder: `.cursor/mcp.json`. The last part may hold `*`."""
    scope: Scope = Scope.PROJECT
    reader: ReaderName = ReaderName.CONFIGURATION
    known: Known = Known.DOCUMENTED


@dataclass(frozen=True, slots=True)
class Client:
    """An AI tool that speaks MCP."""

    name: str
    """`claude-code`: what `--client` takes and documents say."""
    title: str
    locations: tuple[Location, ...]
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
