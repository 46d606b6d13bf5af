"""Unit files of systemd: sections of `Key=value`, where a key may come often and a value may go on over lines.

Format: systemd.syntax(7). A value that goes on keeps its backslashes and line ends, so that each part of it keeps its
place; `split_command` takes them for the space that they mean.
"""

import re

from mcpsweep.documents.base import Document, Entry, Mapping
from mcpsweep.documents.reading import Reading, next_line

_SECTION = re.compile(r"[ \t]*+\[([^\]\r\n]*+)\][ \t]*+(?=[\r\n]|\Z)")
_KEY = re.compile(r"[ \t]*+([A-Za-z][\w-]*+)[ \t]*+=[ \t]*+")
_COMMENT = re.compile(r"[ \t]*+[#;]([^\r\n]*+)")
_BLANK = re.compile(r"[ \t]*+(?:[\r\n]|\Z)")
_GOES_ON = re.compile(r"[^\r\n]*\\[ \t]*(?=[\r\n])")
_LINE = re.compile(r"[^\r\n]*+")


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    root = Mapping([], 1, 1)
    section = root
    offset = 0
    while offset < len(text) and not reading.is_full(offset):
        if comment := _COMMENT.match(text, offset):
            reading.comment((), comment.start(1), comment[1], None)
        elif heading := _SECTION.match(text, offset):
            line, column = reading.position(heading.start(1))
            section = Mapping([], line, column)
            reading.count()
            root.entries.append(Entry(heading[1], section, line, column))
        elif key := _KEY.match(text, offset):
            end = _end_of_value(text, key.end())
            line, column = reading.position(key.start(1))
            value = text[key.end() : end].rstrip()
            section.entries.append(Entry(key[1], reading.scalar(value, key.end()), line, column))
            offset = end
        elif not _BLANK.match(text, offset):
            reading.problem(offset, "a line without a key")
        offset = next_line(text, offset)
    return reading.document(root if root.entries else None)


def _end_of_value(text: str, start: int) -> int:
    """Where the line ends that is the value's last one. Comments between its lines do not end it."""
    goes_on = False
    while start < len(text) and (_GOES_ON.match(text, start) or (goes_on and _COMMENT.match(text, start))):
        start, goes_on = next_line(text, start), True
    line = _LINE.match(text, start)
    return line.end() if line else len(text)
