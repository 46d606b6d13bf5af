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
    sealed_store,
    shell_history,
    token_store,
    transcript,
)
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.beside import reading as beside
from mcpsweep.collectors.observation import Observation, Opened, Unclear
from mcpsweep.collectors.schedules import registry, scripts
from mcpsweep.collectors.schedules.base import Input
from mcpsweep.documents.base import Document, leaves
from mcpsweep.documents.read import Format, format_of, parse
from mcpsweep.documents.sqlite.database import Database

_BY_NAME: dict[ReaderName, Callable[[File, Document], Iterator[Observation]]] = {
    ReaderName.CONFIGURATION: configuration.read,
    ReaderName.TOKEN_STORE: token_store.read,
    ReaderName.FRONT_MATTER: front_matter.read,
    ReaderName.ASSIGNMENTS: assignments.read,
    ReaderName.SEALED_STORE: sealed_store.read,
    ReaderName.EDITOR_HISTORY: editor_history.read,
    ReaderName.SHELL_HISTORY: shell_history.read,
    ReaderName.TRANSCRIPT: transcript.read,
}
_OF_DATABASES: dict[ReaderName, Callable[[File, Database], Iterator[Observation]]] = {
    ReaderName.EDITOR_STATE: editor_state.read,
    ReaderName.DATABASE: database.read,
    ReaderName.TRANSCRIPT_DATABASE: transcript.read_database,
    ReaderName.SCHEDULE_DATABASE: lambda file, database: _schedules(Input(file, database=database)),
    ReaderName.STORE_DATABASE: beside.read_database,
}
DATABASES = frozenset(_OF_DATABASES)
"""What is no text, and is read by `read_database`."""
_ALWAYS = {
    ReaderName.SEALED_STORE: Format.JSON,
    ReaderName.SHELL_HISTORY: Format.TEXT,
    ReaderName.TRANSCRIPT: Format.TEXT,
}
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


def read_database(file: File, database: Database) -> Iterator[Observation]:
    """Everything that one database shows, and last what of it could not be read."""
    yield from _OF_DATABASES[file.reader](file, database)
    yield from (Unclear(problem.line, problem.message) for problem in database.problems)


def read(file: File, data: bytes) -> Iterator[Observation]:
    """Everything that one file shows that is no database."""
    if file.scheduler:
        yield from _schedules(Input(file, data))
        return
    if file.store:
        yield from beside.read(file, data)
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


def _schedules(source: Input) -> Iterator[Observation]:
    yield from registry.scheduler(source.file.scheduler).read(source)


def _projects(document: Document) -> Iterator[Opened]:
    for leaf in leaves(document.root) if document.root is not None else ():
        yield from editor_state.opened_uri(leaf.scalar.text)
