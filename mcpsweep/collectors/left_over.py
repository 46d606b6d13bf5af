"""Search a file's text for token shapes where no structure was found: prose, broken tails, quoted commands."""

from collections.abc import Iterator

from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Held, Place
from mcpsweep.detection.search import scan_tokens
from mcpsweep.documents.base import Document
from mcpsweep.documents.position import Lines
from mcpsweep.model.secret import Secret


def read(file: File, document: Document, seen: set[Secret]) -> Iterator[Held]:
    """Every token in the text that is not among those `seen` already."""
    lines: Lines | None = None
    for hit in scan_tokens(document.text):
        if hit.secret in seen:
            continue
        seen.add(hit.secret)
        lines = lines or Lines(document.text)
        yield Held(hit, Place(file.path, *lines.at(hit.start), "", file.client))
