"""Read one made-up file of a scheduler, or a whole made-up disk, and look at the agents."""

from pathlib import Path

from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.observation import Observation, Scheduled
from mcpsweep.collectors.schedules.base import Input
from mcpsweep.collectors.schedules.registry import scheduler
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.model.agent import Agent
from mcpsweep.model.finding import Finding
from mcpsweep.model.inventory import Home, Inventory
from mcpsweep.model.server import Scope
from tests.collectors.scanning import home_with, scan

HOME = Home("alice", "/home/alice")


def seen(kind: str, path: str, data: str | bytes, home: Home | None = None, user: str = "") -> list[Observation]:
    """Everything that a scheduler sees in a file."""
    file = File(path, "", Scope.USER, ReaderName.SCHEDULE, home, "/home/alice/app", scheduler=kind, user=user)
    written = data.encode() if isinstance(data, str) else data
    return list(scheduler(kind).read(Input(file, written, Database.of(written))))


def scheduled(kind: str, path: str, data: str | bytes, home: Home | None = None, user: str = "") -> list[Scheduled]:
    """The schedules among it."""
    return [one for one in seen(kind, path, data, home, user) if isinstance(one, Scheduled)]


def disk(folder: Path, files: dict[str, str]) -> Inventory:
    """The scan of a mounted disk with these files and alice's home."""
    (folder / "home/alice").mkdir(parents=True, exist_ok=True)
    return scan(root=home_with(folder, {path.lstrip("/"): text for path, text in files.items()}))


def agent(inventory: Inventory) -> Agent:
    """The one agent of an inventory."""
    (found,) = inventory.agents
    return found


def handed(inventory: Inventory) -> list[Finding]:
    """The credentials that the one agent is handed."""
    return [finding for finding in inventory.findings if finding.id in agent(inventory).findings]
