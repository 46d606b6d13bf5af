"""Ctrl-C: once to finish what is under way, twice to leave at once. A terminal that goes away counts as once."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_HANGUP = getattr(signal, "SIGHUP", None)
"""Not on Windows. The shell and the system may both send it, so that a second one means nothing."""
_SIGNALS = [number for number in (signal.SIGINT, signal.SIGTERM, _HANGUP) if number is not None]


class Interrupts:
    """Turns signals into a wish to stop, while it listens. The second one is a `KeyboardInterrupt`."""

    def __init__(self, stop: Callable[[], None]) -> None:
        """`stop` is called on the first signal; it must be quick and take no lock."""
        self._stop = stop
        self.seen = 0
        """How many signals came."""
        self._is_asking = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Only the main thread can listen; on any other, nothing changes."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        # What is ignored stays so (`nohup`, jobs that a shell put into the background), and what is not Python's too.
        heard = [number for number in _SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
        before = {number: signal.signal(number, self._receive) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While somebody is asked, the first signal already is a `KeyboardInterrupt`: it ends the question."""
        self._is_asking = True
        try:
            yield
        finally:
            self._is_asking = False

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.seen += 1
        self._stop()
        if self._is_asking or (self.seen > 1 and number != _HANGUP):
            raise KeyboardInterrupt
