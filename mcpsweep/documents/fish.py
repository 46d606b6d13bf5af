"""fish: its start-up files, and the file that it keeps universal variables in."""

import re

from mcpsweep.documents import shell
from mcpsweep.documents.base import Document, Entry, Mapping
from mcpsweep.documents.reading import Reading
from mcpsweep.documents.words import Flavour

_UNIVERSAL = re.compile(r"(?:^|(?<=[\r\n]))SET(?:UVAR)?(?:[ \t]++--\w++)*+[ \t]++(\w++):([^\r\n]*+)")
"""https://github.com/fish-shell/fish-shell/blob/master/src/env_universal_common.rs: `SETUVAR --export NAME:value`."""
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_BETWEEN_ITEMS = "\x1e"
_MAX_CODE = 0x10FFFF


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    if _UNIVERSAL.search(text) is None:
        return shell.parse(text, Flavour.FISH)
    reading = Reading(text)
    root = Mapping([], 1, 1)
    for match in _UNIVERSAL.finditer(text):
        if reading.is_full(match.start()):
            break
        value = _ESCAPE.sub(_unescaped, match[2]).replace(_BETWEEN_ITEMS, " ")
        line, column = reading.position(match.start(1))
        root.entries.append(Entry(match[1], reading.scalar(value, match.start(2)), line, column))
    return reading.document(root)


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if not digits:
        return {"n": "\n", "t": "\t", "r": "\r"}.get(match[4], match[4])
    code = int(digits, 16)
    return chr(code) if code <= _MAX_CODE else match[0]
