"""The program as it is started in a process of its own: the real command line, on the scenario's clock."""

import enum
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from sqlite3 import Cursor

import httpx
import msgspec

from mcpsweep import entry
from mcpsweep.connectors import registry
from mcpsweep.executor.database import Database
from tests.crash.clock import FileClock


class Moment(enum.Enum):
    """When something that is written or sent takes effect, and when the process dies."""

    BEFORE = "before"
    """It is about to be."""
    WITHIN = "within"
    """All of it is written, and nothing is for good."""
    AFTER = "after"
    """It has taken effect, and nobody was told."""


class Death(msgspec.Struct, frozen=True):
    """When the process kills itself."""

    number: int
    """At which write to the journal, counted from 1."""
    moment: Moment


class Start(msgspec.Struct, frozen=True):
    """One start of the program."""

    argv: tuple[str, ...]
    """Without the program's name."""
    environment: Mapping[str, str]
    """The whole of it."""
    scene: str
    """The folder with the `clock`, and with what is `typed`."""
    folder: str
    """Where `out`, `err` and the number of `writes` to the journal are left."""
    speed: float = 1.0
    """By how much sooner than in earnest the network is given up."""
    death: Death | None = None


def load() -> None:
    """Import whatever the command will need."""
    from mcpsweep.cli import revoke, running  # noqa: F401
    from mcpsweep.collectors import registry as collectors  # noqa: F401

    for name in ("github", "slack", "atlassian"):
        registry.load(name)


def play(start: Start) -> int:
    """Run the command line in this very process; the exit code. Nothing of the process is as it was afterwards."""
    scene, folder = Path(start.scene), Path(start.folder)
    _redirect(scene / "typed", folder)
    os.environ.clear()
    os.environ.update(start.environment)
    FileClock(scene / "clock").rule()
    writes = _watch_writes(start.death)
    if start.speed != 1:
        _hurry(start.speed)
    sys.argv = ["mcpsweep", *start.argv]
    try:
        return entry.main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        (folder / "writes").write_text(str(next(writes) - 1))


def _redirect(typed: Path, folder: Path) -> None:
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for descriptor, path, flags in ((0, typed, os.O_RDONLY), (1, folder / "out", new), (2, folder / "err", new)):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process


def _watch_writes(death: Death | None) -> Iterator[int]:
    """Count what is written to the journal, and die there."""
    numbers, writing = count(1), Database.writing

    @contextmanager
    def counted(database: Database) -> Iterator[Cursor]:
        number = next(numbers)

        def die(moment: Moment) -> None:
            if death == Death(number, moment):
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)  # until it strikes

        die(Moment.BEFORE)
        with writing(database) as cursor:
            yield cursor
            die(Moment.WITHIN)
        die(Moment.AFTER)

    setattr(Database, "writing", counted)  # noqa: B010 - mypy lets nobody assign a method
    return numbers


def _hurry(speed: float) -> None:
    """Give the network up sooner: its own waits are on the machine's clock."""
    patient = httpx.HTTPTransport.handle_request

    def handle(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        waits = request.extensions["timeout"]
        request.extensions["timeout"] = {name: wait and wait / speed for name, wait in waits.items()}
        return patient(transport, request)

    setattr(httpx.HTTPTransport, "handle_request", handle)  # noqa: B010 - as above
