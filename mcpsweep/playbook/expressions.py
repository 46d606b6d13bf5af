"""Conditions: what the YAML below `when` asks of a holding.

An answer is yes, no, or that it cannot be known. What cannot be known matches neither a question nor its opposite, so
that nothing is silently old, young, or somebody's; only `unknown` asks for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from mcpsweep.documents.base import Mapping, Node
from mcpsweep.playbook import nodes
from mcpsweep.playbook.faults import Faults
from mcpsweep.playbook.fields import BY_NAME, Field
from mcpsweep.playbook.matchers import NEVER, Matcher, Truth
from mcpsweep.playbook.situation import Situation


@dataclass(frozen=True, slots=True)
class Test:
    """One question about one field."""

    __test__ = False  # no class of tests
    field: Field[Any]
    matcher: Matcher[Any]

    def holds(self, situation: Situation) -> Truth:
        """What the matcher answers; not known where the field is not."""
        value = self.field.get(situation)
        return None if value is None else self.matcher.answer(value, situation.now)

    def words(self) -> str:
        """`validity live or unknown`."""
        return self.matcher.words(self.field.name)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Whether nothing is known of a field: no record, or a record that does not tell."""

    field: Field[Any]

    def holds(self, situation: Situation) -> Truth:
        """Yes or no."""
        value = self.field.get(situation)
        return value is None or value is NEVER

    def words(self) -> str:
        """`last_used unknown`."""
        return f"{self.field.name} unknown"


@dataclass(frozen=True, slots=True)
class Every:
    """Whether all of them hold."""

    parts: tuple["Condition", ...]

    def holds(self, situation: Situation) -> Truth:
        """No as soon as one says no."""
        answers = [part.holds(situation) for part in self.parts]
        return False if False in answers else None if None in answers else True

    def words(self) -> str:
        """`a, and b`; `everything` where nothing is asked."""
        return ", and ".join(map(_grouped, self.parts)) or "everything"


@dataclass(frozen=True, slots=True)
class Some:
    """Whether any of them holds."""

    parts: tuple["Condition", ...]

    def holds(self, situation: Situation) -> Truth:
        """Yes as soon as one says yes."""
        answers = [part.holds(situation) for part in self.parts]
        return True if True in answers else None if None in answers else False

    def words(self) -> str:
        """`a, or b`."""
        return ", or ".join(map(_grouped, self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    """Whether it does not hold."""

    part: "Condition"

    def holds(self, situation: Situation) -> Truth:
        """The opposite of what is known."""
        answer = self.part.holds(situation)
        return None if answer is None else not answer

    def words(self) -> str:
        """`not (a)`."""
        return f"not ({self.part.words()})"


Condition: TypeAlias = Test | Unknown | Every | Some | Not
"""A question about a holding."""

ALWAYS = Every(())
"""What a rule without `when` asks."""


def tests(condition: Condition) -> Iterator[Test]:
    """Every question about one field in `condition`, in its order."""
    match condition:
        case Test():
            yield condition
        case Every(parts) | Some(parts):
            for part in parts:
                yield from tests(part)
        case Not(part):
            yield from tests(part)
        case Unknown():
            pass


def _grouped(part: Condition) -> str:
    return f"({part.words()})" if isinstance(part, Every | Some) else part.words()


def read(node: Node, what: str, faults: Faults) -> Condition | None:
    """The condition that `node` says; None after noting everything that is wrong with it."""
    found = nodes.members(node, _KNOWN, what, faults)
    if found is None or not isinstance(node, Mapping):
        return None
    if not node.entries:
        faults.add(node, f"{what} asks for nothing", "name a field, or leave the key out")
        return None
    parts = [
        _COMBINED[key](entry.value, key, faults) if key in _COMBINED else _about(BY_NAME[key], entry.value, faults)
        for key, entry in found.items()
    ]
    kept = tuple(part for part in parts if part is not None)
    if len(kept) < len(node.entries):
        return None
    return kept[0] if len(kept) == 1 else Every(kept)


def _about(field: Field[Any], node: Node, faults: Faults) -> Condition | None:
    matchers = field.kind.read(node, field.name, faults)
    if matchers is None:
        return None
    tests = tuple(Test(field, matcher) for matcher in matchers)
    return tests[0] if len(tests) == 1 else Every(tests)


def _parts(node: Node, what: str, faults: Faults) -> tuple[Condition, ...] | None:
    def part(item: Node) -> Condition | None:
        return read(item, what, faults)

    return nodes.items(node, part, what, faults)


def _every(node: Node, what: str, faults: Faults) -> Condition | None:
    parts = _parts(node, what, faults)
    return None if parts is None else Every(parts)


def _some(node: Node, what: str, faults: Faults) -> Condition | None:
    parts = _parts(node, what, faults)
    return None if parts is None else Some(parts)


def _not(node: Node, what: str, faults: Faults) -> Condition | None:
    part = read(node, what, faults)
    return None if part is None else Not(part)


def _unknown(node: Node, what: str, faults: Faults) -> Condition | None:
    fields = nodes.one_or_more(node, lambda item: nodes.choice(item, CAN_BE_UNKNOWN, what, faults), what, faults)
    if fields is None:
        return None
    return Unknown(fields[0]) if len(fields) == 1 else Every(tuple(map(Unknown, fields)))


CAN_BE_UNKNOWN = {name: field for name, field in BY_NAME.items() if not field.is_always_known}
_COMBINED: dict[str, Callable[[Node, str, Faults], Condition | None]] = {
    "all": _every,
    "any": _some,
    "not": _not,
    "unknown": _unknown,
}
_KNOWN = (*BY_NAME, *_COMBINED)
