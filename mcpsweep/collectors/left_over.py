"""Search a file's text for token shapes where no structure was found: prose, broken tails, quoted commands."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Held, Observation, Place
from mcpsweep.detection.base import Context, Hit
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.tokens import scan_tokens
from mcpsweep.documents.base import Document, pointer
from mcpsweep.documents.reading import Reading
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret


def read(file: File, document: Document, seen: set[Secret]) -> Iterator[Held]:
    """Every token in the text that is not among those `seen` already."""
    lines: Reading | None = None
    for hit in hits(document.text):
        if hit.secret in seen:
            continue
        seen.add(hit.secret)
        lines = lines or Reading(document.text)
        yield Held(hit, Place(file.path, *lines.position(hit.start), "", file.client))


def in_cells(file: File, database: Database, known: Iterable[Observation] = ()) -> Iterator[Observation]:
    """What is `known` of a database, and every token in any text of it that is not among that."""
    seen: set[Secret] = set()
    for observation in known:
        if isinstance(observation, Held):
            seen.add(observation.hit.secret)
        yield observation
    for cell in database.texts():
        for hit in hits(cell.text):
            if hit.secret not in seen:
                seen.add(hit.secret)
                yield Held(hit, Place(file.path, 0, 0, pointer((cell.table, str(cell.row), cell.column)), file.client))


def within(text: str, place: Place) -> Iterator[Held]:
    """Every token in a text that stands at `place`."""
    yield from (Held(hit, place.within(text, hit.start)) for hit in hits(text))


def hits(text: str) -> Iterator[Hit]:
    """Every token in a text, told by its shape alone."""
    for token in scan_tokens(text):
        for hit in inspect(text[token.start : token.end], Context(Slot.FILE)).hits:
            yield replace(hit, start=token.start + hit.start, end=token.start + hit.end)
