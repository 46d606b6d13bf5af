"""A report of a fault of ours that can be sent to anybody.

It says where in the code it happened and in which versions. It leaves out what a fault may have had in hand: the
messages of exceptions, local variables, arguments of the command line, names of folders.
"""

import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from traceback import walk_tb

from mcpsweep import __version__

_PACKAGES = ("msgspec", "platformdirs", "pyyaml", "rich", "typer")
_MAX_CHAIN = 16
"""Exceptions told of; a chain may be endless."""


def write_report(error: BaseException) -> str | None:
    """Write down `error` in the user's log folder, mode 0600. Returns the file's path; None if that fails too."""
    from platformdirs import user_log_path

    try:
        folder = user_log_path("mcpsweep", appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=folder, prefix=f"crash-{stamp}-", suffix=".txt", delete=False
        ) as stream:
            stream.write("\n".join(describe(error)) + "\n")
            return stream.name
    except OSError:
        return None


def describe(error: BaseException) -> Iterator[str]:
    """Lines about `error` and what led to it, none of which holds a value."""
    yield f"mcpsweep {__version__}"
    yield f"Python {platform.python_version()} on {sys.platform}"
    yield " ".join(f"{package} {_version(package)}" for package in _PACKAGES)
    for number, one in enumerate(_chain(error)):
        yield ""
        yield f"{'led to by ' if number else ''}{type(one).__module__}.{type(one).__qualname__}"
        for frame, line in walk_tb(one.__traceback__):
            code = frame.f_code
            yield f"  {_place(code.co_filename)}:{line} in {code.co_name}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting = [error]
    while waiting and len(seen) < _MAX_CHAIN:
        one = waiting.pop(0)
        if any(one is other for other in seen):
            continue
        seen.append(one)
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        waiting.extend(cause for cause in (one.__cause__, one.__context__) if cause is not None)


def _place(filename: str) -> str:
    """The file without the folders above its package, which may name a person."""
    parts = Path(filename).parts
    for top in ("mcpsweep", "site-packages"):
        if top in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(top) :])
    return parts[-1] if parts else ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
