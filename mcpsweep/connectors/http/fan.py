"""Many requests side by side, their answers in order and as a stream."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

Key = TypeVar("Key")
Result = TypeVar("Result")

WIDTH = 12
"""Requests at a time: well below the 100 that GitHub allows (docs: REST, "Rate limits"), and enough to make up for the
few requests that have to come one after the other before a list can be read."""


def fan_out(fetch: Callable[[Key], Result], keys: Iterable[Key], width: int = WIDTH) -> Iterator[Result]:
    """`fetch` of every key, `width` at a time, yielded in the order of the keys; at most two rounds are held.

    An error is raised in its key's place. The threads are daemons: an interrupt, or giving up the stream, leaves at
    once and does not wait for an answer under way.
    """
    jobs: queue.SimpleQueue[tuple[Key, Future[Result]] | None] = queue.SimpleQueue()

    def work() -> None:
        while (job := jobs.get()) is not None:
            key, future = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(fetch(key))
            except BaseException as error:  # noqa: BLE001 - handed over to the reader of the stream
                future.set_exception(error)

    pending: deque[Future[Result]] = deque()
    remaining = iter(keys)
    threads = 0
    try:
        while True:
            while len(pending) < 2 * width and (key := next(remaining, _END)) is not _END:
                future: Future[Result] = Future()
                pending.append(future)
                jobs.put((key, future))  # type: ignore[arg-type]  # a sentinel has no narrower type
                if threads < width:
                    threading.Thread(target=work, name="mcpsweep-fetch", daemon=True).start()
                    threads += 1
            if not pending:
                return
            yield pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()
        for _ in range(threads):
            jobs.put(None)


_END = object()
