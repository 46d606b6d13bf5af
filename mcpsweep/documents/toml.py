"""TOML with positions, also where it is broken.

`tomllib` keeps no positions and gives up at the first error, so this reads the text itself; `tomllib` is what the
tests compare it with. It does not judge: what TOML forbids but can be understood (a key set twice) is read.
"""

import re
from typing import TypeAlias, TypeVar

from mcpsweep.documents.base import MAX_DEPTH, Document, Entry, Mapping, Path, Scalar, ScalarKind, Sequence
from mcpsweep.documents.reading import CONFLICT, Reading, next_line, without_signs

_PART = r"""(?:[\w-]++|"(?:[^"\\\r\n]++|\\[^\r\n])*+"|'[^'\r\n]*+')"""
_PARTS = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"
_ONE_PART = re.compile(_PART)
_HEADER = re.compile(rf"[ \t]*+\[(\[?)[ \t]*+({_PARTS})[ \t]*+\]\]?[ \t]*+(?=[#\r\n]|\Z)")
_KEY = re.compile(_PARTS)
_ASSIGNMENT = re.compile(rf"[ \t]*+({_PARTS})[ \t]*+=[ \t]*+")
_COMMENTS = re.compile(r"(?:[ \t]*+\#[^\r\n]*+(?:\r\n|\r|\n|\Z))++")
_COMMENT = re.compile(r"\#[^\r\n]*+")
_BLANK = re.compile(r"[ \t]*+(?=[\r\n]|\Z)")
_GAP = re.compile(r"[\s,]++")
_SPACE = re.compile(r"[ \t]*+")
_HEADER_LINE = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*+\[")
_NEW_STATEMENT = re.compile(r"[ \t]*+(?:\[\[?[A-Za-z_\"'][^\[\],\r\n]*+\]|[^\s\[\]{},=\"'#][^\[\]{},=\r\n]*+=)")
"""What cannot stand in an array: it was never closed."""
_STRINGS = {
    '"""': re.compile(r'"""(?:\r\n|\n)?((?:[^"\\]++|\\.|"{1,2}(?!"))*+"{0,2})"""', re.DOTALL),
    "'''": re.compile(r"'''(?:\r\n|\n)?((?:[^']++|'{1,2}(?!'))*+'{0,2})'''"),
    '"': re.compile(r'"((?:[^"\\\r\n]++|\\[^\r\n])*+)"'),
    "'": re.compile(r"'([^'\r\n]*+)'"),
}
_BARE = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d[\d:.]*+(?:[Zz]|[+-][\d:]++)?)?|[^\s,\[\]{}#\"'=]++")
_NUMBER = re.compile(
    r"[+-]?(?:\d[\d_]*+(?:\.[\d_]++)?(?:[eE][+-]?[\d_]++)?|0[xX][\da-fA-F_]++|0o[0-7_]++|0b[01_]++|inf|nan)"
)
_OTHER = re.compile(r"true|false|\d{4}-\d\d-\d\d.*|\d\d:\d\d.*")
_TO_LINE_END = re.compile(r"[^\r\n]*+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|[ \t]*+\r?\n\s*+|([\s\S]))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_MAX_CODE = 0x10FFFF

_Container: TypeAlias = Mapping | Sequence
_Kept = TypeVar("_Kept", Mapping, Sequence)
_CLOSING = {"[": "]", "{": "}"}


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    reading = Reading(text)
    reader = _Reader(reading, text, 0)
    reader.read()
    return reading.document(reader.root if reader.root.entries else None)


class _Reader:
    """One pass over a text, or over a comment of it that begins at `base`."""

    def __init__(self, reading: Reading, text: str, base: int, *, is_comment: bool = False) -> None:
        self.root = Mapping([], *reading.position(base))
        self._reading = reading
        self._text = text
        self._base = base
        self._is_comment = is_comment
        self._table: Mapping = self.root
        self._path: Path = ()
        self._known: dict[tuple[int, str], _Container] = {}
        """Tables and arrays of tables by the identity of what holds them, and their key."""
        self._unclosed: set[str] = set()
        self._keyless = 0
        """Up to here stand parts of a key that no value follows: looking again at each would cost square time."""

    def read(self) -> None:
        """Read all statements."""
        offset = 0
        while offset < len(self._text) and not self._reading.is_full(self._base + offset):
            offset = self._statement(offset)

    def items(self) -> Sequence | None:
        """The text as items of an array: quoted strings and tables with commas between them."""
        found = Sequence([], *self._reading.position(self._base))
        start = _SPACE.match(self._text)
        end = self._fill([found], start.end() if start else 0, "]")
        return found if found.items and end >= len(self._text.rstrip()) else None

    def _statement(self, start: int) -> int:
        """Read what begins at the beginning of a line; where the next statement begins."""
        text = self._text
        if comments := _COMMENTS.match(text, start):
            self._comment(comments[0], comments.start(), self._path)
            return comments.end()
        if header := _HEADER.match(text, start):
            self._begin(header)
            return self._rest(header.end())
        if assignment := _ASSIGNMENT.match(text, start):
            holder, key = self._holder(self._table, assignment[1], assignment.start(1))
            slot = Sequence([], 0, 0)
            end = self._fill([slot], assignment.end(), "")
            if slot.items:
                line, column = self._position(assignment.start(1))
                holder.entries.append(Entry(key, slot.items[0], line, column))
                if isinstance(slot.items[0], Mapping):
                    self._known[id(holder), key] = slot.items[0]
            else:
                self._problem(start, "a key without a value")
            return self._rest(end)
        if not _BLANK.match(text, start):
            conflict = CONFLICT.match(text, start)
            self._problem(start, "a merge conflict; both sides were read" if conflict else "a line without a key")
        return next_line(text, start)

    def _rest(self, offset: int) -> int:
        """What stands behind a statement on its line: a comment or nothing. A statement may also end a line early."""
        text = self._text
        if offset and text[offset - 1] in "\r\n":
            return offset
        space = _SPACE.match(text, offset)
        offset = space.end() if space else offset
        if comment := _COMMENT.match(text, offset):
            self._comment(comment[0], offset, self._path)
        elif not _BLANK.match(text, offset):
            self._problem(offset, "text behind a value")
        return next_line(text, offset)

    def _begin(self, header: re.Match[str]) -> None:
        """A table, or one more table of an array."""
        holder, key = self._holder(self.root, header[2], header.start(2))
        line, column = self._position(header.start(2))
        path = list(self._keys(header[2]))
        known = self._known.get((id(holder), key))
        if header[1]:
            if not isinstance(known, Sequence):
                known = self._keep(holder, key, Sequence([], line, column))
            self._table = Mapping([], line, column)
            known.items.append(self._table)
            self._reading.count()
        elif isinstance(known, Mapping):
            self._table = known
        else:
            self._table = self._keep(holder, key, Mapping([], line, column))
        self._path = self._numbered(path)

    def _numbered(self, keys: list[str]) -> Path:
        """The way to a table, with the numbers of the arrays on it."""
        here: _Container = self.root
        path: list[str] = []
        for key in keys:
            path.append(key)
            found = self._known.get((id(here), key))
            if isinstance(found, Sequence):
                path.append(str(len(found.items) - 1))
                last = found.items[-1]
                found = last if isinstance(last, Mapping) else None
            if found is None:
                break
            here = found
        return tuple(path)

    def _holder(self, table: Mapping, written: str, start: int) -> tuple[Mapping, str]:
        """The table that the last part of a dotted key belongs into, and that part."""
        *parts, last = self._keys(written)
        if len(parts) > MAX_DEPTH:
            self._problem(start, f"nested more than {MAX_DEPTH} deep; the names in between were left out")
            parts = parts[:MAX_DEPTH]
        for part in parts:
            found = self._known.get((id(table), part))
            if isinstance(found, Sequence):
                newest = found.items[-1] if found.items else None
                found = newest if isinstance(newest, Mapping) else None
            if not isinstance(found, Mapping):
                found = self._keep(table, part, Mapping([], *self._position(start)))
            table = found
        return table, last

    def _keep(self, holder: Mapping, key: str, node: _Kept) -> _Kept:
        self._known[id(holder), key] = node
        self._reading.count()
        holder.entries.append(Entry(key, node, node.line, node.column))
        return node

    def _keys(self, written: str) -> list[str]:
        return [
            part if part[0] not in "\"'" else _unescaped(part[1:-1]) if part[0] == '"' else part[1:-1]
            for part in _ONE_PART.findall(written)
        ]

    def _fill(self, stack: list[_Container], start: int, closing: str) -> int:
        """Read values into the innermost container of `stack`; where they end.

        One value where `closing` is empty, else items until the text ends. Containers inside come onto the stack.
        """
        text, offset, outer = self._text, start, len(stack)
        closings = [closing]
        while offset < len(text) and not self._reading.is_full(self._base + offset):
            if len(stack) > outer or closing:
                gap_start, offset = offset, self._gap(offset)
                if offset >= len(text):
                    break
                if text[offset] in "]}":
                    if len(stack) == outer:
                        return offset
                    if text[offset] != closings[-1]:
                        self._problem(offset, f"a {text[offset]} where another bracket is open")
                    stack.pop()
                    closings.pop()
                    offset += 1
                    if len(stack) == outer and not closing:
                        return offset
                    continue
                line_start = self._line_start(gap_start, offset)
                sign_of_end = _NEW_STATEMENT if closings[-1] == "]" else _HEADER
                if line_start is not None and not self._is_comment and sign_of_end.match(text, offset):
                    self._problem(offset, "a value that does not end")
                    return line_start
            holder, key, key_start, value = self._place(stack[-1], offset)
            if value >= len(text) or (value == offset and holder is not stack[-1]):
                break
            sign = text[value]
            if sign in "[{":
                if len(stack) >= MAX_DEPTH:
                    self._problem(value, f"nested more than {MAX_DEPTH} deep; what lies deeper was not read")
                    return value
                node: Mapping | Sequence | Scalar
                line, column = self._position(value)
                node = Mapping([], line, column) if sign == "{" else Sequence([], line, column)
                self._reading.count()
                stack.append(node)
                closings.append(_CLOSING[sign])
                offset = value + 1
            else:
                node, offset = self._scalar(value, is_alone=len(stack) == outer and not closing)
            if isinstance(holder, Mapping):
                line, column = self._position(key_start)
                holder.entries.append(Entry(key, node, line, column))
                if isinstance(node, Mapping):
                    self._known[id(holder), key] = node
            else:
                holder.items.append(node)
            if len(stack) == outer and not closing:
                return offset
        if len(stack) > outer:
            self._problem(start, "a value that does not end")
        return len(text)

    def _place(self, container: _Container, offset: int) -> tuple[_Container, str, int, int]:
        """Where the value that comes next goes: what holds it, its key, where that stands, where the value begins."""
        if isinstance(container, Sequence):
            return container, "", offset, offset
        assignment = _ASSIGNMENT.match(self._text, offset) if offset >= self._keyless else None
        if assignment is None:
            if offset >= self._keyless and (parts := _KEY.match(self._text, offset)):
                self._keyless = parts.end()
            self._problem(offset, "a value without a key")
            return container, "", offset, offset
        holder, key = self._holder(container, assignment[1], assignment.start(1))
        return holder, key, assignment.start(1), assignment.end()

    def _gap(self, offset: int) -> int:
        """Behind spaces, commas, line ends and comments."""
        text = self._text
        while True:
            if gap := _GAP.match(text, offset):
                offset = gap.end()
            elif comment := _COMMENT.match(text, offset):
                whole = _COMMENTS.match(text, offset) or comment
                self._comment(whole[0], offset, self._path)
                offset = whole.end()
            else:
                return offset

    def _line_start(self, gap_start: int, offset: int) -> int | None:
        """Where the line of `offset` begins, if it begins in the gap before and nothing stands between."""
        gap = self._text[gap_start:offset]
        start = max(gap.rfind("\n"), gap.rfind("\r")) + 1
        return gap_start + start if start and not gap[start:].strip() else None

    def _scalar(self, start: int, *, is_alone: bool) -> tuple[Scalar, int]:
        text = self._text
        sign = text[start]
        if sign in "\"'":
            sign = next(kind for kind in _STRINGS if text.startswith(kind, start))
            if sign not in self._unclosed:
                found = _STRINGS[sign].match(text, start)
                if found is not None:
                    inner = found[1].replace("\r\n", "\n") if len(sign) > 1 else found[1]
                    value = _unescaped(inner) if sign[0] == '"' else inner
                    return self._reading.scalar(value, self._base + found.start(1)), found.end()
                if len(sign) > 1:
                    # There is no other end of one either: looking again for each would cost square time.
                    self._unclosed.add(sign)
            self._problem(start, "a string that does not end")
            return self._to_line_end(start + len(sign))
        bare = _BARE.match(text, start)
        if bare is None:
            self._problem(start, "a sign that begins no value")
            return self._reading.scalar(sign, self._base + start, ScalarKind.OTHER), start + 1
        if _NUMBER.fullmatch(bare[0]):
            return self._reading.scalar(bare[0], self._base + start, ScalarKind.NUMBER), bare.end()
        if _OTHER.fullmatch(bare[0]):
            return self._reading.scalar(bare[0], self._base + start, ScalarKind.OTHER), bare.end()
        self._problem(start, "a string without quotes")
        if is_alone:
            return self._to_line_end(start)
        return self._reading.scalar(bare[0], self._base + start), bare.end()

    def _to_line_end(self, start: int) -> tuple[Scalar, int]:
        rest = _TO_LINE_END.match(self._text, start)
        raw = rest[0] if rest else ""
        return self._reading.scalar(raw.partition(" #")[0].rstrip(), self._base + start), start + len(raw)

    def _comment(self, text: str, start: int, path: Path) -> None:
        """A block of comment lines. From its first table header on it belongs to no table but its own."""
        if self._is_comment:
            return
        blanked = without_signs(text)
        header = _HEADER_LINE.search(blanked)
        cut = header.start() if header is not None and _HEADER.match(blanked, header.start()) else len(blanked)
        for begin, end, where in ((0, cut, path), (cut, len(blanked), ())):
            part = blanked[begin:end]
            if not part.strip():
                continue
            base = self._base + start + begin
            inner = _Reader(self._reading, part, base, is_comment=True)
            inner.read()
            node = inner.root if inner.root.entries else self._loose_items(part, base)
            self._reading.comment(where, base, part, node)

    def _loose_items(self, part: str, base: int) -> Sequence | None:
        if part.lstrip()[0] not in "\"'{":
            return None
        return _Reader(self._reading, part, base, is_comment=True).items()

    def _position(self, offset: int) -> tuple[int, int]:
        return self._reading.position(self._base + offset)

    def _problem(self, offset: int, message: str) -> None:
        if not self._is_comment:
            self._reading.problem(self._base + offset, message)


def _unescaped(raw: str) -> str:
    return _ESCAPE.sub(_one, raw) if "\\" in raw else raw


def _one(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= _MAX_CODE else match[0]
    return _ESCAPED.get(match[4], match[4]) if match[4] else ""
