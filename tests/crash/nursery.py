"""Starts the program in fresh processes quickly: everything is imported once, and each start is a fork of that.

Run as a program of its own. It reads a start and answers with the process's number; asked to wait, with how it ended.
"""

import gc
import os
import subprocess
import sys
import traceback
from types import TracebackType
from typing import Self

import msgspec

from tests.crash.program import Start, load, play


class Nursery:
    """The other side of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def start(self, start: Start) -> int:
        """The number of the new process."""
        self._write(msgspec.json.encode(start))
        return self._read()

    def wait(self) -> int:
        """How the process ended: its exit code, or the signal's number, negative. Until then its number is its own."""
        self._write(b"wait")
        return self._read()

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def _read(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


def _serve() -> None:
    load()
    # The collector would write to every page that the forks share.
    gc.freeze()
    for line in sys.stdin.buffer:
        start = msgspec.json.decode(line, type=Start)
        number = os.fork()
        if number == 0:
            code = 70
            try:
                code = play(start)
            except BaseException:  # noqa: BLE001 - a fork must never come back from here
                traceback.print_exc()
            os._exit(code)
        _say(number)
        sys.stdin.buffer.readline()
        _say(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
