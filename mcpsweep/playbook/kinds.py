"""The types that fields have: which conditions each understands, and what it says where one makes no sense."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias, TypeVar

from mcpsweep.documents.base import Mapping, Node, Scalar, ScalarKind
from mcpsweep.playbook import nodes
from mcpsweep.playbook.faults import Faults, one_of
from mcpsweep.playbook.matchers import (
    NEVER,
    Bound,
    IsBeside,
    IsFar,
    IsFlag,
    IsLike,
    IsLong,
    IsNever,
    IsOneOf,
    Matcher,
    Reach,
    Size,
    Time,
)
from mcpsweep.playbook.measures import duration, instant

V = TypeVar("V", contravariant=True)

Words: TypeAlias = tuple[str, ...]
"""The texts that a holding has for one field; any of them may be the one that is asked for."""
A_DATE = "a date, as in 2026-01-31"
A_DURATION = "a length of time, as in 90d, 36h or 2w"


class Kind(Protocol[V]):
    """The type of a field, and how a condition on it is read."""

    def read(self, node: Node, name: str, faults: Faults) -> tuple[Matcher[V], ...] | None:
        """What `node` asks of the field `name`, all of which must hold; None after noting what is wrong."""

    def described(self) -> str:
        """What a condition on it looks like, for the reference: words and punctuation of Markdown."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def read(self, node: Node, name: str, faults: Faults) -> tuple[Matcher[bool], ...] | None:
        """`true` or `false`."""
        wanted = nodes.flag(node, name, faults)
        return None if wanted is None else (IsFlag(wanted),)

    def described(self) -> str:
        """For the reference."""
        return "`true`, `false`"


@dataclass(frozen=True, slots=True)
class Choice:
    """Words out of a list that is closed."""

    known: type[StrEnum]

    def read(self, node: Node, name: str, faults: Faults) -> tuple[Matcher[Words], ...] | None:
        """One word, or a list of which any will do."""
        wanted = nodes.one_or_more(node, lambda item: nodes.member(item, self.known, name, faults), name, faults)
        return None if wanted is None else (IsOneOf(tuple(word.value for word in wanted)),)

    def described(self) -> str:
        """For the reference."""
        return ", ".join(f"`{word.value}`" for word in self.known)


@dataclass(frozen=True, slots=True)
class Text:
    """Words that nobody has a full list of."""

    def read(self, node: Node, name: str, faults: Faults) -> tuple[Matcher[Words], ...] | None:
        """One text, or a list of which any will do."""
        wanted = nodes.one_or_more(node, lambda item: nodes.text(item, name, faults), name, faults)
        return None if wanted is None else (IsLike(wanted),)

    def described(self) -> str:
        """For the reference."""
        return "text, `*` for any part"


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time."""

    is_ahead: bool = False
    """Whether it usually lies in the future."""

    def read(self, node: Node, name: str, faults: Faults) -> tuple[Matcher[Time], ...] | None:
        """`never`, or comparisons that all hold."""
        if isinstance(node, Scalar) and node.text == NEVER.value and node.kind is ScalarKind.STRING:
            return (IsNever(),)
        comparisons: dict[str, _Comparison[Time]] = {
            **{bound.value: _beside(bound) for bound in Bound},
            **{reach.value: _far(reach, self.is_ahead) for reach in Reach},
        }
        return _compare(node, comparisons, name, f"{{before: 2026-01-31}}, {{over: 90d}} or {NEVER.value}", faults)

    def described(self) -> str:
        """For the reference."""
        nearer = "in the next" if self.is_ahead else "in the last"
        return f"`before`, `after` a date; `within` ({nearer}) or `over` (farther than) `90d`; `never`"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time."""

    def read(self, node: Node, name: str, faults: Faults) -> tuple[Matcher[timedelta], ...] | None:
        """Comparisons that all hold."""
        comparisons = {size.value: _long(size) for size in Size}
        return _compare(node, comparisons, name, "{over: 90d} or {under: 90d}", faults)

    def described(self) -> str:
        """For the reference."""
        return "`over`, `under` `90d`"


_Comparison: TypeAlias = Callable[[Node, str, Faults], Matcher[V] | None]


def _compare(
    node: Node, known: dict[str, "_Comparison[V]"], name: str, example: str, faults: Faults
) -> tuple[Matcher[V], ...] | None:
    if not isinstance(node, Mapping):
        faults.add(node, f"{name} is compared, not equal to something", f"write {name}: {example}")
        return None
    if not node.entries:
        faults.add(node, f"{name} is compared with nothing", one_of(known))
        return None
    found = nodes.members(node, known, name, faults) or {}
    matchers = [known[key](entry.value, f"{name}: {key}", faults) for key, entry in found.items()]
    kept = tuple(matcher for matcher in matchers if matcher is not None)
    return kept if len(kept) == len(node.entries) else None


def _beside(bound: Bound) -> "_Comparison[Time]":
    def read(node: Node, what: str, faults: Faults) -> Matcher[Time] | None:
        at: datetime | None = nodes.measure(node, instant, what, A_DATE, faults)
        return None if at is None else IsBeside(bound, at)

    return read


def _far(reach: Reach, is_ahead: bool) -> "_Comparison[Time]":
    def read(node: Node, what: str, faults: Faults) -> Matcher[Time] | None:
        length: timedelta | None = nodes.measure(node, duration, what, A_DURATION, faults)
        return None if length is None else IsFar(reach, length, is_ahead)

    return read


def _long(size: Size) -> "_Comparison[timedelta]":
    def read(node: Node, what: str, faults: Faults) -> Matcher[timedelta] | None:
        length: timedelta | None = nodes.measure(node, duration, what, A_DURATION, faults)
        return None if length is None else IsLong(size, length)

    return read
