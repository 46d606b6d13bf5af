"""Which module reads which form of store."""

from collections.abc import Iterator

from mcpsweep.collectors.base import File
from mcpsweep.collectors.beside import keyed, lines, tables
from mcpsweep.collectors.beside.base import Addresses, Keyed, Netrc, PasswordFile, Sealed, Table, Whole
from mcpsweep.collectors.beside.stores import BY_NAME
from mcpsweep.collectors.observation import Guarded, Observation, Place
from mcpsweep.documents.sqlite.database import Database


def read_database(file: File, database: Database) -> Iterator[Observation]:
    """Every login in a store that is a database."""
    store = BY_NAME[file.store]
    if isinstance(store.form, Table):
        yield from tables.read(file, database, store, store.form)


def read(file: File, data: bytes) -> Iterator[Observation]:
    """Every login in any other store."""
    store = BY_NAME[file.store]
    match store.form:
        case Keyed() as form:
            yield from keyed.read(file, data, store, form)
        case Netrc():
            yield from lines.netrc(file, data, store)
        case Addresses():
            yield from lines.addresses(file, data, store)
        case PasswordFile():
            yield from lines.password_file(file, data, store)
        case Whole(kind=kind):
            yield from lines.whole(file, data, store, kind)
        case Sealed(kind=kind, reason=reason):
            yield Guarded(store.service, kind, store.title, reason, Place(file.path, 0, 0, ""))
