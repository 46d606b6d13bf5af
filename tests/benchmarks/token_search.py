"""How fast the search for token shapes is on ordinary text, beside the cheapest look at the same text there is."""

import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from mcpsweep.detection.tokens import scan_tokens

SIZE = 20_000_000
ROUNDS = 3


def _text() -> str:
    """Python's own source and documentation strings: ordinary text that is on every machine."""
    folder = Path(sysconfig.get_path("stdlib"))
    parts: list[str] = []
    length = 0
    for path in sorted(folder.glob("*.py")) + sorted(folder.glob("[a-z]*/*.py")):
        parts.append(path.read_text("utf-8", "replace"))
        length += len(parts[-1])
    text = "".join(parts)
    return (text * (SIZE // length + 1))[:SIZE]


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print one row: megabytes a second, and the time as a multiple of `str.count` over the same text."""
    text = _text()
    token = "gh" + "p_" + "0aB1" * 9
    spiked = text + "\n" + token
    if not any(found.start >= len(text) for found in scan_tokens(spiked)):
        raise SystemExit("the token at the end was not found")
    floor = _best(lambda: text.count("gh" + "p_"))
    ours = _best(lambda: sum(1 for _ in scan_tokens(text)))
    print(f"token search  {SIZE / 1e6 / ours:6.0f} MB/s  {ours / floor:5.1f}x of str.count  (budget 80 MB/s)")


if __name__ == "__main__":
    main()
