"""Which module reads which kind of file."""

from collections.abc import Callable, Iterator

from mcpsweep.collectors import assignments, configuration, editor_state, front_matter, token_store
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.observation import Observation, Opened
from mcpsweep.documents.base import Document, leaves
from mcpsweep.documents.read import Format, format_of, parse

_BY_NAME: dict[ReaderName, Callable[[File, Document], Iterator[Observation]]] = {
    ReaderName.CONFIGURATION: configuration.read,
    ReaderName.TOKEN_STORE: token_store.read,
    ReaderName.FRONT_MATTER: front_matter.read,
    ReaderName.ASSIGNMENTS: assignments.read,
}
_FALLBACK = {
    ReaderName.CONFIGURATION: Format.JSON,
    ReaderName.TOKEN_STORE: Format.JSON,
    ReaderName.FRONT_MATTER: Format.TEXT,
    ReaderName.ASSIGNMENTS: Format.DOTENV,
    ReaderName.PROJECT_LIST: Format.JSON,
}
"""What a file is taken for if its name does not tell."""


def read(file: File, data: bytes, wal: bytes | None) -> Iterator[Observation]:
    """Everything that one file shows. `wal` is the write-ahead log beside a SQLite database, if there is one."""
    if file.reader is ReaderName.EDITOR_STATE:
        yield from editor_state.read(file, data, wal)
        return
    document = parse(data, format_of(file.path) or _FALLBACK[file.reader])
    if file.reader is ReaderName.PROJECT_LIST:
        yield from _projects(document)
        return
    yield from _BY_NAME[file.reader](file, document)


def _projects(document: Document) -> Iterator[Opened]:
    for leaf in leaves(document.root) if document.root is not None else ():
        yield from editor_state.opened_uri(leaf.scalar.text)
