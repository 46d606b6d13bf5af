"""One thing that happened in a run, sealed to the one before it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from mcpsweep.model.canonical import canonical, sayable

START = "0" * 64
"""What the first record of a run names as the hash of the one before it."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happened in a run. It holds no value.

    The records of one run are a chain of their own: each names the hash of the one before it, so that none can be
    changed, left out, added or moved without every later hash changing.
    """

    sequence: int
    """1, 2, 3 … within the run."""
    at: str
    """RFC 3339 in UTC."""
    run: str
    kind: str
    """What happened, by the journal's names."""
    data: Mapping[str, Any]
    """What JSON can say."""
    previous: str
    """`hash` of the record before, `START` for the first."""
    hash: str
    """SHA-256 of all the rest in its canonical form, lower-case hex."""


class Break(msgspec.Struct, frozen=True):
    """A record that does not follow from the one before it."""

    position: int
    """1-based, among the records."""
    reason: str
    """In words."""


def seal(previous: Record | None, at: str, run: str, kind: str, data: Mapping[str, Any]) -> Record:
    """What happened, as the record that follows `previous`; without one, as the first of `run`.

    `data` is anything that `msgspec.to_builtins` and JSON can say; it is kept as what reading it back gives. Raises
    `ValueError` if `previous` belongs to another run.
    """
    if previous is not None and previous.run != run:
        raise ValueError("a record follows another run's")
    sequence, before = (previous.sequence + 1, previous.hash) if previous is not None else (1, START)
    record = Record(sequence, at, run, kind, sayable(msgspec.to_builtins(data, str_keys=True)), before, "")
    return msgspec.structs.replace(record, hash=digest(record))


def digest(record: Record) -> str:
    """The hash that `record` must carry."""
    tree = msgspec.to_builtins(record)
    del tree["hash"]
    return hashlib.sha256(canonical(tree)).hexdigest()


def line(record: Record) -> str:
    """`record` as a line of `events.jsonl`, without the line's end: its canonical form."""
    return canonical(record).decode("ascii")


def breaks(records: Iterable[Record]) -> Iterator[Break]:
    """Where the chain of one run's `records` is broken, in order; nothing if it is whole.

    That nothing was cut off at the end, no chain can tell by itself: its last hash has to be known from elsewhere.
    """
    before: Record | None = None
    for position, record in enumerate(records, 1):
        if record.hash != digest(record):
            yield Break(position, "it was changed: its hash is not that of its content")
        if record.previous != (before.hash if before is not None else START):
            yield Break(position, "it does not follow from the record before it: its hash is another one")
        if record.sequence != (before.sequence + 1 if before is not None else 1):
            yield Break(
                position, f"records are missing, added or moved before it: it says that it is {record.sequence}"
            )
        if before is not None and record.run != before.run:
            yield Break(position, "it belongs to another run")
        before = record


def is_unbroken(records: Iterable[Record]) -> bool:
    """Whether each of one run's `records` follows from the one before it."""
    return next(breaks(records), None) is None
