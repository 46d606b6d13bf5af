"""YAML from its events: no object is built from a tag, and an alias costs no more than what it stands for.

libyaml gives up at the first error; reading then goes on at the next line that begins in the first column.
"""

import re

from mcpsweep.documents.base import Document, Entry, Mapping, Node, Scalar, Sequence
from mcpsweep.documents.reading import Reading, without_signs
from mcpsweep.documents.yaml_events import Extent, Reader

_LINE_ENDS = ("\n", "\r\n", "\r")
_BEHIND = -1
"""Indentation of a comment that stands behind a value."""
MAX_COMMENTS = 20_000
"""Comments that are read as YAML; libyaml takes its time to start."""
_COMMENT = re.compile(r"(?:(?:\A|(?<=[\s,\[\]{}]))\#[^\r\n]*+)")
_SETTING = re.compile(r"[\w.$/@-]+\Z")
_SETTING_LINE = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*+[\w.$/@-]++:(?:[ \t][^\r\n]*+)?(?=[\r\n]|\Z)")


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    reader = Reader(reading, text, 0)
    reader.read()
    _read_comments(reading, reader)
    return reading.document(reader.root())


def _read_comments(reading: Reading, reader: Reader) -> None:
    """Every comment, with the container that it stands in."""
    blocks = _blocks(reading, reader.scalars)
    single = len(reader.documents) == 1
    extents = sorted(reader.extents, key=lambda extent: (extent.start, len(extent.path)))
    opened: list[Extent] = []
    following = 0
    budget = MAX_COMMENTS
    for start, end in blocks:
        while following < len(extents) and extents[following].start < end:
            opened.append(extents[following])
            following += 1
        column = reading.position(start)[1] + len(reading.text[start:end]) - len(reading.text[start:end].lstrip())
        while opened and opened[-1].end <= start:
            opened.pop()
        # A container ends where the next token begins, so only the indentation tells whose comment it is.
        path = next((extent.path for extent in reversed(opened) if extent.column <= column), ("0",))
        text = without_signs(reading.text[start:end])
        node = None
        if budget > 0:
            node, cost = _switched_off(reading, text, start)
            budget -= cost
            if budget <= 0:
                reading.problem(start, "more comments than are read as configuration")
        reading.comment(path[1:] if single or not reader.documents else path, start, text, node)


def _blocks(reading: Reading, scalars: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of comments: consecutive lines with one indentation together, each one behind a value by itself."""
    text = reading.text
    found: list[tuple[int, int, int]] = []
    previous = 0
    for start, end in [*scalars, (len(text), len(text))]:
        for match in _COMMENT.finditer(text, previous, max(start, previous)):
            begin = match.start() - reading.position(match.start())[1] + 1
            is_own = not text[begin : match.start()].strip()
            indent = match.start() - begin if is_own else _BEHIND
            if is_own and found and found[-1][2] == indent and text[found[-1][1] : begin] in _LINE_ENDS:
                found[-1] = found[-1][0], match.end(), indent
            else:
                found.append((begin if is_own else match.start(), match.end(), indent))
        previous = max(previous, end)
    return [(start, end) for start, end, _ in found]


def _switched_off(reading: Reading, text: str, base: int) -> tuple[Node | None, int]:
    """A comment read as YAML, None if it is prose; and how often libyaml was started."""
    reader = Reader(reading, text, base, is_comment=True)
    reader.read()
    root = reader.root()
    if not reader.has_failed:
        if isinstance(root, Sequence) or (isinstance(root, Mapping) and all(map(_is_setting, root.entries))):
            return root, 1
        if isinstance(root, Scalar):
            return None, 1
    entries: list[Entry] = []
    lines = list(_SETTING_LINE.finditer(text))
    for line in lines:
        one = Reader(reading, line[0], base + line.start(), is_comment=True)
        one.read()
        found = one.root()
        entries.extend(found.entries if isinstance(found, Mapping) else ())
    return Mapping(entries, entries[0].line, entries[0].column) if entries else None, 1 + len(lines)


def _is_setting(entry: Entry) -> bool:
    return _SETTING.fullmatch(entry.key) is not None
