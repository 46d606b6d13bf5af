"""SQLite's write-ahead log: which pages it holds, committed, in place of those of the database.

Layout and checksum: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from mcpsweep.documents.sqlite.source import Bytes

SMALLEST_PAGE, LARGEST_PAGE = 512, 65536
_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""First word → byte order of the words that checksums add up."""
_WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Committed:
    """What every transaction that a log holds whole came to."""

    page_size: int = 0
    """In bytes; 0 if there is nothing."""
    pages: int = 0
    """How many the database has with the log."""
    offsets: Mapping[int, int] = field(default_factory=dict)
    """Number of a page, from 1 → where its newest content begins in the log."""


def committed(log: Bytes) -> Committed:
    """Read a log to the end of its last whole transaction. Raises `OSError` if it cannot be read."""
    header = log.at(0, _HEADER.size)
    if len(header) < _HEADER.size:
        return Committed()
    magic, _, page_size, _, salt1, salt2, *_ = _HEADER.unpack(header)
    if magic not in _MAGIC or not is_page_size(page_size):
        return Committed()
    order = _MAGIC[magic]
    sums = _checksum(header[:24], order, (0, 0))
    offsets: dict[int, int] = {}
    waiting: dict[int, int] = {}
    pages = 0
    for start in range(_HEADER.size, log.size - _FRAME.size - page_size + 1, _FRAME.size + page_size):
        frame = log.at(start, _FRAME.size + page_size)
        if len(frame) < _FRAME.size + page_size:
            break
        page, size_after, own1, own2, sum1, sum2 = _FRAME.unpack_from(frame)
        # Frames of an earlier round: SQLite stops here as well.
        if (own1, own2) != (salt1, salt2) or page == 0:
            break
        sums = _checksum(frame[_FRAME.size :], order, _checksum(frame[:8], order, sums))
        if (sum1, sum2) != sums:
            break
        waiting[page] = start + _FRAME.size
        if size_after:
            offsets.update(waiting)
            waiting.clear()
            pages = size_after
    return Committed(page_size, pages, offsets) if offsets else Committed()


def is_page_size(size: int) -> bool:
    """Whether SQLite has pages of so many bytes."""
    return SMALLEST_PAGE <= size <= LARGEST_PAGE and size & (size - 1) == 0


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second
