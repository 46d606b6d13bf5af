"""Ctrl-C: once to finish what is under way, twice to leave at once. A terminal that goes away counts as once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from mcpsweep.signals import ENDING, HANGUP, heard


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
        with heard(ENDING, self._receive):
            yield

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
        # The shell and the system may both send a hangup, so that a second one means nothing.
        if self._is_asking or (self.seen > 1 and number != HANGUP):
            raise KeyboardInterrupt
