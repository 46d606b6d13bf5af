"""Read what was typed into a shell: commands that give an AI tool a server, and of all else the token shapes.

The server may be gone from the tool's configuration, and its credential alive.
"""

import re
from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Held, Observation, Place
from mcpsweep.detection.base import Context
from mcpsweep.detection.inspection import inspect
from mcpsweep.documents.base import Document
from mcpsweep.documents.reading import Reading
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret

_GIVES_SERVER = re.compile(
    r"^[^\n]*?(?:\bmcp[ \t]+(?:add|add-json|install)\b|--add-mcp\b|\b(?:add|install)-mcp\b)"
    r"(?:[^\n\\`]|[\\`](?:\r?\n)?)*+",
    re.MULTILINE,
)
"""`claude mcp add …`, `code --add-mcp …`, `npx add-mcp …`, with the lines that it goes on in: in zsh and bash behind a
backslash, in PowerShell behind a backtick."""


def read(file: File, document: Document) -> Iterator[Observation]:
    """Every credential of such a command, and every token in the rest, each once."""
    seen: set[Secret] = set()
    yield from _given(file, document.text, seen)
    yield from left_over.read(file, document, seen)


def _given(file: File, text: str, seen: set[Secret]) -> Iterator[Held]:
    if "mcp" not in text:
        return
    lines = Reading(text)
    for command in _GIVES_SERVER.finditer(text):
        for hit in inspect(command[0], Context(Slot.COMMAND)).hits:
            if hit.secret not in seen:
                seen.add(hit.secret)
                yield Held(hit, Place(file.path, *lines.position(command.start() + hit.start), "", file.client))
