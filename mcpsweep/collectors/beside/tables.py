"""Read a store that is a table of a SQLite database."""

from collections.abc import Iterator

from mcpsweep.collectors.base import File
from mcpsweep.collectors.beside.base import Store, Table
from mcpsweep.collectors.beside.keyed import KINDS, is_public, plain
from mcpsweep.collectors.beside.logins import login
from mcpsweep.collectors.observation import Observation, Place
from mcpsweep.documents.base import Mapping, leaves, pointer
from mcpsweep.documents.read import Format, parse
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.model.account import AccountHint


def read(file: File, database: Database, store: Store, form: Table) -> Iterator[Observation]:
    """Every login of the table."""
    columns = tuple(form.values)
    for row in database.rows(form.name, (form.account, *columns)):
        account = str(row[0] or "")
        whose = (AccountHint(store.service, account, form.account),) if account else ()
        for column, cell in zip(columns, row[1:], strict=True):
            if not isinstance(cell, str) or not cell:
                continue
            for path, text, kind in _values(cell, form.values[column]):
                place = Place(file.path, 0, 0, pointer((form.name, account, column, *path)))
                yield from login(
                    file,
                    text,
                    place,
                    title=store.title,
                    service=store.service,
                    kind=kind,
                    name=path[-1] if path else column,
                    hints=(store.service,),
                    accounts=whose,
                )


def _values(cell: str, kind: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The logins of one cell: those in its JSON, or all of it."""
    root = parse(cell.encode("utf-8", "surrogatepass"), Format.JSON).root if cell.lstrip().startswith("{") else None
    if not isinstance(root, Mapping):
        yield (), cell, kind
        return
    for leaf in leaves(root):
        name = plain(leaf.path[-1])
        if name in KINDS and leaf.scalar.text and not is_public(name, (root,)):
            yield leaf.path, leaf.scalar.text, KINDS[name]
