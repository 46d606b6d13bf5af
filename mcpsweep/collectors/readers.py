"""Which module reads which kind of file."""

from collections.abc import Callable, Iterator

from mcpsweep.collectors import (
    assignments,
    configuration,
    database,
    editor_history,
    editor_state,
    front_matter,
    ide_options,
    prose,
    sealed_store,
    token_store,
)
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.beside import reading as beside
from mcpsweep.collectors.observation import Observation, Opened
from mcpsweep.collectors.schedules import registry, scripts
from mcpsweep.collectors.schedules.base import Input
from mcpsweep.documents.base import Document, leaves
from mcpsweep.documents.read import Format, format_of, parse

_BY_NAME: dict[ReaderName, Callable[[File, Document], Iterator[Observation]]] = {
    ReaderName.CONFIGURATION: configuration.read,
    ReaderName.TOKEN_STORE: token_store.read,
    ReaderName.FRONT_MATTER: front_matter.read,
    ReaderName.ASSIGNMENTS: assignments.read,
    ReaderName.SEALED_STORE: sealed_store.read,
    ReaderName.EDITOR_HISTORY: editor_history.read,
    ReaderName.PROSE: prose.read,
    ReaderName.TRANSCRIPT: prose.read,
}
_DATABASES: dict[ReaderName, Callable[[File, bytes, bytes | None], Iterator[Observation]]] = {
    ReaderName.EDITOR_STATE: editor_state.read,
    ReaderName.DATABASE: database.read,
}
DATABASES = frozenset({*_DATABASES, ReaderName.SCHEDULE_DATABASE, ReaderName.STORE_DATABASE})
"""What is read of bytes, with the write-ahead log beside them."""
_ALWAYS = {ReaderName.SEALED_STORE: Format.JSON, ReaderName.PROSE: Format.TEXT, ReaderName.TRANSCRIPT: Format.TEXT}
"""What a file is taken for whatever its name says."""
_FALLBACK = {
    ReaderName.CONFIGURATION: Format.JSON,
    ReaderName.TOKEN_STORE: Format.JSON,
    ReaderName.FRONT_MATTER: Format.TEXT,
    ReaderName.ASSIGNMENTS: Format.DOTENV,
    ReaderName.PROJECT_LIST: Format.JSON,
    ReaderName.EDITOR_HISTORY: Format.JSON,
}
"""What a file is taken for if its name does not tell."""


def read(file: File, data: bytes, wal: bytes | None) -> Iterator[Observation]:
    """Everything that one file shows. `wal` is the write-ahead log beside a SQLite database, if there is one."""
    if file.reader in _DATABASES:
        yield from _DATABASES[file.reader](file, data, wal)
        return
    if file.scheduler:
        yield from registry.scheduler(file.scheduler).read(Input(file, data, wal))
        return
    if file.store:
        yield from beside.read(file, data, wal)
        return
    if file.reader is ReaderName.KEY_FILE:
        return
    if file.reader is ReaderName.SCRIPT:
        yield from scripts.read(file, data)
        return
    if file.reader is ReaderName.IDE_OPTIONS:
        yield from ide_options.read(file, data)
        return
    document = parse(data, _ALWAYS.get(file.reader) or format_of(file.path) or _FALLBACK[file.reader])
    if file.reader is ReaderName.PROJECT_LIST:
        yield from _projects(document)
        return
    yield from _BY_NAME[file.reader](file, document)


def _projects(document: Document) -> Iterator[Opened]:
    for leaf in leaves(document.root) if document.root is not None else ():
        yield from editor_state.opened_uri(leaf.scalar.text)
