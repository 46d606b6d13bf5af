"""An agent that runs without anybody at the keyboard."""

import enum

import msgspec


class AgentState(enum.StrEnum):
    """Whether the scheduler would start it."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    """Switched off, or nothing starts it: it can be switched on again."""
    UNKNOWN = "unknown"
    """What would tell does not lie beside it."""


class Script(msgspec.Struct, frozen=True):
    """The script that a schedule starts, where the agent's command stands in it."""

    path: str
    line: int
    command: str
    """Every secret part redacted."""


class Agent(msgspec.Struct, frozen=True):
    """A schedule that starts an AI agent: it goes on after its owner has left.

    Path, pointer, line, name and user together say exactly what to remove, and as whom.
    """

    kind: str
    """Which scheduler: `cron`, `systemd`, `launchd`, `task-scheduler` …"""
    path: str
    """The schedule's file, as the scanned machine itself would say it."""
    line: int
    """1-based; 0 where the file has no lines."""
    schedule: str
    """When, in the scheduler's own words; several are divided by `; `."""
    command: str
    """All of what it starts, every secret part redacted."""
    client: str
    """The AI tool."""
    id: str = ""
    """Stable between scans of the same machine."""
    pointer: str = ""
    """JSON pointer of the schedule in its file; empty where the file, or its line, is the schedule."""
    name: str = ""
    """What the scheduler calls it: a unit, a label, a task, a job. Empty where it has no names."""
    user: str = ""
    """The account that it runs as; empty if nothing tells."""
    folder: str = ""
    """The folder that it is started in; empty if nothing tells."""
    state: AgentState = AgentState.ENABLED
    script: Script | None = None
    servers: tuple[str, ...] = ()
    """`Server.id` of the MCP servers that it would load."""
    findings: tuple[str, ...] = ()
    """`Finding.id` of the credentials that the schedule itself hands over: on its command line, in its environment."""
