"""What a playbook may say, from its schema, and what the shipped ones say."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from mcpsweep.model.decision import Do
from mcpsweep.model.plan import Action
from mcpsweep.playbook import library
from mcpsweep.playbook.fields import FIELDS
from mcpsweep.playbook.schema import DEFAULT_ORDER
from mcpsweep.playbook.wording import summary
from tests.docs.formats import SCHEMAS
from tests.docs.markdown import code, codes, table
from tests.reports import meanings

_SAID: dict[StrEnum, str] = {
    Action.STOP_AGENT: "A schedule that starts an agent is taken out, by a person.",
    Action.REVOKE_VALUE: "A credential ends with its value in hand.",
    Action.REVOKE: "A credential ends by the id that its service knows it by.",
    Action.ROTATE: "A new one takes its place first; its owner does that.",
    Action.END_SESSIONS: "Whatever the account is signed in to is signed out.",
    Action.REMOVE_ACCESS: "The account leaves the organisation.",
    Action.DISABLE_ACCOUNT: "The account stays, and nobody can sign in.",
    Action.CHECK: "Something is looked at again in the end.",
    Action.MANUAL: "A person does it; the plan says what and where.",
}


def keys() -> str:
    """Every key of the file."""
    schema = json.loads((SCHEMAS / "playbook-1.json").read_text("utf-8"))
    return table(("key", "holds", "", "means"), _keys(schema, ""))


def _keys(schema: dict[str, Any], place: str) -> Iterator[tuple[str, str, str, str]]:
    for key, one in schema["properties"].items():
        path = f"{place}{key}"
        needed = "must be there" if key in schema.get("required", ()) else ""
        yield code(path), _holds(one), needed, one.get("description", "")
        for inner, below in _inner(one):
            yield from _keys(below, f"{path}{inner}")


def _inner(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The mappings in a mapping, or in a list's items."""
    if "properties" in schema:
        yield ".", schema
    items = schema.get("items", {})
    for one in items.get("anyOf", [items]):
        if "properties" in one:
            yield "[].", one


def _holds(schema: dict[str, Any]) -> str:
    match schema:
        case {"const": word}:
            return code(word)
        case {"enum": [*words]}:
            return codes(words)
        case {"$ref": _}:
            return "[a condition](#conditions)"
        case {"type": "array", "items": items}:
            inner = _holds(items)
            return f"a list of {'mappings' if inner == 'a mapping' else inner}"
        case {"anyOf": _} | {"type": "object"}:
            return "mappings" if "anyOf" in schema else "a mapping"
        case {"examples": [*texts]}:
            return "such as " + codes(texts)
        case {"type": "integer", "minimum": low, "maximum": high}:
            return f"a whole number, {low} to {high:,}"
        case _:
            return "text"


def outcomes() -> str:
    """What a rule may do."""
    said = meanings.of(Do)
    return table(("`do`", "what becomes of the credential"), [(code(one), said[one.name]) for one in Do])


def actions() -> str:
    """Every action, in the default order."""
    return table(("action", "means"), [(code(one), _SAID[one]) for one in DEFAULT_ORDER])


def fields() -> str:
    """What conditions may ask about."""
    rows = [
        (code(field.name), field.kind.described(), f"{field.meaning}{'' if field.is_always_known else ' ¹'}")
        for field in FIELDS
    ]
    return (
        table(("field", "asks for", "means"), rows)
        + "\n¹ It may not be known. A field that has several values matches if one of them does.\n"
    )


def shipped() -> str:
    """The shipped playbooks in a line each."""
    rows = [(code(name), library.load(name).playbook.description) for name in library.shipped()]
    return table(("playbook", "for"), rows)


def in_words() -> str:
    """The shipped playbooks: when to take which, and what each says."""
    return "\n".join(map(_in_words, library.shipped()))


def _in_words(name: str) -> str:
    loaded = library.load(name)
    told = table(("part", "says"), [(line.title, line.text) for line in summary(loaded.playbook)])
    file = f"The file: [{name}.yaml](../playbooks/{name}.yaml)."
    return f"### {name}\n\n{_introduction(loaded.data.decode())}\n\n{told}\n{file}\n"


def _introduction(text: str) -> str:
    """The comment that a playbook begins with."""
    comment = text[: text.index("format:")]
    return "\n".join(line.removeprefix("#").strip() for line in comment.strip().splitlines())


BLOCKS = {
    "keys of a playbook": keys,
    "what a rule does": outcomes,
    "actions": actions,
    "fields of a condition": fields,
    "shipped playbooks": shipped,
    "shipped playbooks in words": in_words,
}
