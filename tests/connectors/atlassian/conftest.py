"""Connectors for acme."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from mcpsweep.connectors.atlassian.connector import Atlassian
from mcpsweep.connectors.base import Setup
from mcpsweep.model.account import AccountHint
from mcpsweep.model.held import Held
from mcpsweep.model.secret import Secret
from tests.connectors.atlassian.organisation import ADMIN_PAT, BOTH, EMAIL, DataCenter, Organisation
from tests.connectors.fake import FakeClock, FakeService

Make = Callable[..., tuple[Atlassian, Organisation]]
MakeServer = Callable[..., tuple[Atlassian, DataCenter]]


def held(value: str, *hints: str, kind: str = "atlassian-api-token") -> Held:
    """A credential as a scan finds it: with an address and perhaps a site beside it."""
    found = tuple(AccountHint("atlassian", hint, "JIRA_USERNAME") for hint in hints or (EMAIL,))
    return Held(kind, Secret(value), hints=found)


@pytest.fixture
def make(service: FakeService, clock: FakeClock) -> Iterator[Make]:
    """Builds a connector and the organisation that it speaks to."""
    made: list[Atlassian] = []

    def build(keys: Mapping[str, str] = BOTH, **settings: str) -> tuple[Atlassian, Organisation]:
        organisation = Organisation(service)
        secrets = {name: Secret(value) for name, value in keys.items()}
        made.append(Atlassian(Setup("atlassian", {**organisation.settings(), **settings}, secrets, clock=clock)))
        return made[-1], organisation

    yield build
    for connector in made:
        connector.close()


@pytest.fixture
def make_server(service: FakeService, clock: FakeClock) -> Iterator[MakeServer]:
    """Builds a connector and the Data Center that it speaks to."""
    made: list[Atlassian] = []

    def build(application: str = "jira", own: str = ADMIN_PAT) -> tuple[Atlassian, DataCenter]:
        server = DataCenter(service, application)
        made.append(Atlassian(Setup("atlassian", server.settings(), {"dc_token": Secret(own)}, clock=clock)))
        return made[-1], server

    yield build
    for connector in made:
        connector.close()
