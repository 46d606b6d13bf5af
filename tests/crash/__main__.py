"""Kill a sweep at the command line a hundred times, keep it in bad weather, and print what that came to.

`python -m tests.crash [KILLS [SEED]]`
"""

import random
import sys
from collections.abc import Iterator, Sequence
from typing import TypeAlias, TypeVar

from mcpsweep.sandbox.faults import Fault, Rule, Weather
from tests.crash.books import Blow, deadly
from tests.crash.judging import HEADINGS, Tally
from tests.crash.nursery import Nursery
from tests.crash.program import Death, Moment
from tests.crash.scenario import Result, scenario

_KILLS = 100
_CHAINS = 0.15
"""Of all kills, those that strike one scenario several times."""
_LINKS = 3
"""How often they strike it."""
_AT_REQUESTS = 2 / 3
"""Of the others; the rest strikes at writes to the journal."""
_SEEDS = 3
"""How often each kind of weather is tried."""
_SHARE = 0.15
"""Of all requests that a fault strikes."""
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


def ends(undisturbed: Result, kills: int, chance: random.Random) -> Iterator[tuple[str, tuple[End, ...]]]:
    """Where the processes of one scenario after the other are killed, and what that is called."""
    blows, deaths = at_requests(undisturbed), at_writes(undisturbed)
    anywhere: list[End] = [*blows, *deaths]
    chains = int(kills * _CHAINS / _LINKS)
    alone = kills - chains * _LINKS
    at = spread(blows, int(alone * _AT_REQUESTS))
    for blow in at:
        yield f"{blow.service}'s requests, {blow.moment.value}", (blow,)
    for death in spread(deaths, alone - len(at)):
        yield f"writes to the journal, {death.moment.value}", (death,)
    for _ in range(chains):
        yield "several times over, anywhere", tuple(chance.choice(anywhere) for _ in range(_LINKS))


def main(kills: int = _KILLS, seed: int = 1) -> int:
    """Print the figures; 1 if any scenario ended otherwise than one that nothing happens to."""
    tallies: dict[str, Tally] = {}
    with Nursery() as nursery:
        with scenario() as one:
            undisturbed = one.killed(nursery)
        tallies["undisturbed"] = Tally()
        tallies["undisturbed"].add("undisturbed", undisturbed, undisturbed)
        for name, where in ends(undisturbed, kills, random.Random(seed)):  # noqa: S311 - it guards nothing
            with scenario(deadly(undisturbed.deeds)) as one:
                result = one.killed(nursery, *where)
            tallies.setdefault(f"killed at {name}", Tally()).add(str(where), undisturbed, result)
        for fault in Fault:
            for number in range(seed, seed + _SEEDS):
                weather = Weather((Rule(fault, share=_SHARE),), seed=number)
                with scenario(deadly(undisturbed.deeds)) as one:
                    result = one.through(nursery, weather, hurry=_PATIENCE.get(fault, 1.0), starts=_IN_WEATHER)
                tallies.setdefault(fault.value, Tally()).add(f"{fault.value}, seed {number}", undisturbed, result)
    _print([HEADINGS, *(tally.row(name) for name, tally in tallies.items())])
    troubles = [line for tally in tallies.values() for line in tally.trouble]
    print("\n".join(troubles))
    return 1 if troubles else 0


def _print(lines: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print("\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
