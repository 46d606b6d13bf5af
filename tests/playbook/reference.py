"""Conditions evaluated the slow and obvious way, from what a person wrote, and conditions at random."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from mcpsweep.model.finding import Confidence, Form
from mcpsweep.model.grant import GrantState, Way
from mcpsweep.model.holding import Holding, Owner, SharedHow
from mcpsweep.model.validity import ValidityState
from tests.playbook.holdings import KINDS, NOW, SERVICES, TEXTS

Answer = bool | None

FLAGS = ("shared", "review", "on_laptop", "listed", "value")
CHOICES: dict[str, type[StrEnum]] = {
    "sharing": SharedHow,
    "owner": Owner,
    "validity": ValidityState,
    "state": GrantState,
    "can_revoke": Way,
    "form": Form,
    "confidence": Confidence,
}
TEXT_FIELDS = ("service", "connector", "kind", "account", "label", "scopes", "client", "path", "machine")
INSTANTS = ("created", "last_used", "expires")


def evaluate(condition: dict[str, Any], holding: Holding, has_value: bool) -> Answer:
    """What `condition` says of `holding` at `NOW`."""
    return conjunction([_key(key, wanted, holding, has_value) for key, wanted in condition.items()])


def conjunction(answers: list[Answer]) -> Answer:
    """Kleene's and."""
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def negation(answer: Answer) -> Answer:
    """Kleene's not."""
    return None if answer is None else not answer


def disjunction(answers: list[Answer]) -> Answer:
    """Kleene's or."""
    return negation(conjunction([negation(answer) for answer in answers]))


def _key(key: str, wanted: Any, holding: Holding, has_value: bool) -> Answer:
    if key == "all":
        return conjunction([evaluate(part, holding, has_value) for part in wanted])
    if key == "any":
        return disjunction([evaluate(part, holding, has_value) for part in wanted])
    if key == "not":
        return negation(evaluate(wanted, holding, has_value))
    if key == "unknown":
        names = wanted if isinstance(wanted, list) else [wanted]
        return all(_value(name, holding, has_value) in (None, "never") for name in names)
    value = _value(key, holding, has_value)
    if value is None:
        return None
    if key in FLAGS:
        return bool(value == wanted)
    if key == "age":
        return conjunction([_length(sign, bound, value) for sign, bound in wanted.items()])
    if key in INSTANTS:
        if wanted == "never":
            return bool(value == "never")
        if value == "never":
            return None
        return conjunction([_time(key, sign, bound, value) for sign, bound in wanted.items()])
    words = wanted if isinstance(wanted, list) else [wanted]
    if key in CHOICES:
        return any(word in value for word in words)
    return any(_like(word, text) for word in words for text in value)


def _like(wanted: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, wanted.lower().split("*"))), text.lower(), re.DOTALL) is not None


def _span(text: str) -> timedelta:
    return timedelta(hours=int(text[:-1]) * {"h": 1, "d": 24, "w": 168}[text[-1]])


def _length(sign: str, bound: str, value: timedelta) -> bool:
    return value > _span(bound) if sign == "over" else value <= _span(bound)


def _time(key: str, sign: str, bound: str, value: datetime) -> bool:
    if sign in ("before", "after"):
        at = datetime.fromisoformat(bound).replace(tzinfo=UTC)
        return (value < at) == (sign == "before")
    if key != "expires":
        return (value < NOW - _span(bound)) == (sign == "over")
    return value > NOW + _span(bound) if sign == "over" else NOW <= value <= NOW + _span(bound)


def _value(name: str, holding: Holding, has_value: bool) -> Any:
    grants, findings = holding.grants, [found.finding for found in holding.found]
    sightings = [sighting for one in findings for sighting in one.sightings]
    if name in INSTANTS or name == "age":
        return _when(name, holding)
    values: dict[str, Any] = {
        "service": [holding.service],
        "connector": [holding.connector],
        "kind": [holding.kind],
        "shared": len(holding.sharing) > 0,
        "owner": [holding.ownership.owner],
        "validity": [holding.validity.state],
        "review": any(one.review for one in (*grants, *holding.apps)),
        "on_laptop": len(findings) > 0,
        "listed": len(grants) > 0,
        "value": has_value,
        "state": [one.state for one in grants],
        "account": [holding.account.login, holding.account.id] if holding.account else [],
        "label": [holding.label] + [one.label for one in grants],
        "scopes": [
            *(scope for one in grants for scope in one.scopes),
            *holding.validity.scopes,
            *(scope for one in findings for scope in one.validity.scopes),
        ],
        "form": [one.form for one in findings],
        "confidence": sorted({one.confidence for one in findings}, key=["high", "medium", "low"].index)[:1],
        "client": [one.client for one in sightings],
        "path": [one.path for one in sightings],
        "machine": [found.machine for found in holding.found],
    }
    if name == "sharing":
        return [one.how for one in holding.sharing]
    if name == "can_revoke":
        return [way for one in grants for way in one.can_revoke] if grants else None
    value = values[name]
    return ([text for text in value if text] or None) if isinstance(value, list) else value


def _when(name: str, holding: Holding) -> Any:
    if name == "age":
        created = _when("created", holding)
        return NOW - created if isinstance(created, datetime) else None
    told = [getattr(one, name) for one in holding.grants]
    dates = [datetime.fromisoformat(text) for text in told if text not in (None, "?")]
    if not dates and name == "expires":
        others = (holding.validity, *(found.finding.validity for found in holding.found))
        dates = [datetime.fromisoformat(one.expires_at) for one in others if one.expires_at not in (None, "?")]
    if dates:
        return min(dates) if name == "created" else max(dates)
    return "never" if told and "?" not in told else None


def _one_or_more(words: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return words | st.lists(words, min_size=1, max_size=3)


_LENGTHS = st.sampled_from(["1h", "20d", "30d", "4w", "400d"])
_DATES = st.sampled_from(["2026-01-01", "2025-06-01", "2026-06-21"])
_PATTERNS = st.sampled_from([*SERVICES, *KINDS, *filter(None, TEXTS), "*", "slack-*", "*BOT*", "p*d", "alice", "/a/*"])
_ATOMS = st.one_of(
    *(st.fixed_dictionaries({name: st.booleans()}) for name in FLAGS),
    *(
        st.fixed_dictionaries({name: _one_or_more(st.sampled_from([word.value for word in known]))})
        for name, known in CHOICES.items()
    ),
    *(st.fixed_dictionaries({name: _one_or_more(_PATTERNS)}) for name in TEXT_FIELDS),
    *(
        st.fixed_dictionaries(
            {
                name: st.just("never")
                | st.dictionaries(st.sampled_from(["before", "after"]), _DATES, min_size=1)
                | st.dictionaries(st.sampled_from(["over", "within"]), _LENGTHS, min_size=1)
            }
        )
        for name in INSTANTS
    ),
    st.fixed_dictionaries({"age": st.dictionaries(st.sampled_from(["over", "under"]), _LENGTHS, min_size=1)}),
    st.fixed_dictionaries({"unknown": _one_or_more(st.sampled_from(["account", "state", "age", "label", *INSTANTS]))}),
)


def _merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}


CONDITIONS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.lists(_ATOMS, min_size=1, max_size=2).map(_merged),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.lists(inner, min_size=1, max_size=2).map(_merged),
    ),
    max_leaves=6,
)
"""Conditions as a person would write them."""
