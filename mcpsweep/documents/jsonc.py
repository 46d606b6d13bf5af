"""JSON as people and editors write it: comments, trailing commas, broken and cut-off files, with positions.

No package on Python 3.11 reads all of that and keeps positions, so this one does. It is one pass over the tokens with
a stack of its own: depth costs no recursion, and hostile text no more than linear time.
"""

import json
import re
from dataclasses import dataclass, field

from mcpsweep.documents.base import MAX_DEPTH, Document, Entry, Mapping, Node, Path, Scalar, ScalarKind, Sequence
from mcpsweep.documents.reading import Reading, without_signs

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
_MEMBER = re.compile(
    r"""[\s,]*+"([^"\\\r\n]*+)"\s*+:\s*+
    (?: "([^"\\\r\n]*+)"(?=\s*+[,}])
      | (-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?)(?=\s*+[,}])
      | (true|false|null)(?=\s*+[,}])
      | ([\[{])
    )""",
    re.VERBOSE,
)
_ITEM = re.compile(r'[\s,]*+"([^"\\\r\n]*+)"(?=\s*+[,\]])')
_END_OF_OBJECT = re.compile(r"[\s,]*+\}")
_END_OF_ARRAY = re.compile(r"[\s,]*+\]")
"""What nearly every configuration consists of, in one step each; anything else is read token by token."""
_KINDS = (ScalarKind.STRING, ScalarKind.NUMBER, ScalarKind.OTHER)
_LONG = {
    '"': re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL),
    "'": re.compile(r"'(?:[^'\\]++|\\.)*+'", re.DOTALL),
}
_AFTER_VALUE = re.compile(r"\s*+(?:[,:}\]\#]|//|/\*|\Z)")
_OPENS_VALUE = re.compile(r"\s*+:\s*+[\"'{\[]")
_MAX_WASTE = 8
"""How often over the text may be searched for quotes that close on a later line."""
_ESCAPE = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|(["'\\/bfnrt]))""")
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER = re.compile(r"[-+]?(?:\d|\.\d)[\w.+-]*")
_COMMENT_SIGN = re.compile(r"((?:^|(?<=[\r\n]))[ \t]*+)((?://++[ \t]*+)++|\#++|/\*++|\*++(?!/))")


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    reader = _Reader(reading, text, 0)
    reader.read()
    for region in reader.regions:
        reader.read_comment(region)
    return reading.document(reader.root())


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

    @classmethod
    def of(cls, node: Node, key_in_parent: str) -> "_Frame":
        """A frame that fills `node`."""
        if isinstance(node, Mapping):
            return cls(node, key_in_parent, entries=node.entries)
        return cls(node, key_in_parent, items=node.items) if isinstance(node, Sequence) else cls(None, key_in_parent)


@dataclass(frozen=True, slots=True)
class _Region:
    """Consecutive comment lines, or one block comment."""

    path: Path
    start: int
    end: int


class _Reader:
    """One pass over a text, or over a part of it."""

    def __init__(self, reading: Reading, text: str, base: int, *, is_comment: bool = False) -> None:
        self.regions: list[_Region] = []
        self._quoted = 0
        self._bare = 0
        self._reading = reading
        self._text = text
        self._base = base
        self._is_comment = is_comment
        self._stack = [_Frame(None, "")]
        self._too_deep = 0
        self._wasted = 0

    def read(self) -> None:
        """Read all of the text."""
        offset = 0
        while offset < len(self._text) and not self._reading.is_full(self._base + offset):
            frame = self._stack[-1]
            if frame.key is None and frame.node is not None and not self._too_deep:
                offset = self._common(frame, offset)
            token = _TOKEN.match(self._text, offset)
            if token is None:
                break
            offset = self._token(token)
        self._finish()

    def root(self) -> Node | None:
        """What was read: one value, or all of them where there are several."""
        outer = self._stack[0]
        if outer.entries:
            loose = [Entry(str(number), item, item.line, item.column) for number, item in enumerate(outer.items)]
            return Mapping([*loose, *outer.entries], outer.entries[0].line, outer.entries[0].column)
        if len(outer.items) > 1:
            return Sequence(outer.items, outer.items[0].line, outer.items[0].column)
        return outer.items[0] if outer.items else None

    def piece(self) -> Node | None:
        """What a comment holds: members, or items and values that no prose stands around."""
        outer = self._stack[0]
        if outer.entries:
            return Mapping(outer.entries, outer.entries[0].line, outer.entries[0].column)
        return self.root() if self._quoted and not self._bare else None

    def read_comment(self, region: _Region) -> None:
        """Read a comment as a piece of the container that it stands in, if it looks like one."""
        text = self._text[region.start : region.end].removesuffix("*/")
        blanked = without_signs(text, _COMMENT_SIGN)
        inner = _Reader(self._reading, blanked, self._base + region.start, is_comment=True)
        inner.read()
        node = inner.piece()
        # One value alone is the root: its own number is no part of the way to what it holds.
        path = region.path if len(self._stack[0].items) != 1 else region.path[1:]
        self._reading.comment(path, region.start, blanked, node)

    def _common(self, frame: _Frame, offset: int) -> int:
        """Read the plain members or items that come next in `frame`, or in what they open; where they end."""
        text, reading, base = self._text, self._reading, self._base
        while frame.node is not None:
            if isinstance(frame.node, Mapping):
                match = _MEMBER.match(text, offset)
                if match is None:
                    end = _END_OF_OBJECT.match(text, offset)
                    if end is None:
                        return offset
                    offset, frame = end.end(), self._leave()
                    continue
                self._quoted += 1
                line, column = reading.position(base + match.start(1))
                group = match.lastindex or 0
                opened = group == 5
                if opened:
                    if len(self._stack) > MAX_DEPTH:
                        return offset
                    node: Node = self._container(match[5], match.start(5))
                    self._stack.append(_Frame.of(node, match[1]))
                else:
                    node = reading.scalar(match[group], base + match.start(group), _KINDS[group - 2])
                frame.entries.append(Entry(match[1], node, line, column))
                if opened:
                    frame = self._stack[-1]
            else:
                match = _ITEM.match(text, offset)
                if match is None:
                    end = _END_OF_ARRAY.match(text, offset)
                    if end is None:
                        return offset
                    offset, frame = end.end(), self._leave()
                    continue
                self._quoted += 1
                frame.items.append(reading.scalar(match[1], base + match.start(1)))
            offset = match.end()
            if reading.is_full(base + offset):
                break
        return offset

    def _leave(self) -> _Frame:
        """Close the innermost container; the frame around it."""
        self._stack.pop()
        return self._stack[-1]

    def _token(self, match: re.Match[str]) -> int:
        """Read one token; where the next one begins."""
        kind = match.lastgroup
        if kind == "string" or kind == "single":
            return self._string(match)
        if kind == "mark":
            self._mark(match[0], match.start())
        elif kind == "word":
            self._word(match[0], match.start())
        elif kind == "conflict":
            self._problem(match.start(), "a merge conflict; both sides were read")
        elif kind != "space":
            self._comment(match)
        return match.end()

    def _string(self, match: re.Match[str]) -> int:
        raw, quote, end = match[0], match[0][0], match.end()
        closed = len(raw) > 1 and raw[-1] == quote
        if not closed and self._is_comment and quote == "'":
            return match.start() + 1
        if not closed:
            raw, end = self._across_lines(match, quote)
            closed = end > match.end()
            self._problem(match.start(), "a line break inside a string" if closed else "a string that does not end")
        inner = raw[1:-1] if closed else raw[1:].rstrip().removesuffix(",")
        self._quoted += 1
        self._value(self._scalar(_decoded(inner), match.start() + 1, ScalarKind.STRING))
        return end

    def _across_lines(self, match: re.Match[str], quote: str) -> tuple[str, int]:
        """A string that is closed on a later line, with where it ends; the part on its first line if it is not.

        A quote amid other text is the opening one of the next string, so it closes nothing.
        """
        if self._wasted <= _MAX_WASTE * len(self._text):
            whole = _LONG[quote].match(self._text, match.start())
            if whole is not None and _AFTER_VALUE.match(self._text, whole.end()):
                return whole[0], whole.end()
            self._wasted += (whole.end() if whole is not None else len(self._text)) - match.start()
        return match[0], match.end()

    def _word(self, text: str, start: int) -> None:
        kind = ScalarKind.NUMBER if _NUMBER.fullmatch(text) else ScalarKind.OTHER
        frame = self._stack[-1]
        is_plain = kind is ScalarKind.NUMBER or text in ("true", "false", "null")
        if self._is_comment and not frame.has_colon and not isinstance(frame.node, Sequence):
            if is_plain or _OPENS_VALUE.match(self._text, start + len(text)) is None:
                # Prose beside what was switched off.
                self._bare += 1
                return
        elif not is_plain:
            self._bare += 1
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
        frame = self._stack[-1]
        if frame.key is not None and not frame.has_colon:
            if isinstance(frame.node, Mapping):
                self._problem(start, "a colon is missing")
                frame.has_colon = True
            else:
                self._settle(frame)
        node = self._container(mark, start)
        name = frame.key.text if frame.key is not None else str(len(frame.items))
        self._add(node)
        self._stack.append(_Frame.of(node, name))

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
            entries = frame.entries
            if frame.node is None and frame.items and isinstance(frame.items[-1], Mapping):
                # One closing bracket too many: what follows still belongs to what it closed.
                entries = frame.items[-1].entries
            entries.append(Entry(frame.key.text, node, frame.key.line, frame.key.column))
            frame.key, frame.has_colon = None, False
        elif isinstance(frame.node, Mapping):
            self._problem_of(node, "a value without a key")
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
        self._problem_of(key, "a key without a value")
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

    def _container(self, mark: str, start: int) -> Mapping | Sequence:
        line, column = self._reading.position(self._base + start)
        self._reading.count()
        return Mapping([], line, column) if mark == "{" else Sequence([], line, column)

    def _scalar(self, text: str, start: int, kind: ScalarKind) -> Scalar:
        return self._reading.scalar(text, self._base + start, kind)

    def _problem_of(self, node: Node, message: str) -> None:
        if not self._is_comment:
            self._reading.problem_at(node.line, message)

    def _problem(self, offset: int, message: str) -> None:
        if not self._is_comment:
            self._reading.problem(self._base + offset, message)


def _decoded(raw: str) -> str:
    if "\\" not in raw:
        return raw
    try:
        text = json.loads(f'"{raw}"', strict=False)
    except ValueError:
        # A backslash that escapes nothing (`C:\Users`) stands for itself.
        return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _PLAIN.get(m[2], m[2]), raw)
    return str(text)
