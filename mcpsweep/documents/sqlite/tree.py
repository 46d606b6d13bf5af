"""The records of a b-tree: rows of a table, as its pages hold them."""

import struct
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from mcpsweep.documents.sqlite.pages import BrokenError, Pages

MAX_ROW = 16 * 1024 * 1024
"""Of a longer row only so much is read; in bytes."""
MAX_COLUMNS = 32_767
"""SQLite itself has no wider tables."""

Cell: TypeAlias = str | bytes | int | float | None

_TABLE_INTERIOR, _TABLE_LEAF = 5, 13
_INDEX_INTERIOR, _INDEX_LEAF = 2, 10
_INTERIOR = frozenset([_TABLE_INTERIOR, _INDEX_INTERIOR])
_SHORT, _LONG = struct.Struct(">H"), struct.Struct(">I")
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Serial type → bytes of a signed integer."""
_REAL, _ZERO, _ONE, _BLOB = 7, 8, 9, 12
_SIGN = 1 << 63


@dataclass(slots=True)
class Row:
    """One record."""

    number: int | None
    """Its rowid; None in a table that has none."""
    cells: dict[int, Cell]
    """Position in the record → value, of those that were asked for and that it has."""
    size: int
    """Bytes that were read of it."""
    is_cut: bool
    """Whether it is longer than `MAX_ROW`."""


@dataclass(slots=True)
class Tree:
    """One walk over one tree."""

    pages: Pages
    root: int
    seen: set[int] = field(default_factory=set)
    """Pages that were looked at already: none is read twice, whatever leads to it."""
    is_broken: bool = False
    """Whether something could not be read so far."""

    def rows(self, wanted: Set[int] | None = None) -> Iterator[Row]:
        """Every row that can be read, with the cells `wanted`, or all of them. What is broken costs its rows only."""
        waiting = [self.root]
        while waiting:
            number = waiting.pop()
            if number in self.seen:
                self.is_broken = True
                continue
            self.seen.add(number)
            try:
                page = self.pages[number]
                start = self.pages.beginning(number)
                kind = page[start]
                if kind not in (_TABLE_LEAF, _TABLE_INTERIOR, _INDEX_LEAF, _INDEX_INTERIOR):
                    raise BrokenError
                cells = _pointers(page, start, kind)
            except (BrokenError, struct.error):
                self.is_broken = True
                continue
            if kind in _INTERIOR:
                children = [_LONG.unpack_from(page, cell)[0] for cell in cells if cell + 4 <= len(page)]
                self.is_broken = self.is_broken or len(children) < len(cells)
                waiting += [*_LONG.unpack_from(page, start + 8), *reversed(children)]
            if kind != _TABLE_INTERIOR:
                yield from self._rows_of(page, kind, cells, wanted)

    def is_without_rowid(self) -> bool:
        """Whether the tree is one of keys, as a table's is that was made WITHOUT ROWID."""
        try:
            return self.pages[self.root][self.pages.beginning(self.root)] in (_INDEX_LEAF, _INDEX_INTERIOR)
        except BrokenError:
            return False

    def _rows_of(self, page: bytes, kind: int, cells: tuple[int, ...], wanted: Set[int] | None) -> Iterator[Row]:
        for cell in cells:
            try:
                yield self._row(page, kind, cell, wanted)
            except (BrokenError, IndexError, struct.error):
                self.is_broken = True

    def _row(self, page: bytes, kind: int, at: int, wanted: Set[int] | None) -> Row:
        size, at = _varint(page, at + 4 if kind in _INTERIOR else at)
        number = None
        if kind == _TABLE_LEAF:
            number, at = _varint(page, at)
            number -= (number & _SIGN) << 1
        data = self._payload(page, at, size, self._local(size, is_table=kind == _TABLE_LEAF))
        return Row(number, dict(_cells(data, size, self.pages.encoding, wanted)), len(data), len(data) < size)

    def _local(self, size: int, *, is_table: bool) -> int:
        """How many bytes of a record of `size` lie in the page of its cell."""
        usable = self.pages.usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (usable - 12) * 32 // 255 - 23
        fitting = least + (size - least) % (usable - 4)
        return fitting if fitting <= most else least

    def _payload(self, page: bytes, at: int, size: int, local: int) -> bytes:
        """A record, up to `MAX_ROW`: what lies in the page, and then page after page of what flowed over."""
        if at + local > self.pages.usable:
            raise BrokenError
        parts = [page[at : at + local]]
        left = min(size, MAX_ROW) - local
        following = _LONG.unpack_from(page, at + local)[0] if size > local else 0
        while left > 0:
            page = self.pages[following]
            (following,) = _LONG.unpack_from(page)
            parts.append(page[4 : 4 + min(left, self.pages.usable - 4)])
            left -= len(parts[-1])
        return b"".join(parts)


def _pointers(page: bytes, start: int, kind: int) -> tuple[int, ...]:
    (count,) = _SHORT.unpack_from(page, start + 3)
    return struct.unpack_from(f">{count}H", page, start + (12 if kind in _INTERIOR else 8))


def _cells(data: bytes, size: int, encoding: str, wanted: Set[int] | None) -> Iterator[tuple[int, Cell]]:
    """The values of a record of `size` bytes; if `data` is not all of it, those that it begins with."""
    begin, at = _varint(data, 0)
    end = begin
    for position in range(MAX_COLUMNS):
        if at >= begin or end > len(data):
            return
        kind, at = _varint(data, at)
        start, end = end, end + _width(kind)
        if end > size:
            raise BrokenError
        if (wanted is None or position in wanted) and (end <= len(data) or kind >= _BLOB):
            yield position, _value(kind, data[start:end], encoding)


def _width(kind: int) -> int:
    if kind >= _BLOB:
        return (kind - _BLOB) // 2
    return 8 if kind == _REAL else _INTEGERS.get(kind, 0)


def _value(kind: int, raw: bytes, encoding: str) -> Cell:
    if kind >= _BLOB:
        return raw.decode(encoding, "replace") if kind % 2 else raw
    if kind in _INTEGERS:
        return int.from_bytes(raw, "big", signed=True)
    if kind == _REAL:
        return float(*struct.unpack(">d", raw))
    return {_ZERO: 0, _ONE: 1}.get(kind)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends. Raises `IndexError` if the bytes end before it."""
    number = data[at]
    if number < 0x80:
        return number, at + 1
    number &= 0x7F
    for end in range(at + 1, at + 8):
        byte = data[end]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, end + 1
    return number << 8 | data[at + 8], at + 9
