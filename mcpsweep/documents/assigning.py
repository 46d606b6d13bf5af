"""What all files of variables have in common: assignments become members, switched-off ones become comments."""

import re
from collections.abc import Callable, Iterator

from mcpsweep.documents.base import MAX_NODES, Comment, Document, Entry, Mapping, Problem, Scalar
from mcpsweep.documents.position import Lines

Found = tuple[str, str, int, int]
"""Name, value with its quotes undone, offset of the name, offset of the value's first character."""

_COMMENT = re.compile(r"^[ \t]*(#+!?|::|(?i:rem[ \t]))([^\r\n]*)", re.MULTILINE)


def read(text: str, find: Callable[[str], Iterator[Found]]) -> Document:
    """Read `text` with the grammar that `find` knows, comments included."""
    lines = Lines(text)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for found in find(text):
        if len(entries) >= MAX_NODES:
            problems.append(Problem(lines.at(found[2])[0], f"more than {MAX_NODES} values; the rest was not read"))
            break
        entries.append(_entry(found, lines, 0))
    comments = [comment for match in _COMMENT.finditer(text) if (comment := _comment(match, lines, find)) is not None]
    return Document(Mapping(entries, 1, 1), text, comments, problems)


def _comment(match: re.Match[str], lines: Lines, find: Callable[[str], Iterator[Found]]) -> Comment | None:
    inner = [_entry(found, lines, match.start(2)) for found in find(match[2])]
    if not inner:
        return None
    line, column = lines.at(match.start(1))
    return Comment((), match[2].strip(), line, column, Mapping(inner, inner[0].line, inner[0].column))


def _entry(found: Found, lines: Lines, base: int) -> Entry:
    name, value, name_at, value_at = found
    return Entry(name, Scalar(value, *lines.at(base + value_at)), *lines.at(base + name_at))
