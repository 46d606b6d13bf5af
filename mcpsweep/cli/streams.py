"""The three ways out: data to stdout or to a file, everything else to stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeAlias

from mcpsweep.errors import Incomplete, UsageError

Write: TypeAlias = Callable[[str], None]
"""Puts the whole of a command's data where it belongs. Called at most once."""


def tell(line: str) -> None:
    """A line for the person at the terminal."""
    with suppress(OSError, ValueError):  # Nobody listens: no reason to stop.
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def say(text: str) -> None:
    """A part of a command's data, for one that tells a story as it goes along. A reader may leave at any time."""
    if sys.stdout is not None:
        _write_to_stdout(text)


@contextmanager
def destination(path: str | None, evidence: Iterable[str]) -> Iterator[Write]:
    """Where data goes: stdout, or the file `path`, written whole or not at all, readable by its owner only.

    Everything that could be wrong with `path` is found out here, before the work starts. Raises `UsageError` if the
    file cannot be written or lies below a folder of `evidence`, and `Incomplete` if writing fails in the end.
    """
    if path is None:
        if sys.stdout is None:
            raise UsageError("there is nowhere to write to: stdout is closed", _ELSEWHERE)
        yield _write_to_stdout
        return
    target = _target(path, evidence)
    draft = target.parent / f".mcpsweep-{os.urandom(8).hex()}"
    try:
        # By a name known before, and in here: a signal may come at any moment, and must leave nothing.
        with _create(draft) as stream:
            yield partial(_replace, target, draft, stream)
    finally:
        draft.unlink(missing_ok=True)


_ELSEWHERE = "give --output a file in a folder of your own"


def _create(draft: Path) -> BinaryIO:
    try:
        return open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
    except OSError as error:
        raise UsageError(f"cannot write to {draft.parent}: {error.strerror}", _ELSEWHERE) from error


def _replace(target: Path, draft: Path, stream: BinaryIO, text: str) -> None:
    try:
        with stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except OSError as error:
        raise Incomplete(f"the report could not be written to {target}: {error.strerror}") from error


def _target(path: str, evidence: Iterable[str]) -> Path:
    # `os.path` answers where `Path` raises: loops of links, folders that nobody may look into.
    target = Path(os.path.realpath(path))
    if not os.path.isdir(target.parent):
        raise UsageError(f"cannot write {path}: there is no folder {target.parent}", _ELSEWHERE)
    if os.path.lexists(target) and not os.path.isfile(target):
        raise UsageError(f"cannot write {path}: it is not a file", _ELSEWHERE)
    for folder in evidence:
        if lies_below(target, folder):
            raise UsageError(
                f"cannot write {path}: it lies below {folder}, which is to be scanned and must not change", _ELSEWHERE
            )
    return target


def lies_below(path: Path, folder: str) -> bool:
    """Whether the absolute `path` is somewhere in `folder`.

    Compared by identity, so that links, other mounts and upper or lower case make no difference.
    """
    return any(_is_same(parent, folder) for parent in path.parents)


def _is_same(one: Path, other: str) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _write_to_stdout(text: str) -> None:
    encoding = sys.stdout.encoding if sys.stdout.isatty() else "utf-8"
    try:
        sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`). Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise Incomplete(f"the report could not be written: {error.strerror}") from error
