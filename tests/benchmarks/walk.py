"""How long the scan of a large home takes, beside `fd` (or `find`) looking for the same files, and a bare C-level walk.

The home is made once a run: 300,000 files, 500 of them configurations, most of the rest below `node_modules`; 4,000 are
JSON that no client claims and that is looked into. The cold rows need the right to drop the kernel's caches and are
left out without it.
"""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mcpsweep.collectors.request import Request, Silent
from mcpsweep.collectors.sweep import sweep
from tests.benchmarks.base import Row, table

_FILES = 300_000
_PROJECTS = 500
_ROUNDS = 5
_WARM_BUDGET = 1.5
_COLD_BUDGET = 1.0
_DATA = '{"name": "data", "rows": [' + ", ".join('{"id": 1, "label": "a row of nothing"}' for _ in range(50)) + "]}"
_DROP_CACHES = Path("/proc/sys/vm/drop_caches")


def rows() -> Iterator[Row]:
    """The whole scan, warm and cold, to the time of finding the files alone."""
    with tempfile.TemporaryDirectory(prefix="mcpsweep-bench-") as folder:
        home = Path(folder, "home")
        make_home(home)
        name, command = _finder(home)

        def find() -> None:
            found = subprocess.run(command, check=True, capture_output=True).stdout
            if found.count(b".mcp.json") != _PROJECTS:
                raise SystemExit(f"{name} found {found.count(b'.mcp.json')} of {_PROJECTS} files")

        def scan() -> None:
            found = sweep(Request(homes=(str(home),)), Silent()).inventory
            if len(found.servers) != _PROJECTS:
                raise SystemExit(f"the scan found {len(found.servers)} of {_PROJECTS} servers")

        work = f"scan of {_FILES:,} files, {_PROJECTS} configurations"
        yield _row(f"{work}, warm", scan, find, name, _WARM_BUDGET, lambda: None)
        yield _row(f"{work}, warm", scan, lambda: _bare(str(home)), "os.walk", _WARM_BUDGET, lambda: None)
        if os.access(_DROP_CACHES, os.W_OK):
            yield _row(f"{work}, cold", scan, find, name, _COLD_BUDGET, _forget)


def main() -> None:
    """Print the rows."""
    print(table(list(rows())))


def _row(
    work: str, ours: Callable[[], None], floor: Callable[[], None], name: str, budget: float, before: Callable[[], None]
) -> Row:
    times = [(_seconds(ours, before), _seconds(floor, before)) for _ in range(_ROUNDS + 1)][1:]
    mine, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    return Row(work, f"{mine:.2f} s", f"{name} {theirs:.2f} s", mine / theirs, budget)


def _seconds(work: Callable[[], None], before: Callable[[], None]) -> float:
    before()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _forget() -> None:
    os.sync()
    _DROP_CACHES.write_text("3")


def _bare(home: str) -> None:
    for _ in os.walk(home):
        pass


def _finder(home: Path) -> tuple[str, list[str]]:
    for name in ("fd", "fdfind"):
        if path := shutil.which(name):
            return "fd", [path, "--unrestricted", "--type", "file", "--glob", ".mcp.json", str(home)]
    return "find", ["find", str(home), "-type", "f", "-name", ".mcp.json"]


def make_home(home: Path) -> None:
    """A home as engineers' are: many projects, each mostly made of other people's code."""
    text = '{"mcpServers": {"a": {"command": "npx", "args": ["server"], "env": {"LOG_LEVEL": "debug"}}}}'
    made = 0
    for number in range(_PROJECTS):
        project = home / f"src/team{number % 25}/project{number}"
        made += _fill(project, "src/module{}", 8, 5)
        made += _fill(project, "src/module{}", 8, 1, ".json", _DATA)
        made += _fill(project, "node_modules/lib{}/dist", 40, 12)
        made += _fill(project, ".git/objects/{:02x}", 3, 10)
        (project / ".mcp.json").write_text(text)
        made += 1
    while made < _FILES:
        made += _fill(home, f"data/{made}-{{}}", 1, min(50, _FILES - made))


def _fill(folder: Path, pattern: str, folders: int, files: int, ending: str = "", text: str = "") -> int:
    for number in range(folders):
        below = folder / pattern.format(number)
        below.mkdir(parents=True, exist_ok=True)
        for file in range(files):
            (below / f"file{file}{ending}").write_text(text)
    return folders * files


if __name__ == "__main__":
    main()
