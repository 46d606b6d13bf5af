"""Read what was said to an agent, and what its tools gave back: token shapes count, and nothing else does."""

from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Observation
from mcpsweep.documents.base import Document
from mcpsweep.documents.sqlite.database import Database

MAX_TRANSCRIPT = 64 * 1024 * 1024
"""Of a larger one only so much is read, in bytes. Sessions of weeks grow to tens of megabytes."""


def read(file: File, document: Document) -> Iterator[Observation]:
    """Every token in the text, each once."""
    yield from left_over.read(file, document, set())


def read_database(file: File, database: Database) -> Iterator[Observation]:
    """The same, where the text lies in the cells of a database."""
    yield from left_over.in_cells(file, database)
