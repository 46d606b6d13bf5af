"""Read a text that nobody wrote as a configuration: token shapes count, and nothing else does."""

from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Observation
from mcpsweep.documents.base import Document


def read(file: File, document: Document) -> Iterator[Observation]:
    """Every token in the text, each once."""
    yield from left_over.read(file, document, set())
