"""Places on the scanned machine in words that a person reads at a glance."""

from collections.abc import Iterable

from mcpsweep.model.inventory import Home, Inventory
from mcpsweep.model.place import Sighting
from mcpsweep.model.server import Route
from mcpsweep.reports.hostile import terminal


class Places:
    """Knows an inventory's homes and servers."""

    def __init__(self, inventory: Inventory) -> None:
        self._servers = {server.id: server for server in inventory.servers}
        users = [home.user for home in inventory.homes]
        # A home inside another one (a WSL home below a Windows home) is the better name for what lies in both.
        homes = sorted(inventory.homes, key=lambda home: len(home.path), reverse=True)
        self._homes = [(home.path.rstrip("/"), _sign(home, users)) for home in homes]

    def signs(self) -> list[tuple[str, str]]:
        """Each sign that `shorten` puts for a home, with the home's path; harmless on a terminal."""
        return sorted((terminal(sign), terminal(home)) for home, sign in self._homes if home not in ("", sign))

    def shorten(self, path: str) -> str:
        """`path` with its home as `~`, or `~alice` where several homes were scanned; harmless on a terminal.

        Where two homes belong to users of one name (a disk with several systems), paths in them stay whole.
        """
        for home, sign in self._homes:
            if (home and path == home) or path.startswith(home + "/"):
                return terminal(sign + path[len(home) :])
        return terminal(path)

    def owner(self, path: str) -> str:
        """The home that `path` lies in, as `shorten` shows it; empty if it lies in none."""
        for home, sign in self._homes:
            if home and path.startswith(home + "/"):
                return terminal(sign)
        return ""

    def spot(self, sighting: Sighting) -> str:
        """Path and line of `sighting`; the path alone where there are no lines."""
        path = self.shorten(sighting.path)
        return f"{path}:{sighting.line}" if sighting.line else path

    def inside(self, sighting: Sighting) -> str:
        """The way to `sighting` inside a file without lines, such as a database; empty if there are lines."""
        return "" if sighting.line else terminal(sighting.pointer)

    def servers(self, identifiers: Iterable[str]) -> list[str]:
        """The names of these servers, each once."""
        known = (self._servers.get(one) for one in identifiers)
        return sorted({terminal(server.name) for server in known if server is not None})

    def reader(self, sighting: Sighting) -> str:
        """Who uses what stands there: the server and its client, or the client alone; empty if neither is known."""
        server = self._servers.get(sighting.server)
        if server is None:
            return terminal(sighting.client)
        words = [server.client, server.scope, *(["gateway"] if server.route is Route.GATEWAY else [])]
        return terminal(f"server {server.name} ({', '.join(word for word in words if word)})")


def _sign(home: Home, users: list[str]) -> str:
    if len(users) == 1:
        return "~"
    return "~" + home.user if users.count(home.user) == 1 else home.path.rstrip("/")
