"""From a playbook's bytes to a `Playbook`, or to everything that is wrong with it."""

import re
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from mcpsweep.documents import base as documents
from mcpsweep.documents.base import Node
from mcpsweep.model.account import AccountState
from mcpsweep.model.decision import Do
from mcpsweep.model.person import PersonStatus
from mcpsweep.model.plan import Action, EvidenceFormat
from mcpsweep.playbook import expressions, nodes, syntax
from mcpsweep.playbook.faults import Faults, FaultyPlaybook
from mcpsweep.playbook.kinds import A_DURATION
from mcpsweep.playbook.measures import duration, share
from mcpsweep.playbook.nodes import Reader, Section
from mcpsweep.playbook.schema import (
    FORMAT,
    TOKENS,
    Access,
    AccountCheck,
    Ceiling,
    Check,
    Evidence,
    InventoryNeed,
    ManualCheck,
    PersonNeed,
    Playbook,
    Require,
    Rule,
    complete,
    too_early,
)

E = TypeVar("E", bound=StrEnum)

NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
"""What a playbook may be called, as a regular expression (ECMA 262's, too)."""
_CHECKED_STATES = {state.value: state for state in AccountState if state is not AccountState.UNKNOWN}
_ALL_TOKENS = f"{', '.join(TOKENS[:-1])} and {TOKENS[-1]}"
_HIDES = "that keeps or hides tokens on several services"


def parse(data: bytes, origin: str) -> Playbook:
    """The playbook that `data` says. Raises `FaultyPlaybook` with all that is wrong; `origin` is its file."""
    faults = Faults()
    playbook = _playbook(data, faults)
    if playbook is None or faults:
        raise FaultyPlaybook(origin, faults.sorted())
    return playbook


def _playbook(data: bytes, faults: Faults) -> Playbook | None:
    root = syntax.tree(data, faults)
    if root is None or not _is_playbook(root, faults):
        return None
    return _PLAYBOOK(root, "a playbook", faults)


def _is_playbook(root: Node, faults: Faults) -> bool:
    """Whether it is one, in a version that is known: else nothing more is to be said of it, or shown."""
    said = root.get("format") if isinstance(root, documents.Mapping) else None
    if isinstance(root, documents.Mapping) and said is None and root.get("rules") is not None:
        return True  # Only the one line is missing: all the rest is looked at, too.
    if isinstance(said, documents.Scalar) and said.text == FORMAT:
        return True
    faults.add(said or root, "no playbook that this version reads", f"it would begin with format: {FORMAT}")
    return False


def _name(node: Node, what: str, faults: Faults) -> str | None:
    value = nodes.text(node, what, faults)
    if value is None or re.fullmatch(NAME, value):
        return value
    faults.add(node, f"{what} cannot be this text", "small letters, digits and hyphens, as in offboard-employee")
    return None


def _max_age(node: Node, what: str, faults: Faults) -> timedelta | None:
    return nodes.measure(node, duration, what, A_DURATION, faults)


def _max_share(node: Node, what: str, faults: Faults) -> float | None:
    return nodes.measure(node, share, what, "a percentage above 0%, as in 5%", faults)


def _texts(node: Node, what: str, faults: Faults) -> tuple[str, ...] | None:
    return nodes.items(node, lambda item: nodes.text(item, what, faults), what, faults)


def _member(known: type[E]) -> Reader[E]:
    return lambda node, what, faults: nodes.member(node, known, what, faults)


def _members(known: type[E]) -> Reader[tuple[E, ...]]:
    return lambda node, what, faults: nodes.items(
        node, lambda item: nodes.member(item, known, what, faults), what, faults
    )


def _rules(node: Node, what: str, faults: Faults) -> tuple[Rule, ...] | None:
    rules = nodes.items(node, lambda item: _RULE(item, "a rule", faults), what, faults)
    items = node.items if isinstance(node, documents.Sequence) else []
    for number, (item, following) in enumerate(pairwise(items), start=1):
        if isinstance(item, documents.Mapping) and item.get("when") is None:
            faults.add(following, f"rule {number + 1} is never reached", f"rule {number} is about everything already")
            break
    return rules


def _order(node: Node, what: str, faults: Faults) -> tuple[Action, ...] | None:
    named = _members(Action)(node, what, faults)
    if named is None or not isinstance(node, documents.Sequence):
        return None
    places: dict[Action, Node] = {}
    for action, item in zip(named, node.items, strict=True):
        if action in places:
            faults.add(item, f"{action} comes twice", f"it stands in line {places[action].line} already")
        places.setdefault(action, item)
    order = complete(places)
    early = too_early(order)
    if early is not None:
        account, token = early
        faults.add(
            places.get(account, node), f"{account} before {token}: {_HIDES}", f"put {account} behind {_ALL_TOKENS}"
        )
    return order


def _check(node: Node, faults: Faults) -> Check | None:
    is_manual = isinstance(node, documents.Mapping) and node.get("manual") is not None
    return (_MANUAL_CHECK if is_manual else _ACCOUNT_CHECK)(node, "a check", faults)


def _checks(node: Node, what: str, faults: Faults) -> tuple[Check, ...] | None:
    return nodes.items(node, lambda item: _check(item, faults), what, faults)


def _checked_state(node: Node, what: str, faults: Faults) -> AccountState | None:
    return nodes.choice(node, _CHECKED_STATES, what, faults)


_RULE = Section(
    Rule, {"when": expressions.read, "do": _member(Do), "owner": nodes.text, "note": nodes.text}, required=("do",)
)
_ACCOUNT_CHECK = Section(
    AccountCheck, {"service": nodes.text, "account": _checked_state}, required=("service", "account")
)
_MANUAL_CHECK = Section(ManualCheck, {"manual": nodes.text}, required=("manual",))
_PLAYBOOK = Section(
    Playbook,
    {
        "format": nodes.text,
        "name": _name,
        "description": nodes.text,
        "services": _texts,
        "require": Section(
            Require,
            {
                "inventory": Section(InventoryNeed, {"max_age": _max_age}),
                "person": Section(PersonNeed, {"status": _members(PersonStatus)}),
            },
        ),
        "limits": Section(Ceiling, {"max_steps": nodes.count, "max_share": _max_share}),
        "rules": _rules,
        "order": _order,
        "access": Section(Access, {"remove": _texts, "disable": _texts, "end_sessions": _texts}),
        "checks": _checks,
        "evidence": Section(Evidence, {"formats": _members(EvidenceFormat)}),
    },
    required=("format", "name", "rules"),
)
"""The whole of a playbook's keys, each with what reads it."""
