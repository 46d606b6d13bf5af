"""Read Markdown with YAML front matter: agents, skills and commands, which may bring servers of their own."""

import re
from collections.abc import Iterator

from mcpsweep.collectors import configuration
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Observation
from mcpsweep.documents.base import Document
from mcpsweep.documents.read import Format, parse

_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def read(file: File, document: Document) -> Iterator[Observation]:
    """What the front matter configures, and token shapes in the text below it."""
    fenced = _FENCE.search(document.text)
    if fenced is None:
        yield from configuration.read(file, document)
        return
    # A line break in place of the first fence keeps every line number as it is in the file.
    inner = parse(("\n" + fenced.group(1)).encode("utf-8", "surrogatepass"), Format.YAML)
    yield from configuration.read(file, Document(inner.root, document.text, inner.comments, inner.problems))
