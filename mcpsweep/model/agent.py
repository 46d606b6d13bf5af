"""An agent that runs without anybody at the keyboard."""

import msgspec


class Agent(msgspec.Struct, frozen=True):
    """A schedule that starts an AI agent: it goes on after its owner has left."""

    kind: str
    """`cron`, `systemd`, `launchd` …"""
    path: str
    line: int
    schedule: str
    command: str
    """Every secret part redacted."""
    client: str
