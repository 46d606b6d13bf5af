"""Starts jobs in fresh processes quickly: everything is imported once, and each job is a fork of that.

Run as a program of its own. It reads a job and answers with the process's number; asked to wait, with how it ended.
"""

import gc
import os
import signal
import subprocess
import sys
import traceback
from types import TracebackType
from typing import Self

import msgspec

from tests.crash.job import Job, carry_out


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

    def start(self, job: Job) -> int:
        """The number of the new process."""
        self._write(msgspec.json.encode(job))
        return self._read()

    def wait(self) -> int:
        """How the process ended: its exit code, or the signal's number, negative."""
        self._write(b"wait")
        return self._read()

    def kill(self, number: int) -> None:
        """`kill -9`, also where it is over by now: until `wait`, nobody else can have the number."""
        os.kill(number, signal.SIGKILL)

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def _read(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


def _serve() -> None:
    # The collector would write to every page that the forks share.
    gc.freeze()
    for line in sys.stdin.buffer:
        job = msgspec.json.decode(line, type=Job)
        number = os.fork()
        if number == 0:
            code = 70
            try:
                code = carry_out(job)
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
