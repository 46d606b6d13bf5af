"""Containers and scalars out of libyaml's events, with the places that comments are put into afterwards."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from mcpsweep.documents.base import MAX_DEPTH, Entry, Mapping, Node, Path, Scalar, ScalarKind, Sequence
from mcpsweep.documents.reading import CONFLICT, Reading

MAX_ALIASED = 10_000
"""Values that all aliases together may repeat; further ones stay names. Configurations repeat a few dozen."""
_MAX_SKIPPED_DEPTH = 1_000
"""libyaml takes square time for brackets in brackets."""
_MAX_RESTARTS = 32
"""After so many errors the rest is no YAML."""
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What libyaml refuses a whole file for."""
_PROPERTIES = re.compile(r"(?:[&!][^\s]*+\s++)*+")
_BLOCK_HEADER = re.compile(r"[|>][^\r\n]*+(?:\r\n|\r|\n|\Z)\s*+")
_CONFLICT_LINE = re.compile(r"(?:\A|(?<=[\r\n]))" + CONFLICT.pattern)
_NEXT_TOP = re.compile(r"(?:\r\n|\r|\n)(?=[^\s#\]}])")
_NUMBER = re.compile(
    r"[-+]?(?:0x[0-9a-f_]++|0o[0-7_]++|(?:\d|\.\d)[\d_]*+(?:\.[\d_]*+)?(?:e[-+]?\d++)?|\.(?:inf|nan))", re.IGNORECASE
)
_OTHER = re.compile(r"|~|null|true|false|yes|no|on|off|\d{4}-\d\d?-\d\d?.*", re.IGNORECASE)
_LOOSE_LINE = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*+(?:-[ \t]++)?([\w.$/@-]++):[ \t]++[\"']?([^\s#][^\r\n]*+)")
_MERGE = "<<"
_COMPLEX_KEY = "?"
"""The name of a value whose key is no scalar."""

_Container: TypeAlias = Mapping | Sequence


@dataclass(slots=True)
class _Frame:
    """A container that is being read."""

    node: _Container
    path: Path
    start: int
    reach: int
    """Where comments begin to belong to it."""
    anchor: str | None
    is_key: bool
    size: int = 1
    """Values in it, those of aliases included."""
    key: Scalar | None = None
    merged: list[Entry] = field(default_factory=list)
    """What `<<` brings; own keys count more, so it goes before them."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a container stands, for the comments in it."""

    start: int
    end: int
    column: int
    path: Path


class Reader:
    """One pass over a text, or over a comment of it that begins at `base`."""

    def __init__(self, reading: Reading, text: str, base: int, *, is_comment: bool = False) -> None:
        self.documents: list[Node] = []
        self.extents: list[Extent] = []
        self.scalars: list[tuple[int, int]] = []
        """Spans of all scalars: no comment is inside of one."""
        self.has_failed = False
        self._reading = reading
        self._text = text
        self._base = base
        self._is_comment = is_comment
        self._stack: list[_Frame] = []
        self._too_deep = 0
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._aliased = 0
        self._last_size = 1
        """Of the last container that is a document."""
        self._continues = False
        """Whether the next document is the rest of one that an error broke off."""

    def root(self) -> Node | None:
        """What was read: one document, or all of them where there are several."""
        found = self.documents
        if len(found) > 1:
            return Sequence(found, found[0].line, found[0].column)
        return found[0] if found else None

    def read(self) -> None:
        """Read all of the text."""
        text = _CONFLICT_LINE.sub(self._without_conflict, _UNPRINTABLE.sub("\ufffd", self._text))
        start = 0
        for _ in range(1 if self._is_comment else _MAX_RESTARTS):
            failed_at = self._read_from(text, start)
            if failed_at is None:
                return
            following = _NEXT_TOP.search(text, max(failed_at, start + 1))
            end = following.end() if following else len(text)
            self._read_lines(text, failed_at, end)
            self._break_off(failed_at)
            if following is None:
                return
            start = end
        self._problem(start, "too many errors; the rest was not read")

    def _read_from(self, text: str, start: int) -> int | None:
        """Read to the end or to the first error; where that is."""
        try:
            for event in yaml.parse(text[start:], Loader=yaml.CSafeLoader):
                at = start + _start(event)
                if self._reading.is_full(self._base + at):
                    break
                if self._too_deep > _MAX_SKIPPED_DEPTH:
                    return at
                self._event(event, start)
        except (yaml.YAMLError, UnicodeError, RecursionError) as error:
            mark = _mark(error)
            at = min(start + (mark.index if mark is not None else 0), len(text))
            self._problem(at, "not understood as YAML")
            self.has_failed = True
            return at
        return None

    def _read_lines(self, text: str, start: int, end: int) -> None:
        """What an error spoiled, line by line, into the innermost mapping that is open."""
        holder = next((frame.node for frame in reversed(self._stack) if isinstance(frame.node, Mapping)), None)
        if holder is None or self._is_comment:
            return
        if self.scalars and any(frame.key is not None for frame in self._stack):
            # A key whose value was being read.
            start = min(start, self.scalars[-1][0])
        line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        for match in _LOOSE_LINE.finditer(text, line_start, end):
            if self._reading.is_full(self._base + match.start()):
                break
            line, column = self._position(match.start(1))
            value = self._reading.scalar(match[2].rstrip().rstrip("\"'"), self._base + match.start(2))
            holder.entries.append(Entry(match[1], value, line, column))

    def _break_off(self, end: int) -> None:
        """Close what is open, so that the next document goes on in its place."""
        while self._stack:
            self._close(end)
        self._too_deep = 0
        self._continues = True

    def _event(self, event: yaml.Event, start: int) -> None:
        at = start + _start(event)
        if isinstance(event, yaml.CollectionEndEvent):
            if self._too_deep:
                self._too_deep -= 1
            else:
                self._close(start + _end(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event, at)
        elif self._too_deep:
            return
        elif isinstance(event, yaml.ScalarEvent):
            end = start + _end(event)
            self.scalars.append((at, end))
            scalar = self._scalar(event, at, end)
            self._put(scalar, 1)
            if event.anchor:
                self._anchors[event.anchor] = scalar, 1
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", at)

    def _open(self, event: yaml.CollectionStartEvent, at: int) -> None:
        if self._too_deep or len(self._stack) >= MAX_DEPTH:
            self._problem(at, f"nested more than {MAX_DEPTH} deep; what lies deeper was not read")
            self._too_deep += 1
            return
        line, column = self._position(at)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        node: _Container = Mapping([], line, column) if is_mapping else Sequence([], line, column)
        self._reading.count()
        if not self._stack and self._continues and self.documents:
            # The rest of a document behind an error goes on where it broke off.
            last = self.documents[-1]
            if isinstance(last, Mapping) and isinstance(node, Mapping):
                # While it is open it cannot stand in itself.
                self._anchors = {name: named for name, named in self._anchors.items() if named[0] is not last}
                self._stack.append(_Frame(last, (), at, at, event.anchor, is_key=False, size=self._last_size))
                return
        path = self._path()
        # What stands between a key and the first line of its container belongs into the container.
        before = self.scalars[-1][1] if self.scalars else 0
        is_key = self._put(node, 0)
        self._stack.append(_Frame(node, path, at, before, event.anchor, is_key))

    def _close(self, end: int) -> None:
        frame = self._stack.pop()
        self.extents.append(Extent(frame.reach, end, self._position(frame.start)[1], frame.path))
        if isinstance(frame.node, Mapping):
            frame.node.entries[:0] = frame.merged
        if frame.anchor:
            self._anchors[frame.anchor] = frame.node, frame.size
        if not self._stack:
            self._last_size = frame.size
            return
        parent = self._stack[-1]
        parent.size += frame.size
        if frame.is_key:
            parent.key = Scalar(_COMPLEX_KEY, frame.node.line, frame.node.column)

    def _path(self) -> Path:
        """The way to the value that comes next."""
        if not self._stack:
            return (str(len(self.documents)),)
        frame = self._stack[-1]
        if isinstance(frame.node, Sequence):
            return (*frame.path, str(len(frame.node.items)))
        return (*frame.path, frame.key.text if frame.key is not None else _COMPLEX_KEY)

    def _put(self, node: Node, size: int) -> bool:
        """Put `node` where it belongs; whether it is a key."""
        if not self._stack:
            self.documents.append(node)
            return False
        frame = self._stack[-1]
        frame.size += size
        if isinstance(frame.node, Sequence):
            frame.node.items.append(node)
        elif frame.key is not None:
            frame.node.entries.append(Entry(frame.key.text, node, frame.key.line, frame.key.column))
            frame.key = None
        elif isinstance(node, Scalar):
            frame.key = node
        else:
            frame.node.entries.append(Entry(_COMPLEX_KEY, node, node.line, node.column))
            return True
        return False

    def _alias(self, name: str, at: int) -> None:
        node, size = self._anchors.get(name, (None, 0))
        if node is None or self._aliased + size > MAX_ALIASED:
            if node is not None:
                self._problem(at, "more aliases than are followed")
            self._put(self._reading.scalar(f"*{name}", self._base + at, ScalarKind.OTHER), 1)
            return
        self._aliased += size
        frame = self._stack[-1] if self._stack else None
        merged = _mappings(node)
        if frame is not None and frame.key is not None and frame.key.text == _MERGE and merged:
            frame.merged.extend(entry for mapping in merged for entry in mapping.entries)
            frame.size += size
            frame.key = None
        elif self._put(node, size) and frame is not None:
            frame.key = Scalar(_COMPLEX_KEY, node.line, node.column)

    def _scalar(self, event: yaml.ScalarEvent, at: int, end: int) -> Scalar:
        properties = _PROPERTIES.match(self._text, at, end)
        start = properties.end() if properties and (event.anchor or event.tag) else at
        if event.style in ('"', "'"):
            return self._reading.scalar(event.value, self._base + start + 1)
        if event.style in ("|", ">"):
            header = _BLOCK_HEADER.match(self._text, start, end)
            return self._reading.scalar(event.value, self._base + (header.end() if header else start))
        kind = ScalarKind.STRING
        if event.implicit[0]:
            if _OTHER.fullmatch(event.value):
                kind = ScalarKind.OTHER
            elif _NUMBER.fullmatch(event.value):
                kind = ScalarKind.NUMBER
        return self._reading.scalar(event.value, self._base + start, kind)

    def _without_conflict(self, match: re.Match[str]) -> str:
        self._problem(match.start(), "a merge conflict; both sides were read")
        return " " * len(match[0])

    def _position(self, offset: int) -> tuple[int, int]:
        return self._reading.position(self._base + offset)

    def _problem(self, offset: int, message: str) -> None:
        if not self._is_comment:
            self._reading.problem(self._base + offset, message)


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark is not None else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark is not None else 0


def _mark(error: Exception) -> yaml.Mark | None:
    """Where reading went wrong: for a string that does not end, where it begins."""
    if getattr(error, "context", None) == "while scanning a quoted scalar":
        return getattr(error, "context_mark", None)
    return getattr(error, "problem_mark", None)


def _mappings(node: Node) -> list[Mapping]:
    """What `<<` may name: a mapping, or a list of them."""
    if isinstance(node, Mapping):
        return [node]
    return [item for item in node.items if isinstance(item, Mapping)] if isinstance(node, Sequence) else []
