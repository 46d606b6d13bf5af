"""How long the command takes to start, beside a Python that does nothing.

Both are started in turn, so that whatever else the machine does falls on both alike; the medians are compared.
"""

import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.base import Row, table

_ROUNDS = 25
_NOTHING = [sys.executable, "-c", "pass"]
_BUDGETS = {("--version",): 1.3, ("--help",): 7.0, ("scan", "--help"): 7.0}


def rows() -> Iterator[Row]:
    """One row a command line."""
    command = str(Path(sysconfig.get_path("scripts")) / "mcpsweep")
    for arguments, budget in _BUDGETS.items():
        nothing, ours = _in_turn(_NOTHING, [command, *arguments])
        yield Row(
            f"mcpsweep {' '.join(arguments)}",
            f"{ours * 1000:.1f} ms",
            f"python -c pass {nothing * 1000:.1f} ms",
            ours / nothing,
            budget,
        )


def main() -> None:
    """Print the rows."""
    print(table(list(rows())))


def _in_turn(one: list[str], other: list[str]) -> tuple[float, float]:
    """Medians, in seconds, of running both commands `_ROUNDS` times in turn, after a first time that does not count."""
    times = [(_seconds(one), _seconds(other)) for _ in range(_ROUNDS + 1)][1:]
    first, second = zip(*times, strict=True)
    return statistics.median(first), statistics.median(second)


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
