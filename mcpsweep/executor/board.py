"""What the lanes of a run know of each other: which steps are over, and whether to go on."""

import threading
from collections.abc import Iterable, Sequence

from mcpsweep.model.outcome import Outcome, OutcomeState

_TICK = 0.2
"""Seconds between two looks at `stop`, which is set without a lock."""
_UNSURE = frozenset({OutcomeState.FAILED, OutcomeState.UNKNOWN})


class Board:
    """Shared by all lanes."""

    def __init__(self, outcomes: Iterable[tuple[str, Outcome]]) -> None:
        """`outcomes` are of steps that were over before."""
        self.outcomes: dict[str, Outcome] = dict(outcomes)
        self._changed = threading.Condition()
        self._is_stopped = False

    @property
    def is_stopped(self) -> bool:
        """Whether nothing else is to begin."""
        return self._is_stopped

    def stop(self) -> None:
        """Let nothing else begin. Takes no lock, so that a signal's handler can call it."""
        self._is_stopped = True

    def put(self, step: str, outcome: Outcome) -> None:
        """A step is over."""
        with self._changed:
            self.outcomes[step] = outcome
            self._changed.notify_all()

    def open(self, steps: Sequence[str]) -> list[str]:
        """Those of `steps` that are not over."""
        with self._changed:
            return [step for step in steps if step not in self.outcomes]

    def wait_for(self, steps: Sequence[str]) -> bool:
        """Wait until all of `steps` are over; False if nothing else is to begin before that."""
        with self._changed:
            while any(step not in self.outcomes for step in steps):
                if self._is_stopped:
                    return False
                self._changed.wait(_TICK)
        return not self._is_stopped

    def unsure(self, steps: Sequence[str]) -> list[str]:
        """Those of `steps` that failed, or of which nobody knows."""
        return [step for step in steps if step in self.outcomes and self.outcomes[step].state in _UNSURE]
