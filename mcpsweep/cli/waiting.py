"""How far services are, for a person who watches."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcpsweep.cli.streams import tell
from mcpsweep.connectors.http.budget import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID


_NOTICED = 3
"""Seconds."""


@contextmanager
def waiting(is_quiet: bool) -> Iterator[Progress]:
    """Somebody to report to: on a terminal one line a service, gone afterwards; in a log the longer waits."""
    if is_quiet or not sys.stderr.isatty():
        yield lines(is_quiet)
        return
    from rich.console import Console
    from rich.progress import Progress as Display
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[service]}"),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Display(*columns, console=Console(stderr=True), transient=True) as display:
        yield _Shown(display)


def lines(is_quiet: bool) -> Progress:
    """Somebody who tells of longer waits, a line each: for logs, and for work that asks questions meanwhile."""
    return Silent() if is_quiet else _Lines()


class _Lines:
    """A line for each wait that a person notices."""

    def waits(self, service: str, seconds: float, reason: str) -> None:
        if seconds >= _NOTICED:
            tell(f"{service} waits {seconds:.0f} s: {reason}")

    def report(self, service: str, phase: str, count: int) -> None:
        """There is no line that could be written over."""


class _Shown:
    """A line for each service that has something to say."""

    def __init__(self, display: "Display") -> None:
        self._display = display
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}

    def waits(self, service: str, seconds: float, reason: str) -> None:
        self._tell(service, f"waits {seconds:.0f} s: {reason}")

    def report(self, service: str, phase: str, count: int) -> None:
        self._tell(service, f"{count:,} {phase}")

    def _tell(self, service: str, text: str) -> None:
        with self._lock:
            if service not in self._tasks:
                self._tasks[service] = self._display.add_task(text, total=None, service=service)
            self._display.update(self._tasks[service], description=text)
