"""A work-list that several threads share: everything is done, a fault is heard, threads come only where they help."""

import threading
import time
from collections.abc import Iterable

import pytest

from mcpsweep.collectors.hands import Hands


def test_everything_is_done_and_what_comes_of_it() -> None:
    done: list[int] = []

    def work(item: int) -> Iterable[int]:
        done.append(item)
        return range(2 * item, 2 * item + 2) if item < 2_000 else ()

    Hands(work).do([1])
    assert sorted(done) == list(range(1, 4_000))


def test_nothing_to_do_is_done_at_once() -> None:
    Hands[int](lambda item: ()).do([])


def test_a_fault_ends_it_and_is_raised_where_it_was_asked_for() -> None:
    done: list[int] = []

    def work(item: int) -> Iterable[int]:
        if item == 100:
            raise ValueError("made up")
        done.append(item)
        return (item + 1,)

    with pytest.raises(ValueError, match="made up"):
        Hands(work).do([0])
    assert done == list(range(100))


def test_who_gives_up_leaves_no_work_behind() -> None:
    goes_on = threading.Event()
    begun: list[int] = []
    others = set(threading.enumerate())

    def work(item: int) -> Iterable[int]:
        begun.append(item)
        goes_on.wait()
        return (item + 1,)

    def tick() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Hands(work).do([0], tick)
    goes_on.set()
    for thread in set(threading.enumerate()) - others:
        thread.join(timeout=5)
    assert begun == [0]


def test_who_only_works_works_alone() -> None:
    seen: set[int] = set()

    def work(item: int) -> Iterable[int]:
        seen.add(threading.get_ident())
        return (item - 1,) if item else ()

    Hands(work).do([5_000])
    assert len(seen) == 1


def test_whoever_waits_is_joined_by_others() -> None:
    seen: set[int] = set()

    def work(item: int) -> Iterable[int]:
        seen.add(threading.get_ident())
        time.sleep(0.002)
        return ()

    Hands(work).do(range(400))
    assert 1 < len(seen) <= 8
