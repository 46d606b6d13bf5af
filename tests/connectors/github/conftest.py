"""Connectors for acme."""

from collections.abc import Callable, Iterator

import pytest

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.github.app import AppAuth
from mcpsweep.connectors.github.connector import GitHub
from mcpsweep.model.secret import Secret
from tests.connectors.fake import FakeClock, FakeService
from tests.connectors.github.organisation import OWN, Organisation

Make = Callable[..., tuple[GitHub, Organisation]]


@pytest.fixture(scope="session")
def private_key() -> str:
    """An App's private key, made for this run."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(*pem, serialization.NoEncryption()).decode()


@pytest.fixture
def signs_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares tests that are not about signing in the 80 ms that loading a private key takes."""
    monkeypatch.setattr(AppAuth, "_assertion", lambda _self: Secret("eyXX.signed-without-a-key.XX"))


@pytest.fixture
def make(service: FakeService, clock: FakeClock, private_key: str) -> Iterator[Make]:
    """Builds a connector and the organisation that it speaks to."""
    made: list[GitHub] = []

    def build(
        product: str = "saml", *, app: bool = True, token: bool = True, product_is_known: bool = False, **settings: str
    ) -> tuple[GitHub, Organisation]:
        organisation = Organisation(service, product)
        secrets = {"token": Secret(OWN)} if token else {}
        given = {"api_url": organisation.url, "org": "acme", **settings}
        if product == "emu" or product_is_known:
            given["product"] = product
        if app:
            secrets["app_private_key"] = Secret(private_key)
            given["app_id"] = "9"
        made.append(GitHub(Setup("github", given, secrets, clock=clock)))
        return made[-1], organisation

    yield build
    for connector in made:
        connector.close()
