"""Signals that tell a process to end, heard for as long as somebody can make something of them."""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeAlias

HANGUP = getattr(signal, "SIGHUP", None)
"""A terminal that goes away; not on Windows. The shell and the system may both send it."""
_ON_THE_SPOT = tuple(number for number in (signal.SIGTERM, HANGUP) if number is not None)
"""What ends a process by itself so that no `finally` is passed."""
ENDING = (signal.SIGINT, *_ON_THE_SPOT)

Handle: TypeAlias = Callable[[int, FrameType | None], None]


@contextmanager
def heard(numbers: Iterable[int], handle: Handle) -> Iterator[None]:
    """Give `handle` these signals. Only the main thread can listen; on any other, nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # What is ignored stays so (`nohup`, jobs that a shell put into the background), and what is not Python's too.
    known = [number for number in numbers if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, handle) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def leaving_in_order() -> Iterator[None]:
    """Make of what would end the process on the spot a `KeyboardInterrupt`, as Ctrl-C is: what was begun is cleared
    away. It comes once, so that nothing disturbs the clearing away."""
    with heard(_ON_THE_SPOT, _leave):
        yield


def _leave(number: int, frame: FrameType | None) -> None:
    for other in _ON_THE_SPOT:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt
