"""Kill a sweep at the command line a hundred times, keep it in bad weather, and print what that came to.

`python -m tests.crash [KILLS [SEED]]`
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TypeAlias, TypeVar

from mcpsweep.sandbox.faults import Fault, Rule, Weather
from tests.crash.books import Blow, deadly
from tests.crash.judging import HEADINGS, Tally
from tests.crash.nursery import Nursery
from tests.crash.program import Death, Moment
from tests.crash.scenario import Result, scenario

_KILLS = 100
_ALONE = 0.85
"""Of all kills, those that are their scenario's only one."""
_AT_REQUESTS = 2 / 3
"""Of those; the rest strikes at writes to the journal."""
_LINKS = 3
"""How often all other scenarios are struck at most."""
_EARLY = 0.25
"""Where the processes meet their ends there, at most: each goes on where the one before it ended."""
_SEEDS = {0.15: 3, 0.45: 2}
"""Share of all requests that a fault strikes → how often that is tried."""
_IN_WEATHER = 2
"""Processes that work in it."""
_PATIENCE = {Fault.STALLED: 100.0, Fault.STALLED_AFTER: 100.0}
"""By how much sooner the network is given up, so that nobody waits half a minute each time."""

End: TypeAlias = Blow | Death
Item = TypeVar("Item")


def at_requests(undisturbed: Result) -> list[Blow]:
    """Before and after each request that changes something."""
    addresses, found, counts = deadly(undisturbed.deeds), list[Blow](), dict[str, int]()
    for deed in undisturbed.deeds:
        if deed.address in addresses:
            number = counts[deed.service] = counts.get(deed.service, 0) + 1
            found += [Blow(deed.service, number, moment) for moment in (Moment.BEFORE, Moment.AFTER)]
    return found


def at_writes(undisturbed: Result) -> list[Death]:
    """Before, within and after each write to the journal."""
    return [Death(number, moment) for number in range(1, undisturbed.writes + 1) for moment in Moment]


def spread(found: Sequence[Item], number: int) -> list[Item]:
    """So many of them, evenly."""
    return [found[index * len(found) // number] for index in range(number)] if number < len(found) else list(found)


def alone(undisturbed: Result, kills: int) -> Iterator[tuple[str, End]]:
    """Where scenarios are killed once, and what that is called."""
    blows = spread(at_requests(undisturbed), int(kills * _ALONE * _AT_REQUESTS))
    for blow in blows:
        yield f"killed {blow.moment.value} a request to {blow.service}", blow
    for death in spread(at_writes(undisturbed), int(kills * _ALONE) - len(blows)):
        yield f"killed {death.moment.value} a write to the journal", death


def main(kills: int = _KILLS, seed: int = 1) -> int:
    """Print the figures; 1 if any scenario ended otherwise than one that nothing happens to."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    with Nursery() as nursery:
        with scenario() as one:
            undisturbed = one.killed(nursery)
        tallies["undisturbed"].add("undisturbed", undisturbed, undisturbed)
        _kill(nursery, undisturbed, tallies, kills, seed)
        _rain(nursery, undisturbed, tallies, seed)
    _print([HEADINGS, *(tally.row(name) for name, tally in tallies.items())])
    troubles = [line for tally in tallies.values() for line in tally.trouble]
    print("\n".join(troubles))
    return 1 if troubles else 0


def _kill(nursery: Nursery, undisturbed: Result, tallies: Mapping[str, Tally], kills: int, seed: int) -> None:
    addresses, chance = deadly(undisturbed.deeds), random.Random(seed)  # noqa: S311 - it guards nothing
    for name, end in alone(undisturbed, kills):
        with scenario(addresses) as one:
            tallies[name].add(str(end), undisturbed, one.killed(nursery, end))
    early: list[End] = [one for one in at_requests(undisturbed) if one.number <= _EARLY * len(addresses)]
    early += [one for one in at_writes(undisturbed) if one.number <= _EARLY * undisturbed.writes]
    while (left := kills - sum(tally.times for tally in tallies.values())) > 0:
        ends = [chance.choice(early) for _ in range(min(_LINKS, left))]
        with scenario(addresses) as one:
            tallies["killed several times over"].add(str(ends), undisturbed, one.killed(nursery, *ends))


def _rain(nursery: Nursery, undisturbed: Result, tallies: Mapping[str, Tally], seed: int) -> None:
    weathers = [(share, number) for share, times in _SEEDS.items() for number in range(seed, seed + times)]
    for fault, (share, number) in product(Fault, weathers):
        name, weather = f"{fault.value}, {share:.0%}", Weather((Rule(fault, share=share),), seed=number)
        with scenario(deadly(undisturbed.deeds)) as one:
            result = one.through(nursery, weather, hurry=_PATIENCE.get(fault, 1.0), starts=_IN_WEATHER)
        tallies[name].add(f"{name}, seed {number}", undisturbed, result)


def _print(lines: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print("\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
