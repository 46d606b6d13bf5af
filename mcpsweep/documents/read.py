"""Which reader understands which file."""

import enum
import re
from collections.abc import Callable
from importlib import import_module

from mcpsweep.documents.base import MAX_BYTES, Document, Problem
from mcpsweep.documents.decode import decode


class Format(enum.Enum):
    """How a file is written; the value names the reader, `module:function`."""

    JSON = "jsonc:parse"
    TOML = "toml:parse"
    YAML = "yaml:parse"
    DOTENV = "dotenv:parse"
    SHELL = "shell:parse"
    FISH_VARIABLES = "shell:parse_fish_variables"
    POWERSHELL = "powershell:parse"
    TEXT = ""
    """No structure is known: its text is searched, and that is all."""


_BY_NAME = {
    "fish_variables": Format.FISH_VARIABLES,
    "environment": Format.DOTENV,
    ".pam_environment": Format.DOTENV,
    ".env.mcp": Format.DOTENV,
    ".envrc": Format.SHELL,
}
_BY_EXTENSION = {
    ".json": Format.JSON,
    ".jsonc": Format.JSON,
    ".json5": Format.JSON,
    ".jsonl": Format.JSON,
    ".code-workspace": Format.JSON,
    ".toml": Format.TOML,
    ".yaml": Format.YAML,
    ".yml": Format.YAML,
    ".env": Format.DOTENV,
    ".conf": Format.DOTENV,
    ".sh": Format.SHELL,
    ".fish": Format.SHELL,
    ".ps1": Format.POWERSHELL,
    ".md": Format.TEXT,
}
_SHELL_FILE = re.compile(r"\.(?:[a-z]*profile|[a-z]*rc|zshenv|zlogin|bash_\w+|zsh_\w+|exports|secrets)|profile|zshenv")
_ENV_FILE = re.compile(r"\.env(?:\.[\w.-]+)?|[\w.-]+\.env")


def format_of(path: str) -> Format | None:
    """The format that a file's name tells, whatever a copy's ending (`.bak`, `~`) adds; None if it tells none."""
    name = path.rpartition("/")[2]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if _ENV_FILE.fullmatch(name):
        return Format.DOTENV
    if _SHELL_FILE.fullmatch(name):
        return Format.SHELL
    parts = name.rstrip("~").split(".")
    # The last part that is a known extension counts: what follows it is what a copy was called.
    for part in reversed(parts[1:]):
        if (found := _BY_EXTENSION.get("." + part.lower())) is not None:
            return found
    return None


def parse(data: bytes, form: Format) -> Document:
    """Read a file as far as it can be read. Raises nothing: what was not understood is among the problems."""
    text = decode(data[:MAX_BYTES])
    if form is Format.TEXT:
        document = Document(None, text)
    else:
        module, _, function = form.value.partition(":")
        reader: Callable[[str], Document] = getattr(import_module(f"mcpsweep.documents.{module}"), function)
        document = reader(text)
    if len(data) > MAX_BYTES:
        document.problems.append(Problem(0, f"larger than {MAX_BYTES} bytes; the rest was not read"))
    return document
