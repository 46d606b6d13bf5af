"""Connectors for acme."""

from collections.abc import Callable, Iterator

import pytest

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.slack.connector import Slack
from mcpsweep.model.secret import Secret
from tests.connectors.fake import FakeClock, FakeService
from tests.connectors.slack.workspace import OWN, Workspace

Make = Callable[..., tuple[Slack, Workspace]]


@pytest.fixture
def make(service: FakeService, clock: FakeClock) -> Iterator[Make]:
    """Builds a connector and the workspace that it speaks to."""
    made: list[Slack] = []

    def build(product: str = "business", *, own: str = OWN, **settings: str) -> tuple[Slack, Workspace]:
        workspace = Workspace(service, product)
        given = {**workspace.settings(), **settings}
        made.append(Slack(Setup("slack", given, {"token": Secret(own)}, clock=clock)))
        return made[-1], workspace

    yield build
    for connector in made:
        connector.close()
