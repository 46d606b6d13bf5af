"""A credential as somebody hands it over: at a prompt, which takes one line, or from a pipe, which may hold a key."""

import sys

from mcpsweep.errors import UsageError

_BEGINNING = "-----BEGIN "
_END = "-----END "
"""What a key in PEM form lies between, each at the beginning of a line (RFC 7468, "Textual Encoding")."""


def is_prompted() -> bool:
    """Whether whoever hands it over sits at a terminal."""
    return sys.stdin.isatty()


def enter(prompt: str, command: str) -> str:
    """What is typed without an echo, or the next line of standard input, or the key that begins there; may be empty.

    `\\n` in a line stands for a line's end. `command` takes it from a file. Raises `UsageError` for what is no text,
    and for a key that has no end: a prompt takes its first line only.
    """
    return _typed(prompt, command) if is_prompted() else _piped()


def _typed(prompt: str, command: str) -> str:
    import getpass

    value = _spelled_out(getpass.getpass(prompt, stream=sys.stderr))
    if _lacks_its_end(value):
        raise UsageError("a prompt takes one line, and this is a key of several: nothing was kept", f"run: {command}")
    return value.strip()


def _piped() -> str:
    try:
        value = _spelled_out(sys.stdin.readline())
        while _lacks_its_end(value):
            line = sys.stdin.readline()
            if not line:
                raise UsageError(f"the key is cut off, for no line says {_END}…: nothing was kept")
            value += line
        value.encode()  # Where the locale is C or UTF-8's own mode, Python lets bytes that are no text pass.
    except UnicodeError:
        raise UsageError("what was given is no text: nothing was kept", "a key has to be in PEM form") from None
    return value.strip()


def _spelled_out(line: str) -> str:
    return line.replace("\\n", "\n")


def _lacks_its_end(value: str) -> bool:
    return value.lstrip().startswith(_BEGINNING) and _END not in value
