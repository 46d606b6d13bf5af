"""Shell start-up files of sh, bash, zsh, ksh, csh and fish: the assignments in them.

Nothing is expanded or run: `$(…)` and `$X` stay as they are written, for whoever follows references.
"""

import re
from collections.abc import Iterator

from mcpsweep.documents import assigning
from mcpsweep.documents.base import Document

_VALUE = r"""(?:"(?:[^"\\]++|\\.)*+"|\$?'[^']*+'|\$\((?:[^()]++|\([^()]*+\))*+\)|`[^`]*+`|\\.|[^\s;&|<>()'"`\\])*+"""

_PIECE = re.compile(
    rf"""
      (?P<comment>(?:(?<=\s)|(?<![\s\S]))\#[^\r\n]*)
    | (?P<here><<-?[ \t]*(?P<quote>['"]?)(?P<end>[A-Za-z_]\w*)(?P=quote))
    | (?:(?<=[\s;&|(])|(?<![\s\S]))(?P<name>[A-Za-z_]\w*)=(?P<value>{_VALUE})
    | (?:(?<=[\s;&|(])|(?<![\s\S]))(?:setenv|set[ \t]+(?:-\S+[ \t]+)*-\w*x\w*(?:[ \t]+-\S+)*)
      [ \t]+(?P<fish>[A-Za-z_]\w*)[ \t]+(?P<word>{_VALUE})
    | (?P<quoted>"(?:[^"\\]++|\\.)*+"|'[^']*+')
    | (?P<other>[^\s#<"'=]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SEGMENT = re.compile(
    r"""
      (?P<verbatim>\$\((?:[^()]++|\([^()]*+\))*+\)|`[^`]*+`)
    | \$?'(?P<single>[^']*)'
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | \\(?P<escaped>.)
    | (?P<plain>[^'"\\$`]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = re.compile(r'\\(["\\$`\n])')
_FISH_VARIABLE = re.compile(r"^SETUVAR[ \t]+(?:--\w+[ \t]+)*(?P<name>\w+):(?P<value>[^\r\n]*)", re.MULTILINE)
_FISH_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})")
_FISH_LIST = "\x1e"


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    return assigning.read(text, find)


def parse_fish_variables(text: str) -> Document:
    """Read fish's store of universal variables."""
    return assigning.read(text, _find_fish_variables)


def find(text: str) -> Iterator[assigning.Found]:
    """Every assignment of `text`, here-documents and quoted commands left out."""
    position = 0
    while (match := _PIECE.match(text, position)) is not None:
        position = match.end()
        if match["name"]:
            yield _found(match, "name", "value")
        elif match["fish"]:
            yield _found(match, "fish", "word")
        elif match["end"]:
            closing = re.compile(rf"^[ \t]*{match['end']}[ \t]*$", re.MULTILINE).search(text, position)
            position = closing.end() if closing else len(text)


def _found(match: re.Match[str], name: str, value: str) -> assigning.Found:
    written = match[value]
    start = match.start(value) + (1 if written[:1] in "\"'" and written else 0)
    return match[name], _unquoted(written), match.start(name), start


def _unquoted(written: str) -> str:
    parts: list[str] = []
    for segment in _SEGMENT.finditer(written):
        if segment["double"] is not None:
            parts.append(_IN_DOUBLE.sub(lambda escape: escape[1], segment["double"]))
        else:
            parts.append(segment[segment.lastgroup or "plain"])
    return "".join(parts)


def _find_fish_variables(text: str) -> Iterator[assigning.Found]:
    for match in _FISH_VARIABLE.finditer(text):
        value = _FISH_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), match["value"])
        yield match["name"], value.split(_FISH_LIST)[0], match.start("name"), match.start("value")
