"""What connector tests share."""

from collections.abc import Iterator

import pytest

from tests.connectors.fake import FakeClock, FakeService, fake_service


@pytest.fixture
def service() -> Iterator[FakeService]:
    """An empty service on loopback."""
    with fake_service() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    """A clock that nobody has to wait for."""
    return FakeClock()
