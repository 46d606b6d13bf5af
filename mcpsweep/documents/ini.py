"""Sections of `key = value` lines: `.aws/credentials`, `.npmrc`, `.pypirc`, `.databrickscfg`.

The standard library's reader raises at the first line that it does not like, and keeps no positions.
"""

import re

from mcpsweep.documents.base import Document, Entry, Mapping, Path
from mcpsweep.documents.reading import CONFLICT, Reading, next_line, without_signs

_SECTION = re.compile(r"[ \t]*+\[([^\]\r\n]*+)\][ \t]*+(?=[#;\r\n]|\Z)")
_KEY = re.compile(r"[ \t]*+([^\s=\[#;:](?:[^=:\r\n]|:(?=[^ \t\r\n]))*+)(?:=|:)[ \t]*+")
"""`:` divides only before a space: npm's keys hold colons."""
_LINE = re.compile(r"[^\r\n]*+")
_CONTINUED = re.compile(r"[ \t]++[^\s#;]")
_BLANK = re.compile(r"[ \t]*+(?:[\r\n]|\Z)")
_COMMENT = re.compile(r"[ \t]*+[#;][^\r\n]*+")
_SIGN = re.compile(r"\A([ \t]*+)([#;]++)")
_INLINE_COMMENT = re.compile(r"[ \t][#;]")
_QUOTES = ('"', "'")


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    reader = _Reader(reading, text)
    offset = 0
    while offset < len(text) and not reading.is_full(offset):
        offset = reader.line(offset)
    return reading.document(reader.root if reader.root.entries else None)


class _Reader:
    """One pass over a text."""

    def __init__(self, reading: Reading, text: str) -> None:
        self.root = Mapping([], 1, 1)
        self._reading = reading
        self._text = text
        self._section = self.root
        self._path: Path = ()

    def line(self, start: int) -> int:
        """Read what begins at the beginning of a line; where the next line begins."""
        text = self._text
        if comment := _COMMENT.match(text, start):
            self._comment(comment)
        elif section := _SECTION.match(text, start):
            self._begin(section)
        elif entry := self._entry(text, start, 0):
            self._section.entries.append(entry)
        elif _CONTINUED.match(text, start) and self._section.entries:
            self._continue(start)
        elif not _BLANK.match(text, start):
            conflict = CONFLICT.match(text, start)
            message = "a merge conflict; both sides were read" if conflict else "a line without a key"
            self._reading.problem(start, message)
        return next_line(text, start)

    def _begin(self, match: re.Match[str]) -> None:
        line, column = self._reading.position(match.start(1))
        self._section, self._path = Mapping([], line, column), (match[1].strip(),)
        self._reading.count()
        self.root.entries.append(Entry(match[1].strip(), self._section, line, column))

    def _entry(self, text: str, start: int, base: int) -> Entry | None:
        match = _KEY.match(text, start)
        if match is None:
            return None
        found = _LINE.match(text, match.end())
        value = found[0] if found else ""
        cut = _INLINE_COMMENT.search(value)
        value = value[: cut.start() if cut else None].rstrip()
        is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in _QUOTES and value[0] not in value[1:-1]
        line, column = self._reading.position(base + match.start(1))
        scalar = self._reading.scalar(value[1:-1] if is_quoted else value, base + match.end() + is_quoted)
        return Entry(match[1].strip(), scalar, line, column)

    def _continue(self, start: int) -> None:
        """An indented line is more of the value above it: one entry more, so that each keeps its own line."""
        found = _LINE.match(self._text, start)
        raw = found[0] if found else ""
        last = self._section.entries[-1]
        text = raw.strip()
        scalar = self._reading.scalar(text, start + len(raw) - len(raw.lstrip()))
        self._section.entries.append(Entry(last.key, scalar, scalar.line, scalar.column))

    def _comment(self, match: re.Match[str]) -> None:
        blanked = without_signs(match[0], _SIGN)
        entry = self._entry(blanked, 0, match.start())
        node = Mapping([entry], entry.line, entry.column) if entry is not None and _is_setting(entry.key) else None
        self._reading.comment(self._path, match.start(), blanked, node)


def _is_setting(key: str) -> bool:
    """Whether a commented key is one, not the beginning of a sentence."""
    return " " not in key
