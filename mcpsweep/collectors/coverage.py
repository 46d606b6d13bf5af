"""Say what the registry's clients cover in words for people: their places as each system writes them. Pure."""

from collections.abc import Iterable

from mcpsweep.collectors.base import Client, Location, ProjectFile
from mcpsweep.model.coverage import FORMAT, Coverage, CoveredClient, CoveredPlace

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
    "/Library/": {"macos"},
    "/etc/": {"linux", "macos"},
    "/Program Files/": {"windows"},
    "/ProgramData/": {"windows"},
}
"""How the places of some systems begin; all others are looked for on each."""


def coverage(clients: Iterable[Client]) -> Coverage:
    """What a scan for `clients` looks for."""
    return Coverage(FORMAT, tuple(map(_client, clients)))


def _client(client: Client) -> CoveredClient:
    places = (*map(_place, client.locations), *map(_project_place, client.project_files))
    moved = {variable: _written(folder, "linux") for variable, folder in client.moved_by.items()}
    return CoveredClient(client.name, client.title, places, moved, client.sources)


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
