"""The pages of a database, each in its newest committed state."""

import struct

from mcpsweep.documents.sqlite.log import LARGEST_PAGE, Committed, committed, is_page_size
from mcpsweep.documents.sqlite.source import Bytes

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
"""In bytes; the first page's b-tree begins after it."""
_SIZE = struct.Struct(">H")
_ENCODING = struct.Struct(">I")
_ENCODINGS = {0: "utf-8", 1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
"""0 is a database in which no text was ever stored."""
_MOST_RESERVED = 32
"""Bytes at the end of each page that an extension may keep for itself; with more of them no cell would fit."""


class BrokenError(Exception):
    """Something in the file is not what it should be."""


class NoDatabaseError(Exception):
    """It is no SQLite database, or one that is encrypted as a whole."""


class Pages:
    """Numbered from 1. Only what is asked for is read."""

    def __init__(self, database: Bytes, log: Bytes | None) -> None:
        """Read the header, and all of the log. Raises `NoDatabaseError`, and `OSError` if nothing can be read."""
        self._database, self._log = database, log
        self._committed = committed(log) if log is not None else Committed()
        first = self._committed.offsets.get(1)
        header = log.at(first, _HEADER) if log is not None and first is not None else database.at(0, _HEADER)
        if not header.startswith(_MAGIC) or len(header) < _HEADER:
            raise NoDatabaseError
        (size,) = _SIZE.unpack_from(header, 16)
        self._size = LARGEST_PAGE if size == 1 else size
        (encoding,) = _ENCODING.unpack_from(header, 56)
        if not is_page_size(self._size) or header[20] > _MOST_RESERVED or encoding not in _ENCODINGS:
            raise NoDatabaseError
        if self._committed.page_size not in (0, self._size):
            self._committed = Committed()
        self.encoding = _ENCODINGS[encoding]
        """Of all text."""
        self.usable = self._size - header[20]
        """Bytes of each page that cells lie in."""
        # A log cannot make a database larger than both files together.
        most = (database.size + (log.size if log is not None else 0)) // self._size
        self._count = min(self._committed.pages or database.size // self._size, most)

    def __getitem__(self, number: int) -> bytes:
        """One page. Raises `BrokenError` if there is none of that number, or it cannot be read whole."""
        if not 1 <= number <= self._count:
            raise BrokenError
        offset = self._committed.offsets.get(number)
        try:
            if offset is not None and self._log is not None:
                page = self._log.at(offset, self._size)
            else:
                page = self._database.at((number - 1) * self._size, self._size)
        except OSError:
            raise BrokenError from None
        if len(page) < self._size:
            raise BrokenError
        return page

    @staticmethod
    def beginning(number: int) -> int:
        """Where a page's b-tree begins in it."""
        return _HEADER if number == 1 else 0
