"""GitHub asked by tokens themselves, without any credential of an administrator."""

from collections.abc import Sequence

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.github.identify import Identifier
from mcpsweep.connectors.github.place import Place
from mcpsweep.connectors.github.session import address, connect
from mcpsweep.model.held import Held, Identification


class GitHubVerifier:
    """One GitHub. Setting: `api_url`; secrets: none."""

    service = "github"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for an address that cannot be."""
        self.name = setup.name
        self.place = Place.of(address(setup))
        self.host = self.place.host
        self._client = connect(setup)
        self._identifier = Identifier(self._client, setup.name, self.place)

    def claim(self, held: Held) -> Claim:
        """Whether the token is of this GitHub."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who the token is."""
        return self._identifier.verify(held)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()


def verifiers(configured: Sequence[Setup], default: Setup) -> Sequence[GitHubVerifier]:
    """Every configured GitHub, github.com or what plays it first: tokens are of it unless something says otherwise."""
    known = sorted((GitHubVerifier(setup) for setup in configured), key=lambda one: not one.place.is_main)
    return known if known and known[0].place.is_main else [GitHubVerifier(default), *known]
