"""What a step costs in the journal: its intent and its outcome, each on the disk before the run goes on."""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mcpsweep.executor.journal import Journal
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from tests.benchmarks.base import Row, table
from tests.executor.plans import AT, case, ending, grant, plan

_STEPS = 500
_BUDGET = 2.5
"""0.5 ms where two bare transactions take 0.2 ms."""
_DONE = Outcome(OutcomeState.DONE, Verified.YES, "the service confirmed it, and it is gone", request_ids=("r1",))


def rows() -> Iterator[Row]:
    """The two writes of a step, beside two bare transactions in the same folder."""
    steps = [ending(number, grant(number)) for number in range(_STEPS)]
    with tempfile.TemporaryDirectory() as folder:
        floor = _bare(Path(folder) / "bare.sqlite")
        with Journal(Path(folder)) as journal, journal.begin(plan(*steps), case(), AT) as writer:
            start = time.perf_counter()
            for step in steps:
                writer.intend([step], AT)
                writer.conclude({step.id: _DONE}, AT)
            took = (time.perf_counter() - start) / _STEPS * 1000
    yield Row("journal: a step", f"{took:.2f} ms", f"two bare transactions {floor:.2f} ms", took / floor, _BUDGET)


def _bare(path: Path) -> float:
    """Milliseconds for two transactions of one short row each."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE one (text)")
    start = time.perf_counter()
    for _ in range(2 * _STEPS):
        connection.execute("INSERT INTO one VALUES ('x')")
    took = (time.perf_counter() - start) / _STEPS * 1000
    connection.close()
    return took


def main() -> None:
    """Print the rows."""
    print(table(list(rows())))


if __name__ == "__main__":
    main()
