"""Slack asked by tokens themselves, without any credential of an administrator."""

from collections.abc import Sequence

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.auth import Anonymous
from mcpsweep.connectors.http.budget import Budgets
from mcpsweep.connectors.slack.identify import Identifier
from mcpsweep.connectors.slack.session import API_URL, WebApi
from mcpsweep.model.held import Held, Identification


class SlackVerifier:
    """One Slack. Setting: `api_url`; secrets: none."""

    service = "slack"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for an address that cannot be."""
        self.name = setup.name
        self._web = WebApi(setup, Budgets(setup.clock), Anonymous())
        self.host = self._web.host
        self._identifier = Identifier(self._web)

    def claim(self, held: Held) -> Claim:
        """Whether the token is of this Slack."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who the token is, and of which app."""
        return self._identifier.verify(held)

    def close(self) -> None:
        """Let the connections go."""
        self._web.api.close()


def verifiers(configured: Sequence[Setup], default: Setup) -> Sequence[SlackVerifier]:
    """Every configured Slack once, however many workspaces are configured there; slack.com where none is."""
    places: dict[str, Setup] = {}
    for setup in configured or (default,):
        places.setdefault(setup.settings.get("api_url", API_URL).rstrip("/"), setup)
    return [SlackVerifier(setup) for setup in places.values()]
