"""The simulated Atlassian over a real connection: addresses, faults, and an offboarding from first to last call."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mcpsweep.sandbox.atlassian.service import API, Atlassian
from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.organisation import SITE, organisation
from mcpsweep.sandbox.server import Server
from tests.sandbox.atlassian.caller import basic

OFFBOARDED = ("jira", "confluence")


class Connected:
    """A server with every host of one Atlassian, and a client of it."""

    def __init__(self) -> None:
        self.atlassian = Atlassian(organisation(size=45), delay=0.0)
        self.server = Server(self.atlassian.services("/atlassian")).start()
        self._http = http.client.HTTPConnection(self.server.url().removeprefix("http://"), timeout=5)
        self.key = f"Bearer {self.atlassian.unscoped_key.reveal()}"

    def ask(self, method: str, target: str, authorization: str = "", host: str = API) -> tuple[int, Any]:
        """One call; a connection that was cut is an error of `http.client` or the system."""
        headers = {"Authorization": authorization or self.key}
        try:
            self._http.request(method, f"/atlassian/{host}{target}", headers=headers)
            response = self._http.getresponse()
            content = response.read()
        except (http.client.HTTPException, OSError):
            self._http.close()
            raise
        return response.status, json.loads(content) if content else None

    def insist(self, method: str, target: str) -> tuple[int, Any]:
        """The same until the weather lets an answer through."""
        for _ in range(50):
            try:
                status, body = self.ask(method, target)
            except (http.client.HTTPException, OSError):
                continue
            if status not in (429, 500):
                return status, body
        raise AssertionError("the weather never got better")

    def site(self, label: str) -> int:
        """What the site says to a token of the scene."""
        credential = organisation().credential(label)
        header = basic(credential.account, credential.secret.reveal())
        return self.ask("GET", "/rest/api/3/myself", header, SITE)[0]

    def close(self) -> None:
        """End both."""
        self._http.close()
        self.server.stop()


@pytest.fixture
def connected() -> Iterator[Connected]:
    """An Atlassian on the network."""
    connected = Connected()
    yield connected
    connected.close()


def test_links_lead_back_to_this_server(connected: Connected) -> None:
    path = f"/admin/v1/orgs/{connected.atlassian.world.organisation}/users"
    seen, following = 0, path
    while following:
        status, body = connected.ask("GET", following)
        assert status == 200
        seen += len(body["data"])
        following = (body["links"]["next"] or "").removeprefix(connected.server.url(f"/atlassian/{API}"))
    assert seen == 46


def test_an_offboarding_through_bad_weather_touches_nobody_else(connected: Connected) -> None:
    connected.server.set_weather(
        Weather(
            (
                Rule(Fault.LIMITED, times=3, retry_after=0),
                Rule(Fault.ERROR_BEFORE, share=0.2),
                Rule(Fault.CUT_AFTER, 0.2),
            )
        )
    )
    alice = organisation().person("alice").accounts["atlassian"].id
    _, tokens = connected.insist("GET", f"/users/{alice}/manage/api-tokens")
    assert len(tokens) == 6
    for token in tokens:
        assert connected.insist("DELETE", f"/users/{alice}/manage/api-tokens/{token['id']}")[0] in (204, 404)
    assert connected.insist("POST", f"/users/{alice}/manage/lifecycle/disable")[0] == 204
    connected.server.set_weather(Weather())
    assert {connected.site(label) for label in OFFBOARDED} == {401}
    assert connected.site("jira-dave") == 200
    assert connected.ask("GET", f"/users/{alice}/manage/api-tokens") == (200, [])
    assert connected.server.log.forbidden == 0
    values = [organisation().credential(label).secret.reveal() for label in OFFBOARDED]
    assert not any(value in entry.target for value in values for entry in connected.server.log.entries)


def test_the_log_counts_what_ends_everybodys_tokens(connected: Connected) -> None:
    path = f"/admin/api-access/v1/orgs/{connected.atlassian.world.organisation}/api-tokens"
    connected.server.set_weather(Weather((Rule(Fault.CUT_BEFORE),)))
    with pytest.raises((http.client.HTTPException, OSError)):
        connected.ask("DELETE", path)
    connected.server.set_weather(Weather())
    assert (connected.server.log.forbidden, connected.site("jira")) == (1, 200)
    assert connected.ask("DELETE", path)[0] == 200
    assert (connected.server.log.forbidden, connected.site("jira")) == (2, 401)


def test_an_organisation_can_have_five_thousand_people() -> None:
    atlassian = Atlassian(organisation(size=5000), tokens_each=2)
    assert len(atlassian.world.api_tokens) == 2 * 4995 + 14


def test_the_same_seed_gives_the_same_atlassian() -> None:
    first, second, other = Atlassian(), Atlassian(), Atlassian(organisation(seed=7))
    assert first.world.api_tokens.keys() == second.world.api_tokens.keys()
    assert not first.world.api_tokens.keys() & other.world.api_tokens.keys()
