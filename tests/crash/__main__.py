"""Kill a run a hundred times, send it through every fault of the sandbox, and print what that came to."""

import random
import sys
import time
from collections import Counter

from mcpsweep.sandbox.faults import Fault, Rule, Weather
from tests.crash.nursery import Nursery
from tests.crash.scenario import Result, scenario

_KILLS = 100
_EACH = 5
"""Kills in one scenario, at most."""
_SHARE = 0.15
"""Of all requests that a fault strikes."""


def dice(seed: int) -> random.Random:
    """Chance that can be had again."""
    return random.Random(seed)  # noqa: S311 - it chooses moments, and guards nothing


def undisturbed(nursery: Nursery) -> tuple[Result, float]:
    """A run that nobody kills, and how long it takes."""
    with scenario() as one:
        began = time.monotonic()
        return one.run(nursery, dice(0), 0, 0), time.monotonic() - began


def main(kills: int = _KILLS, seed: int = 1) -> int:
    """Print the figures; 1 if any run ended otherwise than one that nothing happens to."""
    with Nursery() as nursery:
        expected, seconds = undisturbed(nursery)
        print(f"a run of {len(expected.states())} steps takes {seconds:.1f} s undisturbed: {_counted(expected)}")
        bad = _kill(nursery, expected, seconds, kills, seed)
        for fault in Fault:
            bad += _rain(nursery, expected, fault, seed)
    return 1 if bad else 0


def _kill(nursery: Nursery, expected: Result, seconds: float, kills: int, seed: int) -> int:
    chance, left, runs, bad, begun = dice(seed), kills, 0, 0, 0
    points: Counter[int] = Counter()
    while left > 0:
        with scenario() as one:
            result = one.run(nursery, chance, min(_EACH, left), seconds)
        left -= result.kills
        runs += 1
        begun += result.begun_at
        points.update(result.killed_at)
        if trouble := differences(expected, result):
            bad += 1
            print(f"run {runs}: {'; '.join(trouble)}")
    print(f"{kills} kills in {runs} runs; {begun} of them between an intent and its outcome")
    print(f"steps over when it was killed: {', '.join(f'{at} ({times}x)' for at, times in sorted(points.items()))}")
    print(f"{runs - bad} of {runs} runs ended in the same state as one that nobody kills, nothing ended twice")
    return bad


def _rain(nursery: Nursery, expected: Result, fault: Fault, seed: int) -> int:
    with scenario() as one:
        result = one.run_through(nursery, Weather((Rule(fault, share=_SHARE),), seed=seed))
    trouble = differences(expected, result)
    print(f"{fault.value}, {result.faults} times: {'; '.join(trouble) or 'the same state in the end'}")
    return 1 if trouble else 0


def differences(expected: Result, result: Result) -> list[str]:
    """In what a killed run ended otherwise than an undisturbed one, in words."""
    found = []
    if result.effects() != expected.effects():
        found.append(f"other effects: {sorted(map(str, result.effects() ^ expected.effects()))}")
    if not result.is_whole():
        found.append(f"not every step has a sure end: {_counted(result)}")
    if result.repeated:
        found.append(f"ended twice: {result.repeated}")
    if result.forbidden:
        found.append("a forbidden call")
    if not result.is_unbroken:
        found.append("the chain of records is broken")
    return found


def _counted(result: Result) -> str:
    return ", ".join(f"{times} {state}" for state, times in sorted(Counter(result.states()).items()))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
