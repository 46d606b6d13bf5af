"""A scan without a machine."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from mcpsweep.cli.app import run
from mcpsweep.collectors import sweep as collectors
from mcpsweep.collectors.in_hand import Swept
from mcpsweep.collectors.request import Progress, Request
from mcpsweep.model.inventory import Inventory
from tests.reports.inventories import inventory


@dataclass
class Sweep:
    """Stands in for the scan: gives what it is told to, and remembers what it was asked."""

    result: Inventory = field(default_factory=inventory)
    before: Callable[[], None] = lambda: None
    requests: list[Request] = field(default_factory=list)

    def __call__(self, request: Request, progress: Progress) -> Swept:
        self.requests.append(request)
        progress.report("walking", 1)
        self.before()
        return Swept(self.result, {})


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> Sweep:
    """The scan that every `mcpsweep scan` of the test comes to."""
    stand_in = Sweep()
    monkeypatch.setattr(collectors, "sweep", stand_in)
    return stand_in


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: bytes
    err: str


@pytest.fixture
def mcpsweep(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ended]:
    """Runs a command line in this process."""

    def call(*argv: str) -> Ended:
        code = run(list(argv))
        out, err = capsysbinary.readouterr()
        return Ended(code, out, err.decode())

    return call
