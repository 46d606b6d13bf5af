"""JSON as people and editors write it: comments, trailing commas, broken and cut-off files, with positions.

No package on Python 3.11 reads all of that and keeps positions, so this one does. It is one pass over the tokens with
a stack of its own: depth costs no recursion, and hostile text no more than linear time.
"""

import json
import re
from dataclasses import dataclass, field

from mcpsweep.documents.base import (
    MAX_DEPTH,
    MAX_NODES,
    Comment,
    Document,
    Entry,
    Mapping,
    Node,
    Path,
    Problem,
    Scalar,
    ScalarKind,
    Sequence,
)
from mcpsweep.documents.position import Lines

_TOKEN = re.compile(
    r"""
      (?P<space>[\s\ufeff]++)
    | (?P<string>"(?:[^"\\\r\n]++|\\[^\r\n])*+"?)
    | (?P<mark>[{}\[\],:])
    | (?P<conflict>(?:^|(?<=[\r\n]))(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)[^\r\n]*+)
    | (?P<line>(?://|\#)[^\r\n]*+)
    | (?P<block>/\*(?:[^*]++|\*(?!/))*+(?:\*/)?)
    | (?P<single>'(?:[^'\\\r\n]++|\\[^\r\n])*+'?)
    | (?P<word>(?:[^\s{}\[\],:"'/#]++|/(?![/*]))++|[/'])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|(["'\\/bfnrt]))""")
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER = re.compile(r"[-+]?(?:\d|\.\d)[\w.+-]*")
_PROSE = re.compile(r"""^[ \t]*(?!\w+[ \t]*:[ \t]*["{\[])[^\s"{}\[\],][^\r\n]*""", re.MULTILINE)
"""A line that no piece of JSON begins like."""
_COMMENT_SIGN = re.compile(r"^([ \t]*)(//+|#+|/\*+|\*+(?!/))", re.MULTILINE)


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reader = _Reader(text)
    reader.read()
    root = reader.root()
    comments = [reader.comment(region) for region in reader.regions]
    return Document(root, text, comments, reader.problems)


@dataclass(slots=True)
class _Frame:
    """A container that is being read. The outermost one takes members and items alike."""

    node: Mapping | Sequence | None
    key_in_parent: str
    entries: list[Entry] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    key: Scalar | None = None
    """A key whose value has not come yet, or a string that may turn out to be one."""
    has_colon: bool = False


@dataclass(frozen=True, slots=True)
class _Region:
    """Consecutive comment lines, or one block comment."""

    path: Path
    start: int
    end: int


class _Reader:
    """One pass over a text, or over a part of it."""

    def __init__(self, text: str, lines: Lines | None = None, base: int = 0) -> None:
        """`base` is where `text` begins in the file that `lines` belongs to."""
        self._text = text
        self._base = base
        self._lines = lines or Lines(text)
        self._stack = [_Frame(None, "")]
        self._too_deep = 0
        self._nodes = 0
        self.quoted = 0
        self.bare = 0
        self.regions: list[_Region] = []
        self.problems: list[Problem] = []

    def read(self) -> None:
        """Read all of the text."""
        for match in _TOKEN.finditer(self._text):
            kind = match.lastgroup
            if kind == "space":
                continue
            if kind == "string" or kind == "single":
                self._string(match)
            elif kind == "mark":
                self._mark(match[0], match.start())
            elif kind == "word":
                self._word(match[0], match.start())
            elif kind == "conflict":
                self._problem(match.start(), "a merge conflict; both sides were read")
            else:
                self._comment(match)
            if self._nodes > MAX_NODES:
                self._problem(match.start(), f"more than {MAX_NODES} values; the rest was not read")
                break
        self._finish()

    def root(self) -> Node | None:
        """What was read: one value, or all of them where there are several."""
        outer = self._stack[0]
        if outer.entries:
            return Mapping(outer.entries, outer.entries[0].line, outer.entries[0].column)
        if len(outer.items) > 1:
            return Sequence(outer.items, outer.items[0].line, outer.items[0].column)
        return outer.items[0] if outer.items else None

    def comment(self, region: _Region) -> Comment:
        """A comment, read as a piece of the container that it stands in if it looks like one."""
        text = self._text[region.start : region.end].removesuffix("*/")
        blanked = _COMMENT_SIGN.sub(lambda sign: sign[1] + " " * len(sign[2]), text)
        # Prose above a switched-off server is no reason to overlook the server.
        configuration = _PROSE.sub(lambda line: " " * len(line[0]), blanked)
        inner = _Reader(configuration, self._lines, self._base + region.start)
        inner.read()
        line, column = self._position(region.start)
        node = inner.root() if inner.quoted > inner.bare else None
        # One value alone is the root: its own number is no part of the way to what it holds.
        path = region.path if len(self._stack[0].items) != 1 else region.path[1:]
        return Comment(path, blanked.strip(), line, column, node)

    def _string(self, match: re.Match[str]) -> None:
        raw, quote = match[0], match[0][0]
        closed = len(raw) > 1 and raw[-1] == quote
        inner = raw[1:-1] if closed else raw[1:].rstrip().removesuffix(",")
        if not closed:
            self._problem(match.start(), "a string that does not end")
        self.quoted += 1
        self._value(self._scalar(_decoded(inner), match.start() + 1, ScalarKind.STRING))

    def _word(self, text: str, start: int) -> None:
        kind = ScalarKind.NUMBER if _NUMBER.fullmatch(text) else ScalarKind.OTHER
        frame = self._stack[-1]
        if kind is ScalarKind.OTHER and text not in ("true", "false", "null"):
            self.bare += 1
            if not (isinstance(frame.node, Mapping) and not frame.has_colon):
                self._problem(start, "a word without quotes")
        self._value(self._scalar(text, start, kind))

    def _mark(self, mark: str, start: int) -> None:
        frame = self._stack[-1]
        match mark:
            case "{" | "[":
                self._open(mark, start)
            case "}" | "]":
                self._close(mark, start)
            case ":":
                if self._too_deep:
                    return
                if frame.key is None or frame.has_colon or isinstance(frame.node, Sequence):
                    self._problem(start, "a colon without a key before it")
                else:
                    frame.has_colon = True
            case _:
                if not self._too_deep:
                    self._settle(frame)

    def _open(self, mark: str, start: int) -> None:
        if self._too_deep or len(self._stack) > MAX_DEPTH:
            if not self._too_deep:
                self._problem(start, f"nested more than {MAX_DEPTH} deep; what lies deeper was not read")
            self._too_deep += 1
            return
        line, column = self._position(start)
        frame = self._stack[-1]
        if frame.key is not None and not frame.has_colon:
            if isinstance(frame.node, Mapping):
                self._problem(start, "a colon is missing")
                frame.has_colon = True
            else:
                self._settle(frame)
        node: Mapping | Sequence = Mapping([], line, column) if mark == "{" else Sequence([], line, column)
        name = frame.key.text if frame.key is not None else str(len(frame.items))
        self._add(node)
        child = _Frame(node, name)
        if isinstance(node, Mapping):
            child.entries = node.entries
        else:
            child.items = node.items
        self._stack.append(child)

    def _close(self, mark: str, start: int) -> None:
        if self._too_deep:
            self._too_deep -= 1
            return
        wanted = Mapping if mark == "}" else Sequence
        depth = len(self._stack) - 1
        while depth > 0 and not isinstance(self._stack[depth].node, wanted):
            depth -= 1
        if depth == 0:
            self._problem(start, f"a {mark} that closes nothing")
            return
        if depth < len(self._stack) - 1:
            self._problem(start, f"a {mark} where another bracket is open")
        while len(self._stack) > depth:
            self._settle(self._stack[-1])
            self._stack.pop()

    def _value(self, scalar: Scalar) -> None:
        if self._too_deep:
            return
        self._nodes += 1
        frame = self._stack[-1]
        if isinstance(frame.node, Sequence):
            frame.items.append(scalar)
        elif frame.has_colon:
            self._add(scalar)
        else:
            self._settle(frame)
            frame.key = scalar

    def _add(self, node: Node) -> None:
        """Put `node` where it belongs: behind its key, or among the items."""
        frame = self._stack[-1]
        if frame.key is not None and frame.has_colon:
            frame.entries.append(Entry(frame.key.text, node, frame.key.line, frame.key.column))
            frame.key, frame.has_colon = None, False
        elif isinstance(frame.node, Mapping):
            self._problem_at(node.line, "a value without a key")
            frame.entries.append(Entry("", node, node.line, node.column))
        else:
            frame.items.append(node)

    def _settle(self, frame: _Frame) -> None:
        """A key whose value never came: outside of objects it was a value itself."""
        key, frame.key = frame.key, None
        has_colon, frame.has_colon = frame.has_colon, False
        if key is None:
            return
        if frame.node is None and not has_colon:
            frame.items.append(key)
            return
        self._problem_at(key.line, "a key without a value")
        frame.entries.append(Entry("" if not has_colon else key.text, key, key.line, key.column))

    def _finish(self) -> None:
        if len(self._stack) > 1 or self._too_deep:
            self._problem(len(self._text), "the file ends before everything that was opened is closed")
        while self._stack:
            frame = self._stack[-1]
            self._settle(frame)
            if len(self._stack) == 1:
                return
            self._stack.pop()

    def _comment(self, match: re.Match[str]) -> None:
        path = tuple(frame.key_in_parent for frame in self._stack[1:])
        last = self.regions[-1] if self.regions else None
        follows = (
            match.lastgroup == "line"
            and last is not None
            and last.path == path
            and self._text[last.start : last.start + 2] != "/*"
            and self._text[last.end : match.start()].isspace()
        )
        if follows and last is not None:
            self.regions[-1] = _Region(path, last.start, match.end())
        else:
            self.regions.append(_Region(path, match.start(), match.end()))

    def _scalar(self, text: str, start: int, kind: ScalarKind) -> Scalar:
        line, column = self._position(start)
        return Scalar(text, line, column, kind)

    def _position(self, offset: int) -> tuple[int, int]:
        return self._lines.at(self._base + offset)

    def _problem(self, offset: int, message: str) -> None:
        self._problem_at(self._position(offset)[0], message)

    def _problem_at(self, line: int, message: str) -> None:
        self.problems.append(Problem(line, message))


def _decoded(raw: str) -> str:
    if "\\" not in raw:
        return raw
    try:
        text = json.loads(f'"{raw}"', strict=False)
    except ValueError:
        # A backslash that escapes nothing (`C:\Users`) stands for itself.
        return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _PLAIN.get(m[2], m[2]), raw)
    return str(text)
