"""Where on a machine something was seen."""

import enum

import msgspec


class Slot(enum.StrEnum):
    """The part of a configuration that a value stands in."""

    ENV = "env"
    HEADER = "header"
    ARG = "arg"
    URL = "url"
    OAUTH = "oauth"
    HELPER = "helper"
    """A command that prints a credential when it is run. It is reported, never run."""
    FILE = "file"
    """A value in a file that a configuration names, or the file as a whole."""
    COMMAND = "command"
    """A value inside a shell command: a hook, a permission rule, `sh -c`."""


class Role(enum.StrEnum):
    """Whether a place holds a credential's value or only refers to it."""

    VALUE = "value"
    USE = "use"


class Sighting(msgspec.Struct, frozen=True, order=True, gc=False):
    """One place where a credential was seen, or the place that refers to it."""

    path: str
    """Absolute, as the scanned machine itself would say it, with `/` as separator."""
    line: int
    """1-based; 0 where the file has no lines (SQLite, binary property lists)."""
    column: int
    """1-based, of the value's first character; 0 as for `line`."""
    pointer: str
    """JSON pointer (RFC 6901), for TOML, YAML and the rest too; empty where the whole file is the value."""
    slot: Slot
    name: str
    """The variable, header, flag or key that the value stands under; empty if none."""
    client: str
    """Name of the client whose file this is; empty for files of no client (shell files, `.env`)."""
    server: str
    """`id` of the server entry that it belongs to; empty if none."""
    role: Role
