"""Assignments in a PowerShell profile: variables of the environment and of the session."""

import re

from mcpsweep.documents.base import Document, Entry, Mapping
from mcpsweep.documents.reading import Reading

_WORD = r"""["']?(?P<{}>[A-Za-z_]\w*+)["']?"""
_TOKEN = re.compile(
    rf"""
      (?P<block><\#(?:[^#]++|\#(?!>))*+(?:\#>)?)
    | (?P<comment>\#[^\r\n]*+)
    | \$\{{?(?:env:|global:|script:|local:)?(?P<name>[A-Za-z_]\w*+)\}}?[ \t]*+\+?=(?!=)[ \t]*+
    | \[(?:System\.)?Environment\]::SetEnvironmentVariable\([ \t]*+{_WORD.format("setter")}[ \t]*+,[ \t]*+
    | (?:Set-Item|New-Item|Set-Content|si|sc)[ \t]++(?:-(?:Literal)?Path[ \t]++)?["']?env:[\\/]?(?P<item>\w++)["']?
      [ \t]++(?:-Value[ \t]++)?
    | setx(?:\.exe)?[ \t]++{_WORD.format("setx")}[ \t]++
    | "(?:[^"`\r\n]++|`[^\r\n]|"")*+"
    | '(?:[^'\r\n]++|'')*+'
    | \w++
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMES = ("name", "setter", "item", "setx")
_ENDS_WELL = r"(?=[ \t]*+(?:[;,)\r\n#]|\Z))"
_QUOTED = {
    '"': re.compile(rf'"((?:[^"`\r\n]++|`[^\r\n]|"")*+)"|"((?:[^"`]++|`[\s\S]|"")*+)"{_ENDS_WELL}'),
    "'": re.compile(rf"'((?:[^'\r\n]++|'')*+)'|'((?:[^']++|'')*+)'{_ENDS_WELL}"),
}
"""A quote that closes on a later line, amid other text, is the opening one of another value."""
_HERE = re.compile(r"@([\"'])[ \t]*+(?:\r\n|\r|\n)")
_HERE_END = {sign: re.compile(rf"(?:\r\n|\r|\n){sign}@") for sign in _QUOTED}
_BARE = re.compile(r"[^\r\n;]*+")
_ESCAPE = re.compile(r"`([\s\S])|\"\"")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    return reading.document(_Reader(reading, text, 0).read())


class _Reader:
    """One pass over a text, or over a comment of it that begins at `base`."""

    def __init__(self, reading: Reading, text: str, base: int, *, is_comment: bool = False) -> None:
        self._reading = reading
        self._text = text
        self._base = base
        self._is_comment = is_comment
        self._unclosed: set[str] = set()
        self._entries: list[Entry] = []

    def read(self) -> Mapping | None:
        """All assignments; None if there are none."""
        offset = 0
        while match := _TOKEN.search(self._text, offset):
            if self._reading.is_full(self._base + match.start()):
                break
            offset = match.end()
            if match.lastgroup in ("comment", "block"):
                self._comment(match)
            elif name := next((group for group in _NAMES if match[group]), None):
                value, start, offset = self._value(offset, is_argument=name == "setter")
                line, column = self._reading.position(self._base + match.start(name))
                scalar = self._reading.scalar(value, self._base + start)
                self._entries.append(Entry(match[name], scalar, line, column))
        if not self._entries:
            return None
        return Mapping(self._entries, self._entries[0].line, self._entries[0].column)

    def _value(self, start: int, *, is_argument: bool) -> tuple[str, int, int]:
        """The value that begins at `start`, where its text begins, and where it ends."""
        text = self._text
        if (here := _HERE.match(text, start)) and here[1] not in self._unclosed:
            closing = _HERE_END[here[1]].search(text, here.end() - 1)
            if closing is not None:
                inner = text[here.end() : max(here.end(), closing.start())]
                return _unescaped(inner) if here[1] == '"' else inner, here.end(), closing.end()
            # No later one ends either: looking again for each would cost square time.
            self._unclosed.add(here[1])
        sign = text[start : start + 1]
        if sign in _QUOTED:
            if found := _QUOTED[sign].match(text, start):
                inner = found[1] if found[1] is not None else found[2]
                return _unescaped(inner) if sign == '"' else inner.replace("''", "'"), start + 1, found.end()
            self._problem(start, "a quote that is not closed")
        bare = _BARE.match(text, start)
        end = bare.end() if bare else start
        value = text[start:end].partition(" #")[0].rstrip()
        if is_argument:
            value = value.partition(",")[0].rstrip().removesuffix(")")
        return (value[1:], start + 1, end) if sign in _QUOTED else (value, start, end)

    def _comment(self, match: re.Match[str]) -> None:
        if self._is_comment:
            return
        text = match[0]
        inner = text[2:].removesuffix("#>") if text.startswith("<#") else text.lstrip("#")
        start = match.start() + (2 if text.startswith("<#") else len(text) - len(inner))
        node = _Reader(self._reading, inner, start, is_comment=True).read()
        self._reading.comment((), match.start(), inner, node)

    def _problem(self, offset: int, message: str) -> None:
        if not self._is_comment:
            self._reading.problem(self._base + offset, message)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: '"' if match[1] is None else _ESCAPED.get(match[1], match[1]), text)
