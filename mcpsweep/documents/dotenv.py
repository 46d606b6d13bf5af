"""Files of `NAME=value` lines: `.env`, env files of containers, `/etc/environment`, environment.d.

No two programs agree on them. This reads what any of dotenv (Node, Python, Ruby), docker and systemd would take.
"""

import re

from mcpsweep.documents.base import Document, Entry, Mapping
from mcpsweep.documents.reading import CONFLICT, Reading, next_line, without_signs

_NAME = re.compile(r"[ \t]*+(?:export[ \t]++)?([A-Za-z_][\w.\-]*+)(?:[ \t]*+=|:(?=[ \t]))[ \t]*+")
_PAM = re.compile(r"[ \t]*+([A-Za-z_]\w*+)[ \t]++(?:DEFAULT|OVERRIDE)=")
"""pam_env.conf(5)."""
_NAME_ALONE = re.compile(r"[ \t]*+(?:export[ \t]++)?[A-Za-z_]\w*+[ \t]*+(?=[\r\n]|\Z)")
"""`docker --env-file`: the variable is passed on, its value is elsewhere."""
_BLANK = re.compile(r"[ \t]*+(?:\r\n|\r|\n|\Z)")
_COMMENT = re.compile(r"[ \t]*+\#[^\r\n]*+")
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'([^']*+)'"),
    "`": re.compile(r"`([^`]*+)`"),
}
_TO_LINE_END = re.compile(r"[^\r\n]*+")
_ENDS_WELL = re.compile(r"[ \t]*+(?:\#[^\r\n]*+)?(?=[\r\n]|\Z)")
_INLINE_COMMENT = re.compile(r"(?:^|[ \t])\#")
_ESCAPE = re.compile(r"\\([nrt\"\\$`])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    return reading.document(_Reader(reading, text, 0).read())


class _Reader:
    """One pass over a text, or over a comment of it that begins at `base`."""

    def __init__(self, reading: Reading, text: str, base: int) -> None:
        self._reading = reading
        self._text = text
        self._base = base
        self._is_comment = base > 0 or text is not reading.text
        self._unclosed: set[str] = set()
        self._entries: list[Entry] = []

    def read(self) -> Mapping | None:
        """All assignments; None if there are none."""
        offset = 0
        while offset < len(self._text) and not self._reading.is_full(self._base + offset):
            offset = self._line(offset)
        if not self._entries:
            return None
        return Mapping(self._entries, self._entries[0].line, self._entries[0].column)

    def _line(self, start: int) -> int:
        """Read what begins at the beginning of a line; where the next line begins."""
        text = self._text
        if comment := _COMMENT.match(text, start):
            self._comment(comment)
        elif name := _NAME.match(text, start) or _PAM.match(text, start):
            return next_line(text, self._assignment(name))
        elif not (_BLANK.match(text, start) or _NAME_ALONE.match(text, start) or self._is_comment):
            conflict = CONFLICT.match(text, start)
            message = "a merge conflict; both sides were read" if conflict else "a line that sets no variable"
            self._reading.problem(self._base + start, message)
        return next_line(text, start)

    def _assignment(self, name: re.Match[str]) -> int:
        value, start, end = self._value(name.end())
        line, column = self._reading.position(self._base + name.start(1))
        scalar = self._reading.scalar(value, self._base + start)
        self._entries.append(Entry(name[1], scalar, line, column))
        return end

    def _value(self, start: int) -> tuple[str, int, int]:
        """The value that begins at `start`, where its text begins, and where it ends."""
        quote = self._text[start : start + 1]
        if quote in _QUOTED and quote not in self._unclosed:
            found = _QUOTED[quote].match(self._text, start)
            if found is None:
                self._unclosed.add(quote)
            # A quote that closes lines further down, amid other text, is the opening one of another value.
            elif _ENDS_WELL.match(self._text, found.end()) or "\n" not in found[1]:
                inner = _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), found[1]) if quote == '"' else found[1]
                return inner, found.start(1), found.end()
        line = _TO_LINE_END.match(self._text, start)
        rest = line[0] if line else ""
        if quote in _QUOTED:
            if not self._is_comment:
                self._reading.problem(self._base + start, "a quote that is not closed")
            return rest[1:].rstrip(), start + 1, start + len(rest)
        cut = _INLINE_COMMENT.search(rest)
        return rest[: cut.start() if cut else None].rstrip(), start, start + len(rest)

    def _comment(self, match: re.Match[str]) -> None:
        if self._is_comment:
            return
        blanked = without_signs(match[0])
        node = _Reader(self._reading, blanked, self._base + match.start()).read()
        self._reading.comment((), match.start(), blanked, node)
