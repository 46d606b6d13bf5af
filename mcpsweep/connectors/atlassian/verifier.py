"""Atlassian asked by tokens themselves, without any credential of an administrator."""

from collections.abc import Sequence
from typing import TypeAlias

from mcpsweep.connectors.atlassian.doors import Doors, is_cloud_site
from mcpsweep.connectors.atlassian.identify import Identifier
from mcpsweep.connectors.atlassian.identify_server import ServerIdentifier
from mcpsweep.connectors.atlassian.server import Entrance
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.auth import Anonymous
from mcpsweep.connectors.http.client import LOOPBACK
from mcpsweep.documents.address import split
from mcpsweep.model.held import Held, Identification


class CloudVerifier:
    """The Cloud. Settings: `site_url`, `api_url`, `bitbucket_url`, `cloud_id`; secrets: none."""

    service = "atlassian"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for addresses that cannot be."""
        self.name = setup.name
        self._doors = Doors(setup)
        self.host = self._doors.host
        self._identifier = Identifier(self._doors, _Anybody())

    def claim(self, held: Held) -> Claim:
        """Whether a credential is the Cloud's."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who a credential is, as far as it tells itself: only an organisation's key can call a token dead."""
        return self._identifier.verify(held)

    def close(self) -> None:
        """Let the connections go."""
        self._doors.close()


class ServerVerifier:
    """A Data Center server. Settings: `site_url`, `application`; secrets: none."""

    service = "atlassian"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for an address that cannot be."""
        self.name = setup.name
        self._entrance = Entrance(setup, Anonymous())
        self.host = self._entrance.host
        self._identifier = ServerIdentifier(self._entrance)

    def claim(self, held: Held) -> Claim:
        """Whether a token is of this server."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who a personal access token is."""
        return self._identifier.verify(held)

    def close(self) -> None:
        """Let the connections go."""
        self._entrance.client.close()


Verifier: TypeAlias = CloudVerifier | ServerVerifier


def verifiers(configured: Sequence[Setup], default: Setup) -> Sequence[Verifier]:
    """Every configured organisation and server; the Cloud in any case, except beside a rehearsal on this machine."""
    clouds = [setup for setup in configured if not _is_server(setup)]
    servers = [setup for setup in configured if _is_server(setup)]
    rehearses = any(_host(setup, "site_url") in LOOPBACK for setup in servers)
    if not clouds and not rehearses:
        clouds = [default]
    return [*map(CloudVerifier, clouds), *map(ServerVerifier, servers)]


class _Anybody:
    """Stands where nobody can be asked about an account."""

    def about(self, address: str) -> str:
        return (
            f"whether it is {address}'s, and not kept back for now, only the organisation's key can tell: a token is "
            "refused together with a wrong address, too"
        )


def _is_server(setup: Setup) -> bool:
    host = _host(setup, "site_url")
    return "org_id" not in setup.settings and host != "" and not is_cloud_site(host)


def _host(setup: Setup, setting: str) -> str:
    return (split(setup.settings.get(setting, "")).hostname or "").casefold()
