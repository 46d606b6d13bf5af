"""Assignments in a PowerShell profile: variables of the environment and of the session."""

import re

from mcpsweep.documents.base import Document, Entry, Mapping
from mcpsweep.documents.reading import Reading

_VALUE = r"""
    (?: @"[ \t]*+(?:\r\n|\r|\n)(?P<here_double>(?:(?!(?:\r\n|\r|\n)"@)[\s\S])*+)(?:\r\n|\r|\n)"@
      | @'[ \t]*+(?:\r\n|\r|\n)(?P<here_single>(?:(?!(?:\r\n|\r|\n)'@)[\s\S])*+)(?:\r\n|\r|\n)'@
      | "(?P<double>(?:[^"`\r\n]++|`[\s\S]|"")*+)"
      | '(?P<single>(?:[^'\r\n]++|'')*+)'
      | "(?P<long_double>(?:[^"`]++|`[\s\S]|"")*+)"(?=[ \t]*+(?:[;,)\r\n\#]|\Z))
      | '(?P<long_single>(?:[^']++|'')*+)'(?=[ \t]*+(?:[;,)\r\n\#]|\Z))
      | (?P<open>["'][^\r\n]*+)
      | (?P<bare>[^\s;#"'][^\r\n;]*+)
    )
"""
_WORD = r"""["']?(?P<{}>[A-Za-z_]\w*+)["']?"""
_TOKEN = re.compile(
    rf"""
      (?P<block><\#(?:[^#]++|\#(?!>))*+(?:\#>)?)
    | (?P<comment>\#[^\r\n]*+)
    | (?: \$\{{?(?:env:|global:|script:|local:)?(?P<name>[A-Za-z_]\w*+)\}}?[ \t]*+\+?=(?!=)[ \t]*+
        | \[(?:System\.)?Environment\]::SetEnvironmentVariable\([ \t]*+{_WORD.format("setter")}[ \t]*+,[ \t]*+
        | (?:Set-Item|New-Item|Set-Content|si|sc)[ \t]++(?:-(?:Literal)?Path[ \t]++)?["']?env:[\\/]?(?P<item>\w++)["']?
          [ \t]++(?:-Value[ \t]++)?
        | setx(?:\.exe)?[ \t]++{_WORD.format("setx")}[ \t]++
      ) {_VALUE}
    | (?P<string>"(?:[^"`\r\n]++|`[^\r\n]|"")*+"|'(?:[^'\r\n]++|'')*+')
    | \w++
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMES = ("name", "setter", "item", "setx")
_VALUES = ("here_double", "here_single", "double", "single", "long_double", "long_single", "open", "bare")
_ESCAPE = re.compile(r"`([\s\S])|\"\"")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    return reading.document(_read(reading, text, 0))


def _read(reading: Reading, text: str, base: int) -> Mapping | None:
    """All assignments of a text, or of a comment of it that begins at `base`."""
    entries: list[Entry] = []
    for match in _TOKEN.finditer(text):
        if reading.is_full(base + match.start()):
            break
        kind = match.lastgroup
        if kind in ("comment", "block"):
            if base == 0:
                _comment(reading, match)
        elif name := next((group for group in _NAMES if match[group]), None):
            entries.append(_entry(reading, match, name, base))
    return Mapping(entries, entries[0].line, entries[0].column) if entries else None


def _entry(reading: Reading, match: re.Match[str], name: str, base: int) -> Entry:
    group = next(group for group in _VALUES if match[group] is not None)
    value, start = match[group], base + match.start(group)
    match group:
        case "double" | "long_double" | "here_double":
            value = _ESCAPE.sub(lambda m: '"' if m[1] is None else _ESCAPED.get(m[1], m[1]), value)
        case "single" | "long_single":
            value = value.replace("''", "'")
        case "open":
            reading.problem(start, "a quote that is not closed")
            value, start = value[1:].rstrip(), start + 1
        case "bare":
            value = value.partition(" #")[0].rstrip()
            if name == "setter":
                value = value.partition(",")[0].rstrip().removesuffix(")")
    line, column = reading.position(base + match.start(name))
    return Entry(match[name], reading.scalar(value, start), line, column)


def _comment(reading: Reading, match: re.Match[str]) -> None:
    text = match[0]
    inner = text[2:].removesuffix("#>") if text.startswith("<#") else text.lstrip("#")
    start = match.start() + (2 if text.startswith("<#") else len(text) - len(inner))
    reading.comment((), match.start(), inner, _read(reading, inner, start))
