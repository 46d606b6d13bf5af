"""What a whole scan costs: memory on a large home, the first result, and what agents were told.

Each is measured in a process of its own, by the kernel's own record of it.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mcpsweep.collectors.request import Request, Silent
from mcpsweep.collectors.sweep import sweep
from tests.benchmarks.base import Row, peak_megabytes, table
from tests.benchmarks.token_search import ordinary_text
from tests.benchmarks.walk import make_home

_SESSIONS = 20
_EACH = 10_000_000
_RATE = 80
"""Megabytes a second on one core."""
_FIRST = 1.0
"""Seconds until a person hears of something."""
_FLAT = 1.25
"""What much of a thing may hold at its peak, to little of it."""
_TOKEN = "gh" + "p_" + "Q7w2Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0Pc2Ry4Ua"
_ENTRY = {"mcpServers": {"github": {"command": "npx", "env": {"GITHUB_TOKEN": _TOKEN}}}}


class _Cost(NamedTuple):
    seconds: float
    first: float
    """Seconds until something was found."""
    megabytes: float


def rows() -> Iterator[Row]:
    """An empty home, a large one, and one with 200 MB of sessions."""
    with tempfile.TemporaryDirectory(prefix="mcpsweep-bench-") as folder:
        empty, large, terse, talkative = (Path(folder, name) for name in ("empty", "large", "terse", "talkative"))
        make_home(large)
        for home in (empty, large, terse, talkative):
            (home / ".cursor").mkdir(parents=True)
            (home / ".cursor/mcp.json").write_text(json.dumps(_ENTRY))
        _talk(terse, 1)
        _talk(talkative, _SESSIONS)
        nothing, much, little, said = map(_cost, (empty, large, terse, talkative))
    work = "scan of 300,000 files"
    yield Row(f"{work}: peak memory", f"{much.megabytes:.0f} MB", *_beside("empty home", nothing, much), _FLAT)
    yield Row(f"{work}: first result", f"{much.first:.2f} s", f"of {much.seconds:.2f} s", much.first / _FIRST, _FIRST)
    megabytes = _SESSIONS * _EACH / 1e6
    rate = megabytes / (said.seconds - nothing.seconds)
    work = f"scan of {megabytes:.0f} MB of transcripts"
    yield Row(work, f"{rate:.0f} MB/s", f"budget {_RATE} MB/s", _RATE / rate, 1.0)
    yield Row(f"{work}: peak memory", f"{said.megabytes:.0f} MB", *_beside("one of them", little, said), _FLAT)


def _beside(name: str, floor: _Cost, ours: _Cost) -> tuple[str, float]:
    return f"{name} {floor.megabytes:.0f} MB", ours.megabytes / floor.megabytes


def _talk(home: Path, sessions: int) -> None:
    """Sessions as agents write them: lines of JSON with ordinary text in them."""
    folder = home / ".claude/projects/-home-alice-app"
    folder.mkdir(parents=True)
    text = ordinary_text(_EACH)
    lines = [
        json.dumps({"type": "user", "message": {"content": text[at : at + 4_000]}}) for at in range(0, _EACH, 4_000)
    ]
    session = "\n".join(lines)[:_EACH]
    for number in range(sessions):
        (folder / f"{number:04}.jsonl").write_text(session)


def _cost(home: Path) -> _Cost:
    said = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.scan", str(home)], capture_output=True, text=True, check=True
    ).stdout
    return _Cost(*map(float, said.split()))


class _Listener(Silent):
    def __init__(self) -> None:
        self.first = 0.0

    def found(self, service: str) -> None:
        self.first = self.first or time.perf_counter()


def _scan(home: str) -> None:
    """Scan, and print what it cost."""
    listener = _Listener()
    began = time.perf_counter()
    inventory = sweep(Request(homes=(home,)), listener).inventory
    took = time.perf_counter() - began
    if len(inventory.findings) != 1:
        raise SystemExit(f"{len(inventory.findings)} credentials were found")
    print(took, listener.first - began, peak_megabytes())


def main() -> None:
    """Print the rows; with a home, what its scan costs."""
    if len(sys.argv) > 1:
        _scan(sys.argv[1])
    else:
        print(table(list(rows())))


if __name__ == "__main__":
    main()
