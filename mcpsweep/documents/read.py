"""The way in: bytes and a format make a document."""

import enum
import re
from importlib import import_module

from mcpsweep.documents.base import MAX_BYTES, Document, Problem
from mcpsweep.documents.decode import decode


class Format(enum.Enum):
    """How a file is written."""

    JSON = "json"
    """With or without comments, one value or one a line."""
    TOML = "toml"
    YAML = "yaml"
    DOTENV = "dotenv"
    SHELL = "shell"
    FISH = "fish"
    POWERSHELL = "powershell"
    PLIST = "plist"
    """As XML or binary."""
    XML = "xml"
    INI = "ini"
    UNIT = "unit"
    """Of systemd."""
    TEXT = "text"
    """Nothing but text to search."""


_READERS = {
    Format.JSON: "jsonc:parse",
    Format.TOML: "toml:parse",
    Format.YAML: "yaml:parse",
    Format.DOTENV: "dotenv:parse",
    Format.SHELL: "shell:parse",
    Format.FISH: "fish:parse",
    Format.POWERSHELL: "powershell:parse",
    Format.PLIST: "plist:parse",
    Format.XML: "markup:parse",
    Format.INI: "ini:parse",
    Format.UNIT: "unit:parse",
}
"""Module of this folder and the function in it; imported when the first file of the kind is read."""
_OF_BYTES = frozenset({Format.PLIST, Format.XML})
"""Formats that say themselves how their bytes are to be read."""

_BY_NAME = {
    ".env": Format.DOTENV,
    ".envrc": Format.SHELL,
    ".npmrc": Format.INI,
    ".pypirc": Format.INI,
    ".netrc": Format.TEXT,
    ".databrickscfg": Format.INI,
    ".gitconfig": Format.INI,
    ".boto": Format.INI,
    ".s3cfg": Format.INI,
    ".snowsql": Format.INI,
    "environment": Format.DOTENV,
    "fish_variables": Format.FISH,
}
_BY_FOLDER = {
    ("environment.d", ""): Format.DOTENV,
    (".aws", "credentials"): Format.INI,
    (".aws", "config"): Format.INI,
    (".git", "config"): Format.INI,
}
"""Folder and name in it, empty for any."""
_BY_SUFFIX = {
    "json": Format.JSON,
    "jsonc": Format.JSON,
    "json5": Format.JSON,
    "jsonl": Format.JSON,
    "ndjson": Format.JSON,
    "code-workspace": Format.JSON,
    "code-profile": Format.JSON,
    "toml": Format.TOML,
    "yaml": Format.YAML,
    "yml": Format.YAML,
    "env": Format.DOTENV,
    "sh": Format.SHELL,
    "bash": Format.SHELL,
    "zsh": Format.SHELL,
    "ksh": Format.SHELL,
    "csh": Format.SHELL,
    "fish": Format.FISH,
    "ps1": Format.POWERSHELL,
    "psm1": Format.POWERSHELL,
    "psd1": Format.POWERSHELL,
    "plist": Format.PLIST,
    "xml": Format.XML,
    "ini": Format.INI,
    "cfg": Format.INI,
    "service": Format.UNIT,
    "timer": Format.UNIT,
    "desktop": Format.INI,
    "md": Format.TEXT,
    "mdc": Format.TEXT,
    "txt": Format.TEXT,
    "log": Format.TEXT,
}
_SHELL_FILE = re.compile(
    r"\.?(?:(?:bash|zsh|ksh|csh|tcsh)?_?(?:profile|rc|env|login|logout|aliases|secrets|exports)|zlogin|zlogout|zshenv)"
)
_DOTENV_FILE = re.compile(r"\.env[._-].+|.+\.env")
_SPARE = re.compile(
    r"(?:~|[.\-_](?:bak|backup|orig|old|sample|example|save|saved|tmp|temp|disabled|dist|template|copy|swp|new)\d*"
    r"|[.\-_]\d+| copy(?: \d+)?)\Z",
    re.IGNORECASE,
)
"""What people and programs hang on a file's name when they keep a copy."""


def format_of(path: str) -> Format | None:
    """The format that a file's name speaks for, endings of copies aside; None if it does not tell."""
    parts = re.split(r"[/\\]", path.lower())
    folder, name = parts[-2] if len(parts) > 1 else "", parts[-1]
    while True:
        found = _format_of_name(folder, name)
        shorter = _SPARE.sub("", name)
        if found is not None or shorter in ("", name):
            return found
        name = shorter


def _format_of_name(folder: str, name: str) -> Format | None:
    found = _BY_NAME.get(name) or _BY_FOLDER.get((folder, name)) or _BY_FOLDER.get((folder, ""))
    if found is not None:
        return found
    if _SHELL_FILE.fullmatch(name):
        return Format.SHELL
    suffix = name.rpartition(".")[2] if "." in name else ""
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    return Format.DOTENV if _DOTENV_FILE.fullmatch(name) else None


def parse(data: bytes, format: Format) -> Document:  # noqa: A002 - the word for it
    """Read `data` as far as it can be read. Raises nothing: what was not understood is in `problems`."""
    kept = data[:MAX_BYTES]
    if format is Format.TEXT:
        document = Document(None, decode(kept))
    else:
        module, _, function = _READERS[format].partition(":")
        reader = getattr(import_module(f"mcpsweep.documents.{module}"), function)
        document = reader(kept if format in _OF_BYTES else decode(kept))
    if len(data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 2**20} MiB; only its beginning was read"
        document.problems.append(Problem(0, message))
    return document
