"""How long listing many grants takes at a service that is far away, beside the time on the way alone."""

import time
from collections.abc import Iterator

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Connector, Setup
from mcpsweep.connectors.survey import ask
from mcpsweep.model.grant import Grant
from mcpsweep.model.person import Person
from mcpsweep.model.secret import Secret
from mcpsweep.model.subject import Subject
from mcpsweep.sandbox.faults import Weather
from mcpsweep.sandbox.github.seed import APP_ID, INSTALLATION_ID
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.organisation import organisation
from mcpsweep.sandbox.server import Server
from tests.benchmarks.base import Row, table

_PEOPLE = 5_000
_EACH = 2
_PAGE = 100
_LATENCY = 0.08
_THREADS = 8
_BUDGET = 1.25
_KIND = "github-fine-grained-pat"


def rows() -> Iterator[Row]:
    """Everybody's fine-grained tokens, and the requests that one person costs."""
    github = GitHub(organisation(size=_PEOPLE), Product.TEAM, grants_each=_EACH)
    with Server({"/github": github}) as server:
        connector = _connector(github, server)
        ask(connector, Subject(Person(id="alice"), {"github": "anguyen"}))
        sent = connector.requests_sent()
        server.set_weather(Weather(latency=_LATENCY))
        start = last = time.perf_counter()
        found = 0
        for item in connector.list_all_grants():
            if isinstance(item, Grant) and item.kind == _KIND:
                found, last = found + 1, time.perf_counter()
        took = last - start
        connector.close()
    pages = -(-found // _PAGE)
    floor = _LATENCY * pages / _THREADS
    yield Row(
        f"{found:,} grants, {_PAGE} a page, {_LATENCY * 1000:.0f} ms away ({sent} requests for one person)",
        f"{took:.2f} s",
        f"latency x pages / {_THREADS} {floor:.2f} s",
        took / floor,
        _BUDGET,
    )


def main() -> None:
    """Print the rows."""
    print(table(list(rows())))


def _connector(github: GitHub, server: Server) -> Connector:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    settings = {
        "api_url": server.url("/github"),
        "org": "acme",
        "app_id": str(APP_ID),
        "installation_id": str(INSTALLATION_ID),
    }
    secrets = {"token": github.admin_token, "app_private_key": Secret(pem)}
    return registry.load("github")(Setup("github", settings, secrets))


if __name__ == "__main__":
    main()
