"""SQLite's write-ahead log, applied to a database in memory.

SQLite itself would do this only on disk, and no copy of somebody's credentials may be written there.
Layout and checksum: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

import struct

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""First word → byte order of the words that checksums add up."""
_WORD = 0xFFFFFFFF


def apply(database: bytes, log: bytes) -> bytes:
    """`database` with every transaction that `log` holds whole; unchanged if there is none."""
    if len(log) < _HEADER.size:
        return database
    magic, _, page_size, _, salt1, salt2, *_ = _HEADER.unpack_from(log)
    if magic not in _MAGIC or page_size < 512 or page_size > 65536 or page_size & (page_size - 1):
        return database
    order = _MAGIC[magic]
    sums = _checksum(log[:24], order, (0, 0))
    committed: dict[int, int] = {}
    waiting: dict[int, int] = {}
    pages = 0
    for start in range(_HEADER.size, len(log) - _FRAME.size - page_size + 1, _FRAME.size + page_size):
        page, size_after, own1, own2, sum1, sum2 = _FRAME.unpack_from(log, start)
        content = start + _FRAME.size
        sums = _checksum(log[start : start + 8], order, sums)
        sums = _checksum(log[content : content + page_size], order, sums)
        # Frames of an earlier round, or torn by a crash: SQLite stops here as well.
        if (own1, own2) != (salt1, salt2) or (sum1, sum2) != sums or page == 0:
            break
        waiting[page] = content
        if size_after:
            committed.update(waiting)
            waiting.clear()
            pages = size_after
    # A log cannot make a database larger than both files together.
    if not committed or pages * page_size > len(database) + len(log):
        return database
    result = bytearray(database[: pages * page_size].ljust(pages * page_size, b"\0"))
    for page, content in committed.items():
        if page <= pages:
            result[(page - 1) * page_size : page * page_size] = log[content : content + page_size]
    return bytes(result)


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second
