"""What a scan is asked to do, and whom it tells how far it is."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """What to scan."""

    homes: tuple[str, ...] = ()
    """Folders to scan as homes, wherever they lie; none means the homes of the machine."""
    root: str | None = None
    """Where another machine's disk is mounted; None means this machine."""
    all_users: bool = False
    """Every home of this machine, not only the caller's."""
    clients: frozenset[str] = frozenset()
    """Names of the clients to look for; none means all."""
    projects: bool = True
    """Whether to look for project files by walking the homes."""
    prune: bool = True
    """Whether the walk leaves out folders that hold no configuration (`node_modules`, caches …)."""
    gateways: frozenset[str] = frozenset()
    """Hosts of the organisation's own MCP gateways, lower-case."""
    fingerprint_key: bytes | None = None
    """Secret key behind the fingerprints; None draws a random one for this scan."""


class Progress(Protocol):
    """Somebody who wants to know how far a scan is. `Silent` is the default."""

    def report(self, phase: str, count: int) -> None:
        """`count` files or folders done in `phase` (`walking`, `reading`)."""


class Silent:
    """Tells nobody."""

    def report(self, phase: str, count: int) -> None:
        """Say nothing."""
