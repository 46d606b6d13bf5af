"""Read a client's own SQLite database: the cells that hold configurations, variables and logins as JSON.

Sources: warpdotdev/warp, crates/persistence/src/schema.rs; aws/amazon-q-developer-cli, crates/chat-cli/src/database.
"""

from collections.abc import Iterator

from mcpsweep.collectors import assignments, configuration, left_over, token_store
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Observation
from mcpsweep.documents.base import Document, Entry, Mapping, Node, Scalar, Sequence
from mcpsweep.documents.read import Format, parse
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.documents.sqlite.tree import Cell

_CELLS = (
    ("mcp_server_installations", "templatable_mcp_server", configuration.read),
    ("mcp_server_installations", "variable_values", assignments.read),
    ("mcp_environment_variables", "environment_variables", assignments.read),
    ("auth_kv", "value", token_store.read),
)
"""Table, column, and what its cells are."""

_MAX_DEPTH = 32
"""JSON in JSON in JSON: what lies deeper stays text, so that no cell can nest beyond Python's own stack."""


def read(file: File, database: Database) -> Iterator[Observation]:
    """What each known table holds, and every token that anything else in it does: what was said, commands, settings."""
    yield from left_over.in_cells(file, database, _known(file, database))


def _known(file: File, database: Database) -> Iterator[Observation]:
    for table, column, reader in _CELLS:
        found = database.rows(table, (column,))
        cells = [Mapping([Entry(column, node, 0, 0)], 0, 0) for (cell,) in found if (node := _node(cell))]
        if cells:
            root = Mapping([Entry(table, Sequence(list(cells), 0, 0), 0, 0)], 0, 0)
            yield from reader(file, Document(root, ""))


def _node(cell: Cell, depth: int = 0) -> Node | None:
    if not isinstance(cell, str):
        return None
    document = parse(cell.encode("utf-8", "surrogatepass"), Format.JSON) if cell.lstrip()[:1] in ("{", "[") else None
    if document is None or document.root is None or document.problems:
        return Scalar(cell, 0, 0)
    return _placeless(document.root, depth)


def _placeless(node: Node, depth: int) -> Node:
    """A tree without lines, which a database does not have; JSON in its texts unfolded."""
    match node:
        case Mapping(entries=entries):
            # Warp: {"variable_type": "text", "value": "…"} is the value of the key that it stands under.
            if node.get("variable_type") is not None and (value := node.get("value")) is not None:
                return _placeless(value, depth)
            return Mapping([Entry(entry.key, _placeless(entry.value, depth + 1), 0, 0) for entry in entries], 0, 0)
        case Sequence(items=items):
            return Sequence([_placeless(item, depth + 1) for item in items], 0, 0)
        case Scalar(text=text):
            inner = _node(text, depth + 1) if depth < _MAX_DEPTH else None
            return inner if inner is not None else node
