"""What a store is: the file in which some program, no AI client, keeps its logins.

Adding one is one entry in `stores.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from mcpsweep.collectors.base import Location, ProjectFile
from mcpsweep.documents.read import Format


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys and values. Names of keys are compared in lower case, without signs, behind the last colon."""

    format: Format
    kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Key → kind of the credential under it, where `keyed.py`'s own table does not know the key."""
    basic: frozenset[str] = frozenset()
    """Keys whose value is `user:password` in base64."""
    files: frozenset[str] = frozenset()
    """Keys whose value is the path of a file that holds the credential."""
    pairs: frozenset[str] = frozenset()
    """Keys whose value, or each of whose members, is `vendor=key`."""
    helpers: frozenset[str] = frozenset()
    """Keys whose value is a command that prints the credential."""
    keychains: frozenset[str] = frozenset()
    """Keys whose value names the program that keeps the credential; or a mapping from hosts to such programs."""
    ids: frozenset[str] = frozenset()
    """Keys whose value tells an administrator which credential it is, or whose."""
    variables: frozenset[str] = frozenset()
    """Keys whose members are variables."""


@dataclass(frozen=True, slots=True)
class Netrc:
    """`machine HOST login USER password VALUE`."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """One address a line, user and password in it."""


@dataclass(frozen=True, slots=True)
class PasswordFile:
    """PostgreSQL's `host:port:database:user:password`."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The file is the value."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """Encrypted, so that only its owner's session can read it."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a SQLite database."""

    name: str
    account: str
    """Column that says whose it is."""
    values: Mapping[str, str]
    """Column → kind of the credential in it; a column may hold JSON with several."""


Form: TypeAlias = Keyed | Netrc | Addresses | PasswordFile | Whole | Sealed | Table


@dataclass(frozen=True, slots=True)
class Store:
    """One program's own file, or several alike."""

    name: str
    title: str
    form: Form
    service: str = ""
    """Who issues what stands in it; empty if the file itself says, by host."""
    locations: tuple[Location, ...] = ()
    project_files: tuple[ProjectFile, ...] = ()
