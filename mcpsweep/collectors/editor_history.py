"""Read the index of an editor's local history: which file the copies beside it are older versions of.

Fact: the workbench's own code (workingCopyHistory) as of 1.139; a folder holds the copies and one `entries.json` with
the original's address under `resource` and the copies' names under `entries[].id`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.observation import Copied, Observation, Unclear
from mcpsweep.documents.address import split
from mcpsweep.documents.base import Document, Mapping, Scalar, Sequence

_OWN = re.compile(r"/User/(?:profiles/[^/]+/)?(?:mcp|settings)\.json")
"""What the editor itself reads, wherever its `User` folder lies."""

_NAME = re.compile(r"[\w-][\w.-]*")
"""What the editor calls a copy: it lies in the same folder, and nowhere else."""


def file_of(index: File, copied: Copied, identify: Callable[[str], File | None]) -> File | None:
    """A copy as its original is read, or None if no client reads that. `identify` knows the files of projects."""
    if _OWN.search(copied.original):
        return replace(index, path=copied.path, reader=ReaderName.CONFIGURATION)
    original = identify(copied.original)
    return replace(original, path=copied.path, home=index.home) if original is not None else None


def read(file: File, document: Document) -> Iterator[Observation]:
    """Each copy with the path of its original."""
    root = document.root
    resource = root.get("resource") if isinstance(root, Mapping) else None
    entries = root.get("entries") if isinstance(root, Mapping) else None
    if isinstance(resource, Scalar) and isinstance(entries, Sequence):
        folder = file.path.rpartition("/")[0]
        original = _path(resource.text)
        for entry in entries.items:
            name = entry.get("id") if isinstance(entry, Mapping) else None
            if isinstance(name, Scalar) and _NAME.fullmatch(name.text) and original:
                yield Copied(f"{folder}/{name.text}", original)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _path(address: str) -> str:
    """Where the original lay; for a file that was edited on another machine, where it lay there."""
    return unquote(split(address).path).rstrip("/")
