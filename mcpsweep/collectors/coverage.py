"""Say in words for people what a scan covers: clients, schedulers and stores, places as each system writes them."""

from collections.abc import Collection, Iterator

from mcpsweep.collectors import registry
from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.collectors.beside.base import Store
from mcpsweep.collectors.beside.stores import STORES, told_by_place
from mcpsweep.collectors.schedules import registry as schedules
from mcpsweep.collectors.schedules.base import Scheduler
from mcpsweep.model.coverage import FORMAT, Coverage, CoveredClient, CoveredPlace, CoveredProgram
from mcpsweep.model.server import Scope

_SYSTEMS = ("linux", "macos", "windows")
_BASES = {
    "home": ("~", "~", "%USERPROFILE%"),
    "config": ("~/.config", "~/Library/Application Support", "%APPDATA%"),
    "data": ("~/.local/share", "~/Library/Application Support", "%LOCALAPPDATA%"),
}
"""What a `{name}` in a client's location stands for on Linux, macOS and Windows; `machine.py` has the folders."""

_ONLY_ON = {
    "{home}/Library/": {"macos"},
    "{home}/AppData/": {"windows"},
    "{home}/snap/": {"linux"},
    "{home}/.var/": {"linux"},
    "{home}/.local/state/": {"linux"},
    "{data}/Packages/": {"windows"},
    "{home}/.config/systemd/": {"linux"},
    "{home}/.local/share/systemd/": {"linux"},
    "{home}/_netrc": {"windows"},
    "/Library/": {"macos"},
    "/private/": {"macos"},
    "/Windows/": {"windows"},
    "/etc/cron": {"linux"},
    "/etc/anacrontab": {"linux"},
    "/etc/systemd/": {"linux"},
    "/usr/local/lib/systemd/": {"linux"},
    "/usr/lib/cron/": {"macos"},
    "/var/spool/": {"linux"},
    "/etc/": {"linux", "macos"},
    "/Program Files/": {"windows"},
    "/ProgramData/": {"windows"},
}
"""How the places of some systems begin, the longer first; all others are looked for on each."""


def coverage(names: Collection[str] = ()) -> Coverage:
    """What a scan looks for of the clients, schedulers and stores called so; of all if none is named.

    Raises `UsageError` for a name that none of them has. A scheduler may have the name of the client that it is of.
    """
    schedulers = [schedules.scheduler(name) for name in schedules.names() if not names or name in names]
    stores = [store for store in STORES if not names or store.name in names]
    others = {scheduler.name for scheduler in schedulers} | {store.name for store in stores}
    wanted = set(names) - (others - set(registry.names()))
    clients = registry.select(wanted) if wanted or not names else []
    return Coverage(
        FORMAT,
        clients=tuple(map(_client, clients)),
        schedulers=tuple(map(_scheduler, schedulers)),
        stores=tuple(map(_store, stores)),
    )


def _client(client: Client) -> CoveredClient:
    places = tuple(_places(client))
    moved = {variable: _written(folder, "linux") for variable, folder in client.moved_by.items()}
    return CoveredClient(client.name, client.title, places, moved, client.sources)


def _scheduler(scheduler: Scheduler) -> CoveredProgram:
    accounts = (
        Location(f"{folder}/*", Scope.USER, ReaderName.SCHEDULE, scheduler=scheduler.name)
        for folder in scheduler.folders_of_accounts
    )
    return CoveredProgram(scheduler.name, scheduler.title, (*map(_place, accounts), *_places(scheduler)))


def _store(store: Store) -> CoveredProgram:
    return CoveredProgram(store.name, store.title, (*_places(store), *map(_project_place, told_by_place(store))))


def _places(program: Client | Scheduler | Store) -> Iterator[CoveredPlace]:
    yield from map(_place, program.locations)
    yield from map(_project_place, program.project_files)


def _place(location: Location) -> CoveredPlace:
    written = (_written(location.pattern, system) for system in _SYSTEMS)
    return CoveredPlace(location.scope, location.reader, location.known, *written)


def _project_place(file: ProjectFile) -> CoveredPlace:
    path = f"<project>/{file.path}"
    return CoveredPlace(file.scope, file.reader, file.known, path, path, path.replace("/", "\\"))


def _written(pattern: str, system: str) -> str:
    if system not in next((only for start, only in _ONLY_ON.items() if pattern.startswith(start)), _SYSTEMS):
        return ""
    base, brace, rest = pattern.partition("}")
    path = _BASES[base[1:]][_SYSTEMS.index(system)] + rest if brace else pattern
    if system != "windows":
        return path
    return ("C:" if path.startswith("/") else "") + path.replace("/", "\\")
