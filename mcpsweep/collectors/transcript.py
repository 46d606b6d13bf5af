"""Read what was said to an agent, and what its tools gave back: token shapes count, and nothing else does.

Mostly lines of JSON, so that a token at the beginning of a line stands behind an escape: `\\nghp_…`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Observation
from mcpsweep.documents.base import Document

MAX_TRANSCRIPT = 64 * 1024 * 1024
"""Of a larger one only so much is read. Sessions of weeks grow to tens of megabytes."""

_ESCAPES = ("\\n", "\\r", "\\t")
_CODES = re.compile(r"\\u00[01][0-9A-Fa-f](?:\[[0-9;]*m)?")
"""Control characters, and the colours of a terminal."""


def read(file: File, document: Document) -> Iterator[Observation]:
    """Every token in the text, each once."""
    yield from left_over.read(file, replace(document, text=_without_escapes(document.text)), set())


def _without_escapes(text: str) -> str:
    """`text` with blanks, as many, for the escapes of white space and the like, which a word must not begin with."""
    for escape in _ESCAPES:
        text = text.replace(escape, "  ")
    return _CODES.sub(lambda code: " " * len(code[0]), text) if "\\u00" in text else text
