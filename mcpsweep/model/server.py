"""One MCP server entry of one client."""

import enum

import msgspec


class Scope(enum.StrEnum):
    """For whom a configuration counts."""

    USER = "user"
    PROJECT = "project"
    LOCAL = "local"
    """One person's private settings for one project."""
    MANAGED = "managed"
    """Set by an administrator for everybody on the machine."""
    PLUGIN = "plugin"
    EXTENSION = "extension"


class Route(enum.StrEnum):
    """Whether a server is reached directly or through the organisation's MCP gateway."""

    DIRECT = "direct"
    GATEWAY = "gateway"


class Server(msgspec.Struct, frozen=True):
    """One MCP server entry: what a client would start or connect to."""

    id: str
    client: str
    scope: Scope
    name: str
    transport: str
    """`stdio`, `http`, `sse` or `ws`; empty if the entry does not tell."""
    target: str
    """The command line or URL, every secret part redacted."""
    path: str
    pointer: str
    project: str | None
    """The project's folder for scopes that have one."""
    route: Route
    service: str
    """The service it most likely speaks to; empty if nothing says."""
