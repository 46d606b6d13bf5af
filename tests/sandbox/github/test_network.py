"""The simulated GitHub over a real connection: addresses, faults, and an offboarding from first to last call."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.organisation import organisation
from mcpsweep.sandbox.server import Server


class Connected:
    """A server with one GitHub at two prefixes, as Enterprise Server has them, and a client of it."""

    def __init__(self, product: Product) -> None:
        self.github = GitHub(organisation(size=40), product, delay=0.0)
        self.server = Server({"/api/v3": self.github, "/api": self.github}).start()
        self._http = http.client.HTTPConnection(self.server.url().removeprefix("http://"), timeout=5)

    def ask(self, method: str, target: str, value: str = "", body: Any = None) -> tuple[int, Any, dict[str, str]]:
        """One call; a connection that was cut is an error of `http.client` or the system."""
        headers = {"User-Agent": "test", **({"Authorization": f"Bearer {value}"} if value else {})}
        try:
            self._http.request(method, target, json.dumps(body) if body is not None else None, headers)
            response = self._http.getresponse()
            content = response.read()
        except (http.client.HTTPException, OSError):
            self._http.close()
            raise
        return response.status, json.loads(content) if content else None, dict(response.getheaders())

    def close(self) -> None:
        """End both."""
        self._http.close()
        self.server.stop()


@pytest.fixture
def connected() -> Iterator[Connected]:
    """A GitHub with single sign-on on the network."""
    connected = Connected(Product.SAML)
    yield connected
    connected.close()


def value(label: str) -> str:
    """The value of a credential of the scene."""
    return organisation().credential(label).secret.reveal()


def test_links_lead_back_to_this_server(connected: Connected) -> None:
    admin = connected.github.admin_token.reveal()
    seen, target = 0, "/api/v3/orgs/acme/members?per_page=15"
    while target:
        status, body, headers = connected.ask("GET", target, admin)
        assert status == 200
        seen += len(body)
        following = [part for part in headers.get("Link", "").split(", ") if part.endswith('rel="next"')]
        target = following[0].split(">")[0].removeprefix("<" + connected.server.url()) if following else ""
    assert seen == 41


def test_graphql_lies_beside_the_rest_of_a_servers_api(connected: Connected) -> None:
    admin = connected.github.admin_token.reveal()
    assert connected.ask("POST", "/api/graphql", admin, {"query": "externalIdentities"})[0] == 200


def test_a_lost_answer_can_hide_a_revocation_that_was_done(connected: Connected) -> None:
    connected.server.set_weather(Weather((Rule(Fault.CUT_AFTER, times=1, method="POST", path="/credentials/revoke"),)))
    with pytest.raises((http.client.HTTPException, OSError)):
        connected.ask("POST", "/api/v3/credentials/revoke", "", {"credentials": [value("github-classic")]})
    assert connected.ask("GET", "/api/v3/user", value("github-classic"))[0] == 401
    assert connected.ask("GET", "/api/v3/user", value("github-spare"))[0] == 200


def test_an_offboarding_through_bad_weather_touches_nobody_else(connected: Connected) -> None:
    admin = connected.github.admin_token.reveal()
    connected.server.set_weather(
        Weather(
            (
                Rule(Fault.LIMITED, times=3, retry_after=0),
                Rule(Fault.ERROR_BEFORE, share=0.2),
                Rule(Fault.CUT_AFTER, 0.1),
            )
        )
    )

    def insist(method: str, target: str, token: str = "", body: Any = None) -> int:
        for _ in range(50):
            try:
                status, _, _ = connected.ask(method, target, token, body)
            except (http.client.HTTPException, OSError):
                continue
            if status not in (429, 500):
                return status
        raise AssertionError("the weather never got better")

    mine = [c for c in organisation().credentials if c.service == "github" and c.holders == ("alice",)]
    assert insist("POST", "/api/v3/orgs/acme/credential-authorizations/anguyen/revoke", admin) == 202
    body = {"credentials": [credential.secret.reveal() for credential in mine]}
    assert insist("POST", "/api/v3/credentials/revoke", "", body) == 202
    assert insist("DELETE", "/api/v3/orgs/acme/memberships/anguyen", admin) in (204, 404)
    connected.server.set_weather(Weather())
    others = [c for c in organisation().credentials if c.service == "github" and c not in mine]
    assert {connected.ask("GET", "/api/v3/user", c.secret.reveal())[0] for c in mine} == {401}
    assert {connected.ask("GET", "/api/v3/user", c.secret.reveal())[0] for c in others} == {200}
    assert connected.server.log.forbidden == 0
    assert not any(c.secret.reveal() in entry.target for c in mine for entry in connected.server.log.entries)


def test_an_organisation_can_have_five_thousand_people() -> None:
    github = GitHub(organisation(size=5000), Product.CLOUD, grants_each=2)
    assert len(github.world.grants) == 9992
    assert len(github.world.users) == 5002


def test_the_log_counts_what_ends_everybodys_access(connected: Connected) -> None:
    admin = connected.github.admin_token.reveal()
    path = "/api/v3/enterprises/acme-inc/credential-authorizations/revoke-all"
    assert connected.ask("POST", path, admin)[0] == 202
    assert connected.server.log.forbidden == 1
    assert connected.server.log.counts() == {
        "POST /enterprises/{enterprise}/credential-authorizations/revoke-all": 1,
    }
