"""A work-list that several threads share, as many as help.

Python runs one thread at a time. Where the disk's answers lie in memory already, each further thread only stands in the
way of the others; where each answer is waited for, eight wait side by side.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")

_MOST = 8
_BATCH = 16
"""Items that a thread takes at once: to hand over each by itself costs as much as to work on it."""
_TRIAL = 0.02
"""Seconds for which threads are watched before another one is called in."""
_TICK = 0.1


class Hands(Generic[Item]):
    """Works on items, and on those that come of them, in no order, until none is left."""

    def __init__(self, work: Callable[[Item], Iterable[Item]]) -> None:
        """`work` is called by several threads at once; it gives back what more there is to do."""
        self._work = work
        self._lock = threading.Condition()
        self._waiting: deque[Item] = deque()
        self._busy = 0
        self._threads = 0
        self._passed = self._used = 0.0
        """Seconds that all threads together were at work, and worked, since the last one was called in."""
        self._is_stopped = False
        self._fault: BaseException | None = None

    def do(self, items: Iterable[Item], tick: Callable[[], None] = lambda: None) -> None:
        """Return once everything is done. `tick` is called now and then meanwhile.

        What `work` raises ends all of it, and is raised here.
        """
        with self._lock:
            self._waiting.extend(items)
            self._call_in()
        try:
            while not self._is_over(_TICK):
                tick()
        finally:
            with self._lock:
                self._is_stopped = True
                self._lock.notify_all()
        if self._fault is not None:
            raise self._fault

    def _is_over(self, seconds: float) -> bool:
        with self._lock:
            return self._lock.wait_for(self._has_ended, seconds)

    def _has_ended(self) -> bool:
        return self._is_stopped or not (self._waiting or self._busy)

    def _call_in(self) -> None:
        self._threads += 1
        self._passed = self._used = 0.0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._waiting or self._has_ended())
                if self._has_ended():
                    self._lock.notify_all()
                    return
                self._busy += 1
                batch = [self._waiting.pop() for _ in range(min(len(self._waiting), _BATCH))]
            began, used = time.perf_counter(), time.thread_time()
            more: list[Item] = []
            fault: BaseException | None = None
            try:
                for item in batch:
                    more += self._work(item)
            except BaseException as error:  # noqa: BLE001 - raised again where the work was asked for
                fault = error
            with self._lock:
                self._busy -= 1
                self._waiting.extend(more)
                self._passed += time.perf_counter() - began
                self._used += time.thread_time() - used
                if fault is not None:
                    self._fault, self._is_stopped = self._fault or fault, True
                elif self._waiting and self._is_another_wanted():
                    self._call_in()
                self._lock.notify_all()

    def _is_another_wanted(self) -> bool:
        """Whether those who are there wait for the disk, and not for each other: of several that only work, each waits
        while the others do."""
        is_judged = self._passed > _TRIAL * self._threads
        return self._threads < _MOST and is_judged and self._passed > (self._threads + 1) * self._used
