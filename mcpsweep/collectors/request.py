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

    def found(self, service: str) -> None:
        """A value that was not come upon before in this scan, and who issued it. The files that have a place of their
        own come first, so that this is heard long before the last folder is walked."""


class Silent:
    """Tells nobody."""

    def report(self, phase: str, count: int) -> None:
        """Say nothing."""

    def found(self, service: str) -> None:
        """Say nothing."""
