"""How fast the search for token shapes is on ordinary text, beside the cheapest look at the same text there is."""

import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mcpsweep.detection.tokens import scan_tokens
from tests.benchmarks.base import Row, table

SIZE = 20_000_000
ROUNDS = 3
BUDGET = 80
"""Megabytes a second on one core."""


def ordinary_text(size: int) -> str:
    """So many characters of Python's own source and documentation strings: text that is on every machine."""
    folder = Path(sysconfig.get_path("stdlib"))
    parts: list[str] = []
    length = 0
    for path in sorted(folder.glob("*.py")) + sorted(folder.glob("[a-z]*/*.py")):
        parts.append(path.read_text("utf-8", "replace"))
        length += len(parts[-1])
    text = "".join(parts)
    return (text * (size // length + 1))[:size]


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def rows() -> Iterator[Row]:
    """One row: the rate that is wanted to the rate that is reached."""
    text = ordinary_text(SIZE)
    token = "gh" + "p_" + "0aB1" * 9
    if not any(found.start >= len(text) for found in scan_tokens(text + "\n" + token)):
        raise SystemExit("the token at the end was not found")
    floor = _best(lambda: text.count("gh" + "p_"))
    ours = _best(lambda: sum(1 for _ in scan_tokens(text)))
    rate = SIZE / 1e6 / ours
    floor_text = f"str.count {SIZE / 1e6 / floor:.0f} MB/s"
    yield Row(f"token search, {SIZE // 1_000_000} MB", f"{rate:.0f} MB/s", floor_text, BUDGET / rate, 1.0)


def main() -> None:
    """Print the row."""
    print(table(list(rows())))


if __name__ == "__main__":
    main()
