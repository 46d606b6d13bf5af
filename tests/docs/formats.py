"""The fields of every file format, from the JSON Schemas and from what reads the files that people write."""

import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

import mcpsweep
from mcpsweep.config import Org
from mcpsweep.model.record import Record
from mcpsweep.model.roster import Roster
from mcpsweep.reports import csv as inventory_csv
from mcpsweep.reports.coverage import csv as coverage_csv
from mcpsweep.reports.listing import csv as listing_csv
from mcpsweep.reports.registry import (
    CoverageFormat,
    Format,
    HistoryFormat,
    ListFormat,
    PlanFormat,
    RunFormat,
    TokensFormat,
)
from mcpsweep.reports.tokens import csv as tokens_csv
from tests.docs.markdown import code, codes, table
from tests.reports import meanings
from tests.reports.schema import DOCUMENTS, explained

SCHEMAS = Path(mcpsweep.__file__).parent / "schemas"
Schema = Mapping[str, Any]


def _published(name: str) -> Schema:
    loaded: Schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    return loaded


def _of(kind: type[msgspec.Struct]) -> Schema:
    return explained(msgspec.json.schema(kind), kind)


def _fields(load: Callable[[], Schema]) -> str:
    schema = load()
    definitions = schema["$defs"]
    first = schema["$ref"].rpartition("/")[2]
    parts = []
    for name in _in_order(definitions, first):
        definition = definitions[name]
        if "properties" not in definition:
            continue
        heading = "" if name == first else f"**{name}**: {definition['description']}\n\n"
        required = set(definition.get("required", ()))
        rows = [
            (code(field), _kind(one), "" if field in required else _default(one), _meaning(one, definitions))
            for field, one in definition["properties"].items()
        ]
        parts.append(heading + table(("field", "type", "default", "means"), rows))
    return "\n".join(parts)


def _in_order(definitions: Schema, name: str) -> list[str]:
    """`name` and what it refers to, in the order in which a reader meets them."""
    found = [name]
    for one in found:
        found += [ref for ref in dict.fromkeys(_references(definitions[one])) if ref not in found]
    return found


def _references(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if "$ref" in tree:
            yield tree["$ref"].rpartition("/")[2]
        for value in tree.values():
            yield from _references(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _references(value)


def _kind(schema: Schema) -> str:
    match schema:
        case {"$ref": str(ref)}:
            return ref.rpartition("/")[2]
        case {"anyOf": options}:
            return " or ".join(map(_kind, options))
        case {"enum": [*words]}:
            return ", ".join(code(str(word)) for word in words)
        case {"type": "array", "items": items}:
            return f"list of {_kind(items)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"text → {_kind(values)}"
        case {"type": "array", "prefixItems": [*items]}:
            return "(" + ", ".join(map(_kind, items)) + ")"
        case {"type": str(name)}:
            return {"string": "text", "integer": "whole number", "boolean": "true, false"}.get(name, name)
        case _:
            return "anything"


def _default(schema: Schema) -> str:
    if "default" not in schema:
        return "may be missing"
    return code(json.dumps(schema["default"], ensure_ascii=False))


def _meaning(schema: Schema, definitions: Schema) -> str:
    """What the field says of itself; else what it holds says; for a choice, each word."""
    said: str = schema.get("description", "")
    kinds = [definitions[name] for name in dict.fromkeys(_references(schema))]
    if not said and len(kinds) == 1:
        said = kinds[0].get("description", "")
    words = [word for kind in kinds for word in _choice(kind)]
    return " ".join(filter(None, (said, "; ".join(words) + "." if words else "")))


def _choice(definition: Schema) -> Iterator[str]:
    if "enum" not in definition:
        return
    kind = meanings.nouns().get(definition.get("title", ""))
    said = meanings.of(kind) if kind is not None else {}
    members = {member.value: said.get(member.name, "") for member in kind} if kind is not None else {}  # type: ignore[attr-defined]
    for word in members or definition["enum"]:
        explained = members.get(word, "").rstrip(".")
        yield code(word) + (f" ({explained[:1].lower()}{explained[1:]})" if explained else "")


def _columns(columns: tuple[str, ...]) -> str:
    return codes(columns) + "\n"


def _outputs() -> str:
    rows = [(what, codes(kind), ", ".join(commands)) for kind, (what, commands) in _WRITTEN.items()]
    return table(("document", "`--format`", "written by"), rows)


_WRITTEN: Mapping[type[StrEnum], tuple[str, tuple[str, ...]]] = {
    Format: ("[inventory](#inventory)", ("`scan`",)),
    ListFormat: ("[grants](#grants)", ("`list`",)),
    PlanFormat: ("[plan](#plan)", ("`plan`",)),
    RunFormat: ("[report of a run](#report-of-a-run)", ("`revoke`", "`runs show`")),
    HistoryFormat: ("[runs](#runs)", ("`runs list`",)),
    TokensFormat: ("[tokens](#tokens)", ("`report orphans`", "`report dormant`", "`report show`")),
    CoverageFormat: ("[clients](#clients)", ("`client list`",)),
}
BLOCKS: Mapping[str, Callable[[], str]] = {
    "formats": _outputs,
    "columns of inventory": partial(_columns, inventory_csv.COLUMNS),
    "columns of grants": partial(_columns, listing_csv.COLUMNS),
    "columns of tokens": partial(_columns, tokens_csv.COLUMNS),
    "columns of clients": partial(_columns, coverage_csv.COLUMNS),
    **{f"fields of {name}": partial(_fields, partial(_published, name)) for name in DOCUMENTS},
    "fields of the roster": partial(_fields, partial(_of, Roster)),
    "fields of [org]": partial(_fields, partial(_of, Org)),
    "fields of a line of events.jsonl": partial(_fields, partial(_of, Record)),
}
