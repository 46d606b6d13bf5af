"""What can go wrong in words of the user's world, and the exit code that says so.

    SweepError                  70   also the base of all below
    ├── UsageError               2   the command line, a config, playbook or plan file is wrong
    ├── NotAuthorised            3   a connector's own credential is missing, wrong or too weak
    ├── Incomplete               4   something could not be read or asked, and the rest is of no use without it
    └── Unfinished               5   a run stopped before its end; it can be resumed

A part of the job that failed while the rest went on is no exception: it stands in the result (see `Source.state`).
"""

import enum


class ExitCode(enum.IntEnum):
    """How a command ended. Scripts rely on these numbers; README lists them."""

    DONE = 0
    """Done, nothing left over that the program could do; what people have to do is in the report, not in the code."""
    FAIL_ON = 1
    """`--fail-on` matched."""
    USAGE = 2
    """The command line, the configuration, the roster, a plan or a playbook is wrong: nothing was done."""
    NOT_AUTHORISED = 3
    """Not authorised: a connector's own credential is missing, wrong or too weak."""
    INCOMPLETE = 4
    """Incomplete: something could not be read or asked; the result says what. Outranks 1."""
    UNFINISHED = 5
    """A run ended with steps failed or unknown; it can be resumed."""
    FAULT = 70
    """A fault of ours; a redacted crash report was written."""
    INTERRUPTED = 130
    """Interrupted; the journal is whole."""


class SweepError(Exception):
    """An error with a message for the user, and optionally a hint on what to do next."""

    exit_code = ExitCode.FAULT

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SweepError):
    """The command line, a config, a playbook or a plan file is wrong; nothing was done."""

    exit_code = ExitCode.USAGE


class NotAuthorised(SweepError):
    """A connector's own credential is missing, wrong or too weak."""

    exit_code = ExitCode.NOT_AUTHORISED


class Incomplete(SweepError):
    """Something could not be read or asked, and the rest is of no use without it."""

    exit_code = ExitCode.INCOMPLETE


class Unfinished(SweepError):
    """A run stopped before its end, or its end could not be told; it can be resumed."""

    exit_code = ExitCode.UNFINISHED
