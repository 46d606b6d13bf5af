"""How far a scan is, for a person who watches."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcpsweep.collectors.request import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID

_SECONDS_BETWEEN = 0.1
_PHASE = "{task.description} {task.completed:,.0f}"
_FOUND = "{task.fields[found]}"
_MOST = 6
"""Services that are named in the line."""


@contextmanager
def progress(is_quiet: bool) -> Iterator[Progress]:
    """Somebody to report to: a line on the terminal, which is gone afterwards, or nobody if there is no terminal."""
    if is_quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import Progress as Display
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn(_PHASE), TimeElapsedColumn(), TextColumn(_FOUND))
    with Display(*columns, console=Console(stderr=True), transient=True) as display:
        yield _Shown(display)


class _Shown:
    """Shows at most ten reports a second: a scan has hundreds of thousands."""

    def __init__(self, display: "Display") -> None:
        self._display = display
        self._task: TaskID = display.add_task("starting", total=None, found="")
        self._next = 0.0
        self._found: Counter[str] = Counter()

    def report(self, phase: str, count: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _SECONDS_BETWEEN
            self._display.update(self._task, description=phase, completed=count, found=self._so_far())

    def found(self, service: str) -> None:
        self._found[service] += 1

    def _so_far(self) -> str:
        if not self._found:
            return ""
        named = ", ".join(f"{service} {count}" for service, count in self._found.most_common(_MOST))
        return f"found so far: {named}{' …' if len(self._found) > _MOST else ''}"
