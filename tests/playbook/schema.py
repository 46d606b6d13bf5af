"""The JSON Schema of playbooks. Their structs hold what was read, not what is written, so it is put together here."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from mcpsweep.model.account import AccountState
from mcpsweep.model.decision import Do
from mcpsweep.model.person import PersonStatus
from mcpsweep.model.plan import Action, EvidenceFormat
from mcpsweep.playbook.expressions import CAN_BE_UNKNOWN
from mcpsweep.playbook.fields import FIELDS
from mcpsweep.playbook.kinds import Choice, Flag, Instant, Kind, Span, Text
from mcpsweep.playbook.loader import NAME
from mcpsweep.playbook.matchers import NEVER, Bound, Reach, Size
from mcpsweep.playbook.measures import DATE, DURATION, SHARE
from mcpsweep.playbook.schema import DEFAULT_ORDER, FORMAT

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_CONDITION: Schema = {"$ref": "#/$defs/condition"}
_ACCESS = {
    "remove": "Where the account leaves the organisation.",
    "disable": "Where the account stays, and nobody can sign in.",
    "end_sessions": "Where whatever is signed in is signed out.",
}
_LENGTH: Schema = {"type": "string", "pattern": f"^{DURATION}$", "examples": ["90d", "36h", "2w"]}
_DATE: Schema = {"type": "string", "pattern": f"^{DATE}$", "examples": ["2026-01-31"]}


def playbook() -> Schema:
    """The schema of a playbook's file."""
    rule = _mapping(
        {
            "when": {**_CONDITION, "description": "Which credentials the rule is about; without it all."},
            "do": {**_words(Do), "description": "What becomes of the credentials that the rule is about."},
            "owner": {**_TEXT, "description": "Who has to act; without it whoever the roster names."},
            "note": {**_TEXT, "description": "What whoever acts has to know."},
        },
        required=["do"],
    )
    inventory = {
        **_mapping({"max_age": {**_LENGTH, "description": "How old it may be; without it of any age."}}),
        "description": "The scan of a laptop.",
    }
    person = {
        **_mapping({"status": {**_list(_words(PersonStatus)), "description": "By the roster; without it any."}}),
        "description": "Whom it is for.",
    }
    account = _words(state for state in AccountState if state is not AccountState.UNKNOWN)
    return {
        **_mapping(
            {
                "format": {"const": FORMAT, "description": "Which format the file has."},
                "name": {"type": "string", "pattern": f"^{NAME}$", "description": "What plans call it."},
                "description": {**_TEXT, "description": "When to take it."},
                "services": {
                    **_list(_TEXT),
                    "description": "Services and connectors that it is about; without it all that are configured.",
                },
                "require": {
                    **_mapping({"inventory": inventory, "person": person}),
                    "description": "What must be at hand; a plan says what is not.",
                },
                "limits": {
                    **_mapping(
                        {
                            "max_steps": {
                                "type": "integer",
                                "minimum": 1,
                                "maximum": 999_999_999,
                                "description": "Most steps that change something; without it no limit.",
                            },
                            "max_share": {
                                "type": "string",
                                "pattern": f"^{SHARE}$",
                                "examples": ["5%"],
                                "description": "Largest part of a service's list that may end; without it no limit.",
                            },
                        }
                    ),
                    "description": "Over it nothing starts.",
                },
                "rules": {**_list(rule), "description": "The first that is about a credential decides."},
                "order": {
                    **_list(_words(Action)),
                    "uniqueItems": True,
                    "default": [action.value for action in DEFAULT_ORDER],
                    "description": "In which order; what is left out comes behind all that precedes it by default.",
                },
                "access": {
                    **_mapping({key: {**_list(_TEXT), "description": said} for key, said in _ACCESS.items()}),
                    "description": "What becomes of the person's accounts, by service or connector.",
                },
                "checks": _list(
                    {
                        "anyOf": [
                            _mapping(
                                {
                                    "service": {**_TEXT, "description": "Where the person has an account."},
                                    "account": {**account, "description": "The state that it must be in."},
                                },
                                required=["service", "account"],
                            ),
                            _mapping(
                                {"manual": {**_TEXT, "description": "What a person confirms."}}, required=["manual"]
                            ),
                        ]
                    }
                )
                | {"description": "What is looked at in the end."},
                "evidence": {
                    **_mapping(
                        {
                            "formats": {
                                **_list(_words(EvidenceFormat)),
                                "description": "Those that the report is written in; without it all of them.",
                            }
                        }
                    ),
                    "description": "What the bundle that proves the run holds.",
                },
            },
            required=["format", "name", "rules"],
        ),
        "title": "A playbook of mcpsweep",
        "$defs": {"condition": _condition()},
    }


def _condition() -> Schema:
    fields = {field.name: {**_asked(field.kind), "description": field.meaning} for field in FIELDS}
    combined = {
        "all": _list(_CONDITION),
        "any": _list(_CONDITION),
        "not": _CONDITION,
        "unknown": {**_one_or_more({"enum": list(CAN_BE_UNKNOWN)}), "description": "Nothing is known of these."},
    }
    return {**_mapping({**fields, **combined}), "minProperties": 1}


def _asked(kind: Kind[Any]) -> Schema:
    match kind:
        case Flag():
            return {"type": "boolean"}
        case Choice(known):
            return _one_or_more(_words(known))
        case Text():
            return _one_or_more(_TEXT)
        case Span():
            return _mapping({size.value: _LENGTH for size in Size}) | {"minProperties": 1}
        case Instant():
            sides = {bound.value: _DATE for bound in Bound} | {reach.value: _LENGTH for reach in Reach}
            return {"anyOf": [{"const": NEVER.value}, _mapping(sides) | {"minProperties": 1}]}
        case _:
            raise AssertionError(kind)


def _mapping(properties: Schema, required: Iterable[str] = ()) -> Schema:
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **needed}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, _list(item)]}


def _words(known: Iterable[StrEnum]) -> Schema:
    return {"enum": [word.value for word in known]}
